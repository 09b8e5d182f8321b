-- Random secrets of the installation, wrapped by the master key. Of no account.
CREATE TABLE installation_secrets (
    name        TEXT    NOT NULL PRIMARY KEY,
    wrapped_key BLOB    NOT NULL,
    created_at  INTEGER NOT NULL
);

-- Who did what, when and why: a chain for each account, and one for the installation, whose account is null. Ids only; what names people is in details, encrypted.
-- Accounts and documents are named and not referred to: an entry outlives both.
CREATE TABLE audit_entries (
    mac          BLOB    NOT NULL PRIMARY KEY,
    account_id   TEXT,
    sequence     INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    actor_kind   TEXT    NOT NULL,
    actor_id     TEXT,
    action       TEXT    NOT NULL,
    object_kind  TEXT,
    object_id    TEXT,
    reason       TEXT,
    outcome      TEXT    NOT NULL,
    details      BLOB,
    previous_mac BLOB    NOT NULL
);
CREATE UNIQUE INDEX audit_entries_of_account ON audit_entries (account_id, sequence) WHERE account_id IS NOT NULL;
CREATE UNIQUE INDEX audit_entries_of_installation ON audit_entries (sequence) WHERE account_id IS NULL;
CREATE INDEX audit_entries_of_object ON audit_entries (account_id, object_id, sequence) WHERE object_id IS NOT NULL;
CREATE TRIGGER audit_entries_are_not_changed BEFORE UPDATE ON audit_entries BEGIN
    SELECT RAISE(ABORT, 'An entry of the audit is never changed.');
END;
CREATE TRIGGER audit_entries_are_not_deleted BEFORE DELETE ON audit_entries BEGIN
    SELECT RAISE(ABORT, 'An entry of the audit is never deleted.');
END;

-- An operator's way to the content of one account or document, for a time that ends by itself.
CREATE TABLE releases (
    id          TEXT    NOT NULL PRIMARY KEY,
    account_id  TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    document_id TEXT,
    operator_id TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    ticket      TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    ends_at     INTEGER NOT NULL,
    ended_at    INTEGER
);
CREATE INDEX releases_of_account ON releases (account_id, created_at);
