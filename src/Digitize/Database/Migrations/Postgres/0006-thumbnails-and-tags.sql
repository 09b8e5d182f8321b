-- Small pictures of pages, drawn when somebody first asks and kept encrypted. Each can be drawn again: no backup needs them.
CREATE TABLE thumbnails (
    document_id uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    version     integer NOT NULL,
    page        integer NOT NULL,
    account_id  uuid NOT NULL,
    blob        text NOT NULL,
    format      text NOT NULL,
    created_at  bigint NOT NULL,
    PRIMARY KEY (document_id, version, page)
);
CREATE POLICY tenant ON thumbnails USING (sees_account(account_id));
ALTER TABLE thumbnails ENABLE ROW LEVEL SECURITY;
ALTER TABLE thumbnails FORCE ROW LEVEL SECURITY;

-- The key holds what is the same in capitals and small letters; name is how its owner wrote it.
CREATE TABLE tags (
    document_id uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    key         text NOT NULL,
    name        text NOT NULL,
    account_id  uuid NOT NULL,
    PRIMARY KEY (document_id, key)
);
CREATE INDEX tags_of_account ON tags (account_id, key, document_id);
CREATE POLICY tenant ON tags USING (sees_account(account_id));
ALTER TABLE tags ENABLE ROW LEVEL SECURITY;
ALTER TABLE tags FORCE ROW LEVEL SECURITY;

-- One a line, for the document that the upload becomes.
ALTER TABLE uploads ADD COLUMN tags text;
