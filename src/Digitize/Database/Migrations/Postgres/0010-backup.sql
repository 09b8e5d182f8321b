-- What a backup run has to look at: which documents changed since the run before. A stamp is the number of the transaction that changed a document's rows: a run asks for those that its snapshot before
-- could not have seen. Rows are added and never changed, so that two transactions about one document do not wait for each other here.
CREATE TABLE change_clock (
    one         integer NOT NULL PRIMARY KEY CHECK (one = 1),
    -- Another database, or this one put back from a copy, has other stamps: a run that meets an id it does not know looks at everything.
    database_id text    NOT NULL
);
INSERT INTO change_clock (one, database_id) VALUES (1, replace(gen_random_uuid()::text, '-', ''));

CREATE TABLE document_stamps (
    document_id uuid   NOT NULL,
    stamp       bigint NOT NULL,
    shard       text   NOT NULL,
    PRIMARY KEY (document_id, stamp)
);
CREATE INDEX document_stamps_by_stamp ON document_stamps (stamp);
CREATE INDEX document_stamps_by_shard ON document_stamps (shard);
INSERT INTO document_stamps (document_id, stamp, shard) SELECT id, pg_current_xact_id()::text::bigint, right(id::text, 3) FROM documents;

CREATE FUNCTION stamp_document() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid;
BEGIN
    IF TG_TABLE_NAME = 'documents' THEN
        touched := CASE TG_OP WHEN 'DELETE' THEN old.id ELSE new.id END;
    ELSIF TG_OP = 'DELETE' THEN
        touched := old.document_id;
    ELSE
        touched := new.document_id;
    END IF;
    INSERT INTO document_stamps (document_id, stamp, shard) VALUES (touched, pg_current_xact_id()::text::bigint, right(touched::text, 3)) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER documents_stamped AFTER INSERT OR UPDATE OR DELETE ON documents FOR EACH ROW EXECUTE FUNCTION stamp_document();
CREATE TRIGGER versions_stamped AFTER INSERT OR UPDATE OR DELETE ON document_versions FOR EACH ROW EXECUTE FUNCTION stamp_document();
CREATE TRIGGER pages_stamped AFTER INSERT OR UPDATE OR DELETE ON pages FOR EACH ROW EXECUTE FUNCTION stamp_document();
CREATE TRIGGER tags_stamped AFTER INSERT OR UPDATE OR DELETE ON tags FOR EACH ROW EXECUTE FUNCTION stamp_document();

-- Which documents were ended for good, told by a keyed hash: what a restored backup must not bring back. Copies of the entries lie in every vault.
CREATE TABLE deletion_ledger (
    number     bigint NOT NULL PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    mark       bytea NOT NULL,
    reason     TEXT NOT NULL,
    deleted_at bigint NOT NULL,
    -- When no vault holds anything of it any more, by the promise of that day.
    gone_by    bigint NOT NULL
);
CREATE INDEX deletion_ledger_by_mark ON deletion_ledger (mark);

-- There while a backup is restored into this database: nobody is served then, and a restore that was broken off is gone on with.
CREATE TABLE restore_under_way (
    one    INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    backup TEXT NOT NULL
);

-- What is known of each vault, for those who look after it.
CREATE TABLE vault_states (
    vault          TEXT NOT NULL PRIMARY KEY,
    tried_at       bigint,
    backed_up_at   bigint,
    backup         TEXT,
    failure        TEXT,
    verified_at    bigint,
    faults         INTEGER NOT NULL DEFAULT 0,
    scrubbed_at    bigint,
    healed         INTEGER NOT NULL DEFAULT 0,
    lost           INTEGER NOT NULL DEFAULT 0,
    restored_at    bigint
);
