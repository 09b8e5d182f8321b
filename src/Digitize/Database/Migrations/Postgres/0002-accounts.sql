-- People, keys, sessions and uploads under way. Of a secret only its hash is here.
CREATE TABLE users (
    id                   uuid NOT NULL PRIMARY KEY,
    login                text NOT NULL UNIQUE,
    password_hash        text NOT NULL,
    installation_role    text,
    created_at           bigint NOT NULL,
    disabled_at          bigint
);

CREATE TABLE memberships (
    user_id              uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    account_id           uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role                 text NOT NULL,
    PRIMARY KEY (user_id, account_id)
);
CREATE INDEX memberships_of_account ON memberships (account_id);

CREATE TABLE api_keys (
    id                   text NOT NULL PRIMARY KEY,
    account_id           uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    secret_sha256        bytea NOT NULL,
    granted              text NOT NULL,
    created_at           bigint NOT NULL,
    expires_at           bigint NOT NULL,
    revoked_at           bigint,
    last_used_on         date
);
CREATE INDEX api_keys_of_account ON api_keys (account_id);

CREATE TABLE sessions (
    token_sha256         bytea NOT NULL PRIMARY KEY,
    user_id              uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    account_id           uuid,
    created_at           bigint NOT NULL,
    seen_at              bigint NOT NULL
);
CREATE INDEX sessions_of_user ON sessions (user_id);

-- Resumable uploads: the pieces are encrypted blobs, and a piece is there when its row is.
CREATE TABLE uploads (
    id                   uuid NOT NULL PRIMARY KEY,
    account_id           uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    user_id              uuid,
    length               bigint NOT NULL,
    file_name            text NOT NULL,
    title                text,
    languages            text NOT NULL,
    splits_at_separators boolean NOT NULL,
    wrapped_key          bytea NOT NULL,
    created_at           bigint NOT NULL,
    expires_at           bigint NOT NULL,
    document_id          uuid
);
CREATE INDEX uploads_of_account ON uploads (account_id, expires_at);

-- The key is the lock: of two pieces at one offset one is refused.
CREATE TABLE upload_pieces (
    upload_id            uuid NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    "offset"             bigint NOT NULL,
    length               bigint NOT NULL,
    blob                 text NOT NULL,
    PRIMARY KEY (upload_id, "offset")
);
