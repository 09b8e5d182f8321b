-- Everything of an account as one file, made when somebody asks for it and kept for some days. Its own key opens it, so that it is gone when the row's key is.
CREATE TABLE exports (
    id           uuid NOT NULL PRIMARY KEY,
    account_id   uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    asked_by     text NOT NULL,
    asked_at     bigint NOT NULL,
    state        text NOT NULL,
    documents    bigint NOT NULL,
    faults       integer NOT NULL,
    blob         text,
    wrapped_key  bytea,
    length       bigint,
    ready_at     bigint,
    expires_at   bigint NOT NULL
);
CREATE INDEX exports_of_account ON exports (account_id, id);
CREATE POLICY tenant ON exports USING (sees_account(account_id));
ALTER TABLE exports ENABLE ROW LEVEL SECURITY;
ALTER TABLE exports FORCE ROW LEVEL SECURITY;
