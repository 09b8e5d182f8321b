-- A connection says whose rows it may see (RowSecurity.cs); one that has not said it sees none. This holds where a query forgets its filter,
-- and for the owner of the tables, too. Superusers and roles with BYPASSRLS are not bound: the service uses a role that is neither.
CREATE FUNCTION sees_account(account uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('app.everyone', true), '') = 'on' OR account = nullif(current_setting('app.account', true), '')::uuid
$$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['documents', 'document_versions', 'pages', 'page_texts', 'work_items', 'idempotency', 'changes', 'memberships', 'api_keys', 'sessions', 'uploads'] LOOP
        EXECUTE format('CREATE POLICY tenant ON %I USING (sees_account(account_id))', name);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    END LOOP;
END
$$;

CREATE POLICY tenant ON accounts USING (sees_account(id));
ALTER TABLE accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts FORCE ROW LEVEL SECURITY;

-- Who sees an upload sees its pieces.
CREATE POLICY tenant ON upload_pieces USING (EXISTS (SELECT FROM uploads WHERE uploads.id = upload_id));
ALTER TABLE upload_pieces ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload_pieces FORCE ROW LEVEL SECURITY;
