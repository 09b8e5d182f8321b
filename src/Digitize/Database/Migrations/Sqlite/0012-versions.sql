-- A version says who made it and holds what belongs to it: its title, its languages, and its pages with their words.
ALTER TABLE document_versions ADD COLUMN made_by TEXT;
ALTER TABLE document_versions ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE document_versions ADD COLUMN languages TEXT NOT NULL DEFAULT '';
ALTER TABLE document_versions ADD COLUMN mean_confidence REAL;
ALTER TABLE document_versions ADD COLUMN failed_pages INTEGER NOT NULL DEFAULT 0;
UPDATE document_versions SET
    title = (SELECT title FROM documents WHERE documents.id = document_id),
    languages = (SELECT languages FROM documents WHERE documents.id = document_id);

-- Between reading a page and the version that it becomes part of.
ALTER TABLE pages ADD COLUMN text TEXT;

-- What one page was read as, or corrected to, when a version was made. Later versions of the document refer to it.
CREATE TABLE page_readings (
    document_id    TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    version        INTEGER NOT NULL,
    page           INTEGER NOT NULL,
    account_id     TEXT NOT NULL,
    keeps_text     INTEGER NOT NULL,
    width_points   REAL NOT NULL,
    height_points  REAL NOT NULL,
    confidence     REAL,
    words          INTEGER,
    is_blank       INTEGER NOT NULL,
    is_separator   INTEGER NOT NULL,
    failure_code   TEXT,
    failure_detail TEXT,
    words_blob     TEXT,
    text           TEXT NOT NULL,
    PRIMARY KEY (document_id, version, page)
);

-- The pages of a version in their order. source_page counts in the original; turn is clockwise, on top of what the reading made upright.
CREATE TABLE version_pages (
    document_id  TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    version      INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    account_id   TEXT NOT NULL,
    read_in      INTEGER NOT NULL,
    read_as      INTEGER NOT NULL,
    source_page  INTEGER NOT NULL,
    turn         TEXT NOT NULL,
    PRIMARY KEY (document_id, version, number)
);

-- Versions that somebody asked for and that are not there yet, or could not be made.
CREATE TABLE planned_versions (
    document_id    TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    reading        INTEGER NOT NULL,
    account_id     TEXT NOT NULL,
    reason         TEXT NOT NULL,
    made_by        TEXT,
    based_on       INTEGER,
    edit           TEXT,
    failure_code   TEXT,
    failure_detail TEXT,
    planned_at     INTEGER NOT NULL,
    PRIMARY KEY (document_id, reading)
);

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
