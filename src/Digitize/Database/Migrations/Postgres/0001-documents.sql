-- Accounts, documents and their work. Instants are milliseconds since 1970, ids UUIDs of version 7, states the names of the enums.
CREATE TABLE accounts (
    id          uuid NOT NULL PRIMARY KEY,
    name        text NOT NULL UNIQUE,
    wrapped_key bytea NOT NULL,
    created_at  bigint NOT NULL
);

CREATE TABLE documents (
    id                   uuid NOT NULL PRIMARY KEY,
    account_id           uuid NOT NULL REFERENCES accounts (id),
    user_id              uuid,
    file_name            text NOT NULL,
    title                text NOT NULL,
    languages            text NOT NULL,
    source               text NOT NULL,
    splits_at_separators boolean NOT NULL,
    split_from           uuid,
    duplicate_of         uuid,
    state                text NOT NULL,
    state_before_trash   text,
    reading              integer NOT NULL,
    failure_code         text,
    failure_detail       text,
    format               text,
    page_count           integer,
    pages_done           integer NOT NULL,
    failed_pages         integer NOT NULL,
    mean_confidence      double precision,
    original_blob        text NOT NULL,
    original_length      bigint NOT NULL,
    original_sha256      bytea NOT NULL,
    wrapped_key          bytea NOT NULL,
    current_version      integer,
    received_at          bigint NOT NULL,
    finished_at          bigint,
    purge_after          bigint
);
CREATE INDEX documents_newest ON documents (account_id, received_at DESC, id DESC);
CREATE INDEX documents_same ON documents (account_id, original_sha256);
CREATE INDEX documents_under_way ON documents (state) WHERE state IN ('Received', 'Recognizing', 'Assembling', 'Trashed');

CREATE TABLE document_versions (
    document_id  uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    account_id   uuid NOT NULL,
    number       integer NOT NULL,
    reason       text NOT NULL,
    pdf_blob     text NOT NULL,
    pdf_length   bigint NOT NULL,
    pdf_sha256   bytea NOT NULL,
    is_pdf_a     boolean NOT NULL,
    why_not_pdf_a text,
    pages        integer NOT NULL,
    created_at   bigint NOT NULL,
    PRIMARY KEY (document_id, number)
);

CREATE TABLE pages (
    document_id    uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    account_id     uuid NOT NULL,
    number         integer NOT NULL,
    state          text NOT NULL,
    keeps_text     boolean NOT NULL,
    width_points   double precision NOT NULL,
    height_points  double precision NOT NULL,
    confidence     double precision,
    words          integer,
    is_blank       boolean NOT NULL,
    is_separator   boolean NOT NULL,
    failure_code   text,
    failure_detail text,
    finished_blob  text,
    words_blob     text,
    PRIMARY KEY (document_id, number)
);

-- The sweep for temporary blobs looks here; nearly always there are none.
CREATE INDEX pages_with_leftovers ON pages (document_id) WHERE finished_blob IS NOT NULL;

CREATE TABLE work_items (
    id             uuid NOT NULL PRIMARY KEY,
    kind           text NOT NULL,
    account_id     uuid NOT NULL,
    document_id    uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    page           integer,
    reading        integer NOT NULL,
    state          text NOT NULL,
    attempts       integer NOT NULL,
    fence          bigint NOT NULL,
    turn           bigint NOT NULL,
    not_before     bigint NOT NULL,
    leased_until   bigint,
    dispatched_at  bigint,
    failure_code   text,
    failure_detail text,
    created_at     bigint NOT NULL,
    settled_at     bigint
);
-- The same work cannot be there twice, whoever asks for it and however often.
CREATE UNIQUE INDEX work_items_once ON work_items (document_id, kind, reading, coalesce(page, 0));
CREATE INDEX work_items_waiting ON work_items (state, account_id, turn, id);

CREATE TABLE idempotency (
    account_id  uuid NOT NULL,
    key         text NOT NULL,
    body_sha256 bytea NOT NULL,
    document_id uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    created_at  bigint NOT NULL,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotency_documents ON idempotency (document_id);

-- Numbers are given in the order of commits: whoever appends holds an advisory lock until the end of the transaction (ChangeFeed).
CREATE TABLE changes (
    cursor      bigint GENERATED ALWAYS AS IDENTITY NOT NULL PRIMARY KEY,
    account_id  uuid NOT NULL,
    document_id uuid NOT NULL,
    kind        text NOT NULL,
    at          bigint NOT NULL
);
CREATE INDEX changes_of_account ON changes (account_id, cursor);

-- One row a page, and one with the title where page is null.
CREATE TABLE page_texts (
    id          bigint GENERATED ALWAYS AS IDENTITY NOT NULL PRIMARY KEY,
    account_id  uuid NOT NULL,
    document_id uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    page        integer,
    text        text NOT NULL,
    -- Words of both languages: a German letter with an English term is found by either.
    search      tsvector GENERATED ALWAYS AS (to_tsvector('german', text) || to_tsvector('english', text)) STORED
);
CREATE UNIQUE INDEX page_texts_once ON page_texts (document_id, coalesce(page, 0));

CREATE INDEX page_texts_search ON page_texts USING gin (search);
