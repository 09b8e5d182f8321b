-- Random secrets of the installation, wrapped by the master key. Of no account.
CREATE TABLE installation_secrets (
    name        text   NOT NULL PRIMARY KEY,
    wrapped_key bytea  NOT NULL,
    created_at  bigint NOT NULL
);

-- Who did what, when and why: a chain for each account, and one for the installation, whose account is null. Ids only; what names people is in details, encrypted.
-- Accounts and documents are named and not referred to: an entry outlives both.
CREATE TABLE audit_entries (
    mac          bytea  NOT NULL PRIMARY KEY,
    account_id   uuid,
    sequence     bigint NOT NULL,
    at           bigint NOT NULL,
    actor_kind   text   NOT NULL,
    actor_id     text,
    action       text   NOT NULL,
    object_kind  text,
    object_id    text,
    reason       text,
    outcome      text   NOT NULL,
    details      bytea,
    previous_mac bytea  NOT NULL
);
CREATE UNIQUE INDEX audit_entries_of_account ON audit_entries (account_id, sequence) WHERE account_id IS NOT NULL;
CREATE UNIQUE INDEX audit_entries_of_installation ON audit_entries (sequence) WHERE account_id IS NULL;
CREATE INDEX audit_entries_of_object ON audit_entries (account_id, object_id, sequence) WHERE object_id IS NOT NULL;
CREATE POLICY tenant ON audit_entries USING (sees_account(account_id));
ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_entries FORCE ROW LEVEL SECURITY;

CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An entry of the audit is never changed or deleted.';
END
$$;
CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit();

-- An operator's way to the content of one account or document, for a time that ends by itself.
CREATE TABLE releases (
    id          uuid   NOT NULL PRIMARY KEY,
    account_id  uuid   NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    document_id uuid,
    operator_id uuid   NOT NULL,
    reason      text   NOT NULL,
    ticket      text   NOT NULL,
    created_at  bigint NOT NULL,
    ends_at     bigint NOT NULL,
    ended_at    bigint
);
CREATE INDEX releases_of_account ON releases (account_id, created_at);
CREATE POLICY tenant ON releases USING (sees_account(account_id));
ALTER TABLE releases ENABLE ROW LEVEL SECURITY;
ALTER TABLE releases FORCE ROW LEVEL SECURITY;
