-- Everything of an account as one file, made when somebody asks for it and kept for some days. Its own key opens it, so that it is gone when the row's key is.
CREATE TABLE exports (
    id           TEXT NOT NULL PRIMARY KEY,
    account_id   TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    asked_by     TEXT NOT NULL,
    asked_at     INTEGER NOT NULL,
    state        TEXT NOT NULL,
    documents    INTEGER NOT NULL,
    faults       INTEGER NOT NULL,
    blob         TEXT,
    wrapped_key  BLOB,
    length       INTEGER,
    ready_at     INTEGER,
    expires_at   INTEGER NOT NULL
);
CREATE INDEX exports_of_account ON exports (account_id, id);
