-- Accounts, documents and their work. Instants are milliseconds since 1970, ids upper-case UUIDs of version 7, states the names of the enums.
CREATE TABLE accounts (
    id          TEXT    NOT NULL PRIMARY KEY,
    name        TEXT    NOT NULL UNIQUE,
    wrapped_key BLOB    NOT NULL,
    created_at  INTEGER NOT NULL
);

CREATE TABLE documents (
    id                   TEXT    NOT NULL PRIMARY KEY,
    account_id           TEXT    NOT NULL REFERENCES accounts (id),
    user_id              TEXT,
    file_name            TEXT    NOT NULL,
    title                TEXT    NOT NULL,
    languages            TEXT    NOT NULL,
    source               TEXT    NOT NULL,
    splits_at_separators INTEGER NOT NULL,
    split_from           TEXT,
    duplicate_of         TEXT,
    state                TEXT    NOT NULL,
    state_before_trash   TEXT,
    reading              INTEGER NOT NULL,
    failure_code         TEXT,
    failure_detail       TEXT,
    format               TEXT,
    page_count           INTEGER,
    pages_done           INTEGER NOT NULL,
    failed_pages         INTEGER NOT NULL,
    mean_confidence      REAL,
    original_blob        TEXT    NOT NULL,
    original_length      INTEGER NOT NULL,
    original_sha256      BLOB    NOT NULL,
    wrapped_key          BLOB    NOT NULL,
    current_version      INTEGER,
    received_at          INTEGER NOT NULL,
    finished_at          INTEGER,
    purge_after          INTEGER
);
CREATE INDEX documents_newest ON documents (account_id, received_at DESC, id DESC);
CREATE INDEX documents_same ON documents (account_id, original_sha256);
CREATE INDEX documents_under_way ON documents (state) WHERE state IN ('Received', 'Recognizing', 'Assembling', 'Trashed');

CREATE TABLE document_versions (
    document_id  TEXT    NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    account_id   TEXT    NOT NULL,
    number       INTEGER NOT NULL,
    reason       TEXT    NOT NULL,
    pdf_blob     TEXT    NOT NULL,
    pdf_length   INTEGER NOT NULL,
    pdf_sha256   BLOB    NOT NULL,
    is_pdf_a     INTEGER NOT NULL,
    why_not_pdf_a TEXT,
    pages        INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (document_id, number)
);

CREATE TABLE pages (
    document_id    TEXT    NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    account_id     TEXT    NOT NULL,
    number         INTEGER NOT NULL,
    state          TEXT    NOT NULL,
    keeps_text     INTEGER NOT NULL,
    width_points   REAL    NOT NULL,
    height_points  REAL    NOT NULL,
    confidence     REAL,
    words          INTEGER,
    is_blank       INTEGER NOT NULL,
    is_separator   INTEGER NOT NULL,
    failure_code   TEXT,
    failure_detail TEXT,
    finished_blob  TEXT,
    words_blob     TEXT,
    PRIMARY KEY (document_id, number)
);

-- The sweep for temporary blobs looks here; nearly always there are none.
CREATE INDEX pages_with_leftovers ON pages (document_id) WHERE finished_blob IS NOT NULL;

CREATE TABLE work_items (
    id             TEXT    NOT NULL PRIMARY KEY,
    kind           TEXT    NOT NULL,
    account_id     TEXT    NOT NULL,
    document_id    TEXT    NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    page           INTEGER,
    reading        INTEGER NOT NULL,
    state          TEXT    NOT NULL,
    attempts       INTEGER NOT NULL,
    fence          INTEGER NOT NULL,
    turn           INTEGER NOT NULL,
    not_before     INTEGER NOT NULL,
    leased_until   INTEGER,
    dispatched_at  INTEGER,
    failure_code   TEXT,
    failure_detail TEXT,
    created_at     INTEGER NOT NULL,
    settled_at     INTEGER
);
-- The same work cannot be there twice, whoever asks for it and however often.
CREATE UNIQUE INDEX work_items_once ON work_items (document_id, kind, reading, coalesce(page, 0));
CREATE INDEX work_items_waiting ON work_items (state, account_id, turn, id);

CREATE TABLE idempotency (
    account_id  TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    body_sha256 BLOB    NOT NULL,
    document_id TEXT    NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotency_documents ON idempotency (document_id);

-- AUTOINCREMENT: a cursor is never given twice, even after the newest rows are gone. One writer: cursors become visible in their order.
CREATE TABLE changes (
    cursor      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    account_id  TEXT    NOT NULL,
    document_id TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    at          INTEGER NOT NULL
);
CREATE INDEX changes_of_account ON changes (account_id, cursor);

-- One row a page, and one with the title where page is null.
CREATE TABLE page_texts (
    id          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    account_id  TEXT    NOT NULL,
    document_id TEXT    NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    page        INTEGER,
    text        TEXT    NOT NULL
);
CREATE UNIQUE INDEX page_texts_once ON page_texts (document_id, coalesce(page, 0));

CREATE VIRTUAL TABLE page_search USING fts5 (text, content = 'page_texts', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2", prefix = '2 3');
-- What is deleted must not stay in the index's pages.
INSERT INTO page_search (page_search, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER page_texts_added AFTER INSERT ON page_texts BEGIN
    INSERT INTO page_search (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER page_texts_removed AFTER DELETE ON page_texts BEGIN
    INSERT INTO page_search (page_search, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE TRIGGER page_texts_changed AFTER UPDATE ON page_texts BEGIN
    INSERT INTO page_search (page_search, rowid, text) VALUES ('delete', old.id, old.text);
    INSERT INTO page_search (rowid, text) VALUES (new.id, new.text);
END;
