-- Jobs that one process at a time may do. Of no account. The fence rises each time a lease is taken.
CREATE TABLE job_leases (
    name          text NOT NULL PRIMARY KEY,
    holder        text,
    fence         bigint NOT NULL,
    until         bigint
);

-- The kinds of letters that an account has, and how long each is kept; without a number of months as long as the account is there.
CREATE TABLE document_types (
    id            uuid NOT NULL PRIMARY KEY,
    account_id    uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    key           text NOT NULL,
    name          text NOT NULL,
    keep_months   integer,
    created_at    bigint NOT NULL
);
CREATE UNIQUE INDEX document_types_once ON document_types (account_id, key);

-- retention_due: the day for which retention has put it into the trash; the same day does it no second time.
ALTER TABLE documents ADD COLUMN type uuid;
ALTER TABLE documents ADD COLUMN dated_on date;
ALTER TABLE documents ADD COLUMN retention_due date;
CREATE INDEX documents_of_type ON documents (type, id) WHERE type IS NOT NULL;
ALTER TABLE uploads ADD COLUMN type text;
ALTER TABLE uploads ADD COLUMN dated_on date;

-- Kept, and neither processed nor shown.
ALTER TABLE documents ADD COLUMN restricted_at bigint;
ALTER TABLE documents ADD COLUMN restricted_by text;
ALTER TABLE documents ADD COLUMN restriction_reason text;
CREATE INDEX documents_restricted ON documents (id) WHERE restricted_at IS NOT NULL;

-- On one document, or on all of an account. A hold that was released stays to be read.
CREATE TABLE legal_holds (
    id            uuid NOT NULL PRIMARY KEY,
    account_id    uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    document_id   uuid,
    reason        text NOT NULL,
    placed_by     text NOT NULL,
    placed_at     bigint NOT NULL,
    released_by   text,
    released_at   bigint
);
CREATE INDEX legal_holds_that_hold ON legal_holds (account_id, document_id) WHERE released_at IS NULL;

-- Contracts that end or have ended. The row of the account outlives its documents.
CREATE TABLE contract_ends (
    account_id    uuid NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    ends_on       date NOT NULL,
    erase_on      date,
    requested_by  text NOT NULL,
    requested_at  bigint NOT NULL,
    announced_at  bigint,
    erased_at     bigint
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['document_types', 'legal_holds', 'contract_ends'] LOOP
        EXECUTE format('CREATE POLICY tenant ON %I USING (sees_account(account_id))', name);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    END LOOP;
END
$$;
