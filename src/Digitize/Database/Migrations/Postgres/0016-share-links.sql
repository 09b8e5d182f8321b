-- Links that open one document for somebody without a login. Of the token only its hash is kept, as of a password.
CREATE TABLE share_links (
    id               uuid NOT NULL PRIMARY KEY,
    account_id       uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    document_id      uuid NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    token_sha256     bytea NOT NULL,
    password_hash    text,
    created_by       text NOT NULL,
    created_at       bigint NOT NULL,
    expires_at       bigint NOT NULL,
    most_fetches     integer NOT NULL,
    fetches          integer NOT NULL,
    last_fetched_at  bigint,
    wrong_passwords  integer NOT NULL,
    withdrawn_at     bigint
);
CREATE UNIQUE INDEX share_links_by_token ON share_links (token_sha256);
CREATE INDEX share_links_of_document ON share_links (document_id, id);
CREATE INDEX share_links_of_account ON share_links (account_id, expires_at);
CREATE POLICY tenant ON share_links USING (sees_account(account_id));
ALTER TABLE share_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE share_links FORCE ROW LEVEL SECURITY;
