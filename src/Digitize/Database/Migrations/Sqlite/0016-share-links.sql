-- Links that open one document for somebody without a login. Of the token only its hash is kept, as of a password.
CREATE TABLE share_links (
    id               TEXT NOT NULL PRIMARY KEY,
    account_id       TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    document_id      TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    token_sha256     BLOB NOT NULL,
    password_hash    TEXT,
    created_by       TEXT NOT NULL,
    created_at       INTEGER NOT NULL,
    expires_at       INTEGER NOT NULL,
    most_fetches     INTEGER NOT NULL,
    fetches          INTEGER NOT NULL,
    last_fetched_at  INTEGER,
    wrong_passwords  INTEGER NOT NULL,
    withdrawn_at     INTEGER
);
CREATE UNIQUE INDEX share_links_by_token ON share_links (token_sha256);
CREATE INDEX share_links_of_document ON share_links (document_id, id);
CREATE INDEX share_links_of_account ON share_links (account_id, expires_at);
