-- Small pictures of pages, drawn when somebody first asks and kept encrypted. Each can be drawn again: no backup needs them.
CREATE TABLE thumbnails (
    document_id TEXT    NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    version     INTEGER NOT NULL,
    page        INTEGER NOT NULL,
    account_id  TEXT    NOT NULL,
    blob        TEXT    NOT NULL,
    format      TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (document_id, version, page)
);

-- The key holds what is the same in capitals and small letters; name is how its owner wrote it.
CREATE TABLE tags (
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    key         TEXT NOT NULL,
    name        TEXT NOT NULL,
    account_id  TEXT NOT NULL,
    PRIMARY KEY (document_id, key)
);
CREATE INDEX tags_of_account ON tags (account_id, key, document_id);

-- One a line, for the document that the upload becomes.
ALTER TABLE uploads ADD COLUMN tags TEXT;
