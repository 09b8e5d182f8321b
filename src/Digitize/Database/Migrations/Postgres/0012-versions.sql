-- A version says who made it and holds what belongs to it: its title, its languages, and its pages with their words.
ALTER TABLE document_versions ADD COLUMN made_by text;
ALTER TABLE document_versions ADD COLUMN title text NOT NULL DEFAULT '';
ALTER TABLE document_versions ADD COLUMN languages text NOT NULL DEFAULT '';
ALTER TABLE document_versions ADD COLUMN mean_confidence double precision;
ALTER TABLE document_versions ADD COLUMN failed_pages integer NOT NULL DEFAULT 0;
UPDATE document_versions SET
    title = (SELECT title FROM documents WHERE documents.id = document_id),
    languages = (SELECT languages FROM documents WHERE documents.id = document_id);

-- Between reading a page and the version that it becomes part of.
ALTER TABLE pages ADD COLUMN text text;

-- What one page was read as, or corrected to, when a version was made. Later versions of the document refer to it.
CREATE TABLE page_readings (
    document_id    uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    version        integer NOT NULL,
    page           integer NOT NULL,
    account_id     uuid NOT NULL,
    keeps_text     boolean NOT NULL,
    width_points   double precision NOT NULL,
    height_points  double precision NOT NULL,
    confidence     double precision,
    words          integer,
    is_blank       boolean NOT NULL,
    is_separator   boolean NOT NULL,
    failure_code   text,
    failure_detail text,
    words_blob     text,
    text           text NOT NULL,
    PRIMARY KEY (document_id, version, page)
);
CREATE POLICY tenant ON page_readings USING (sees_account(account_id));
ALTER TABLE page_readings ENABLE ROW LEVEL SECURITY;
ALTER TABLE page_readings FORCE ROW LEVEL SECURITY;

-- The pages of a version in their order. source_page counts in the original; turn is clockwise, on top of what the reading made upright.
CREATE TABLE version_pages (
    document_id  uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    version      integer NOT NULL,
    number       integer NOT NULL,
    account_id   uuid NOT NULL,
    read_in      integer NOT NULL,
    read_as      integer NOT NULL,
    source_page  integer NOT NULL,
    turn         text NOT NULL,
    PRIMARY KEY (document_id, version, number)
);
CREATE POLICY tenant ON version_pages USING (sees_account(account_id));
ALTER TABLE version_pages ENABLE ROW LEVEL SECURITY;
ALTER TABLE version_pages FORCE ROW LEVEL SECURITY;

-- Versions that somebody asked for and that are not there yet, or could not be made.
CREATE TABLE planned_versions (
    document_id    uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    reading        integer NOT NULL,
    account_id     uuid NOT NULL,
    reason         text NOT NULL,
    made_by        text,
    based_on       integer,
    edit           text,
    failure_code   text,
    failure_detail text,
    planned_at     bigint NOT NULL,
    PRIMARY KEY (document_id, reading)
);
CREATE POLICY tenant ON planned_versions USING (sees_account(account_id));
ALTER TABLE planned_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE planned_versions FORCE ROW LEVEL SECURITY;

-- The pages there are belong to the version that is shown, where no later reading has begun. Those of versions before it were not kept.
INSERT INTO page_readings (document_id, version, page, account_id, keeps_text, width_points, height_points, confidence, words, is_blank, is_separator, failure_code, failure_detail, words_blob, text)
SELECT pages.document_id, documents.current_version, pages.number, pages.account_id, pages.keeps_text, pages.width_points, pages.height_points, pages.confidence, pages.words,
       pages.is_blank, pages.is_separator, pages.failure_code, pages.failure_detail, pages.words_blob, coalesce(page_texts.text, '')
FROM pages
JOIN documents ON documents.id = pages.document_id
LEFT JOIN page_texts ON page_texts.document_id = pages.document_id AND page_texts.page = pages.number
WHERE documents.current_version IS NOT NULL AND coalesce(documents.state_before_trash, documents.state) = 'Completed';
INSERT INTO version_pages (document_id, version, number, account_id, read_in, read_as, source_page, turn)
SELECT document_id, version, page, account_id, version, page, page, 'None' FROM page_readings;
UPDATE document_versions SET
    mean_confidence = (SELECT mean_confidence FROM documents WHERE documents.id = document_id),
    failed_pages = (SELECT failed_pages FROM documents WHERE documents.id = document_id)
WHERE EXISTS (SELECT 1 FROM version_pages WHERE version_pages.document_id = document_versions.document_id AND version_pages.version = document_versions.number);
