-- Jobs that one process at a time may do. Of no account. The fence rises each time a lease is taken.
CREATE TABLE job_leases (
    name          TEXT NOT NULL PRIMARY KEY,
    holder        TEXT,
    fence         INTEGER NOT NULL,
    until         INTEGER
);

-- The kinds of letters that an account has, and how long each is kept; without a number of months as long as the account is there.
CREATE TABLE document_types (
    id            TEXT NOT NULL PRIMARY KEY,
    account_id    TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    key           TEXT NOT NULL,
    name          TEXT NOT NULL,
    keep_months   INTEGER,
    created_at    INTEGER NOT NULL
);
CREATE UNIQUE INDEX document_types_once ON document_types (account_id, key);

-- retention_due: the day for which retention has put it into the trash; the same day does it no second time.
ALTER TABLE documents ADD COLUMN type TEXT;
ALTER TABLE documents ADD COLUMN dated_on TEXT;
ALTER TABLE documents ADD COLUMN retention_due TEXT;
CREATE INDEX documents_of_type ON documents (type, id) WHERE type IS NOT NULL;
ALTER TABLE uploads ADD COLUMN type TEXT;
ALTER TABLE uploads ADD COLUMN dated_on TEXT;

-- Kept, and neither processed nor shown.
ALTER TABLE documents ADD COLUMN restricted_at INTEGER;
ALTER TABLE documents ADD COLUMN restricted_by TEXT;
ALTER TABLE documents ADD COLUMN restriction_reason TEXT;
CREATE INDEX documents_restricted ON documents (id) WHERE restricted_at IS NOT NULL;

-- On one document, or on all of an account. A hold that was released stays to be read.
CREATE TABLE legal_holds (
    id            TEXT NOT NULL PRIMARY KEY,
    account_id    TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    document_id   TEXT,
    reason        TEXT NOT NULL,
    placed_by     TEXT NOT NULL,
    placed_at     INTEGER NOT NULL,
    released_by   TEXT,
    released_at   INTEGER
);
CREATE INDEX legal_holds_that_hold ON legal_holds (account_id, document_id) WHERE released_at IS NULL;

-- Contracts that end or have ended. The row of the account outlives its documents.
CREATE TABLE contract_ends (
    account_id    TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    ends_on       TEXT NOT NULL,
    erase_on      TEXT,
    requested_by  TEXT NOT NULL,
    requested_at  INTEGER NOT NULL,
    announced_at  INTEGER,
    erased_at     INTEGER
);
