-- People, keys, sessions and uploads under way. Of a secret only its hash is here.
CREATE TABLE users (
    id                TEXT    NOT NULL PRIMARY KEY,
    login             TEXT    NOT NULL UNIQUE,
    password_hash     TEXT    NOT NULL,
    installation_role TEXT,
    created_at        INTEGER NOT NULL,
    disabled_at       INTEGER
);

CREATE TABLE memberships (
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role       TEXT NOT NULL,
    PRIMARY KEY (user_id, account_id)
);
CREATE INDEX memberships_of_account ON memberships (account_id);

CREATE TABLE api_keys (
    id            TEXT    NOT NULL PRIMARY KEY,
    account_id    TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    secret_sha256 BLOB    NOT NULL,
    granted       TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    revoked_at    INTEGER,
    last_used_on  TEXT
);
CREATE INDEX api_keys_of_account ON api_keys (account_id);

CREATE TABLE sessions (
    token_sha256 BLOB    NOT NULL PRIMARY KEY,
    user_id      TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    account_id   TEXT,
    created_at   INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL
);
CREATE INDEX sessions_of_user ON sessions (user_id);

-- Resumable uploads: the pieces are encrypted blobs, and a piece is there when its row is.
CREATE TABLE uploads (
    id          TEXT    NOT NULL PRIMARY KEY,
    account_id  TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    user_id     TEXT,
    length      INTEGER NOT NULL,
    file_name   TEXT    NOT NULL,
    title       TEXT,
    languages   TEXT    NOT NULL,
    splits_at_separators INTEGER NOT NULL,
    wrapped_key BLOB    NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    document_id TEXT
);
CREATE INDEX uploads_of_account ON uploads (account_id, expires_at);

-- The key is the lock: of two pieces at one offset one is refused.
CREATE TABLE upload_pieces (
    upload_id TEXT    NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    "offset"  INTEGER NOT NULL,
    length    INTEGER NOT NULL,
    blob      TEXT    NOT NULL,
    PRIMARY KEY (upload_id, "offset")
);
