-- What a backup run has to look at: which documents changed since the run before. A stamp rises with every change of a document's rows; a document that is gone keeps its last one.
-- The shard is the end of the document's id, which is random.
CREATE TABLE change_clock (
    one         INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    value       INTEGER NOT NULL,
    -- Another database, or this one put back from a copy, has other stamps: a run that meets an id it does not know looks at everything.
    database_id TEXT    NOT NULL
);
INSERT INTO change_clock (one, value, database_id) VALUES (1, 1, lower(hex(randomblob(16))));

CREATE TABLE document_stamps (
    document_id TEXT    NOT NULL,
    stamp       INTEGER NOT NULL,
    shard       TEXT    NOT NULL,
    PRIMARY KEY (document_id)
) WITHOUT ROWID;
CREATE INDEX document_stamps_by_stamp ON document_stamps (stamp);
CREATE INDEX document_stamps_by_shard ON document_stamps (shard);
INSERT INTO document_stamps (document_id, stamp, shard) SELECT id, 1, lower(substr(id, -3)) FROM documents;

CREATE TRIGGER documents_stamped AFTER INSERT ON documents BEGIN
    UPDATE change_clock SET value = value + 1;
    INSERT INTO document_stamps (document_id, stamp, shard) VALUES (new.id, (SELECT value FROM change_clock), lower(substr(new.id, -3)))
        ON CONFLICT (document_id) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER documents_stamped_again AFTER UPDATE ON documents BEGIN
    UPDATE change_clock SET value = value + 1;
    UPDATE document_stamps SET stamp = (SELECT value FROM change_clock) WHERE document_id = new.id;
END;
CREATE TRIGGER documents_stamped_at_last AFTER DELETE ON documents BEGIN
    UPDATE change_clock SET value = value + 1;
    UPDATE document_stamps SET stamp = (SELECT value FROM change_clock) WHERE document_id = old.id;
END;
CREATE TRIGGER versions_stamped AFTER INSERT ON document_versions BEGIN
    UPDATE change_clock SET value = value + 1;
    UPDATE document_stamps SET stamp = (SELECT value FROM change_clock) WHERE document_id = new.document_id;
END;
CREATE TRIGGER versions_stamped_again AFTER UPDATE ON document_versions BEGIN
    UPDATE change_clock SET value = value + 1;
    UPDATE document_stamps SET stamp = (SELECT value FROM change_clock) WHERE document_id = new.document_id;
END;
CREATE TRIGGER versions_stamped_at_last AFTER DELETE ON document_versions BEGIN
    UPDATE change_clock SET value = value + 1;
    UPDATE document_stamps SET stamp = (SELECT value FROM change_clock) WHERE document_id = old.document_id;
END;
CREATE TRIGGER pages_stamped AFTER INSERT ON pages BEGIN
    UPDATE change_clock SET value = value + 1;
    UPDATE document_stamps SET stamp = (SELECT value FROM change_clock) WHERE document_id = new.document_id;
END;
CREATE TRIGGER pages_stamped_again AFTER UPDATE ON pages BEGIN
    UPDATE change_clock SET value = value + 1;
    UPDATE document_stamps SET stamp = (SELECT value FROM change_clock) WHERE document_id = new.document_id;
END;
CREATE TRIGGER tags_stamped AFTER INSERT ON tags BEGIN
    UPDATE change_clock SET value = value + 1;
    UPDATE document_stamps SET stamp = (SELECT value FROM change_clock) WHERE document_id = new.document_id;
END;
CREATE TRIGGER tags_stamped_again AFTER UPDATE ON tags BEGIN
    UPDATE change_clock SET value = value + 1;
    UPDATE document_stamps SET stamp = (SELECT value FROM change_clock) WHERE document_id = new.document_id;
END;
CREATE TRIGGER tags_stamped_at_last AFTER DELETE ON tags BEGIN
    UPDATE change_clock SET value = value + 1;
    UPDATE document_stamps SET stamp = (SELECT value FROM change_clock) WHERE document_id = old.document_id;
END;

-- Which documents were ended for good, told by a keyed hash: what a restored backup must not bring back. Copies of the entries lie in every vault.
CREATE TABLE deletion_ledger (
    number     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    mark       BLOB NOT NULL,
    reason     TEXT NOT NULL,
    deleted_at INTEGER NOT NULL,
    -- When no vault holds anything of it any more, by the promise of that day.
    gone_by    INTEGER NOT NULL
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
    tried_at       INTEGER,
    backed_up_at   INTEGER,
    backup         TEXT,
    failure        TEXT,
    verified_at    INTEGER,
    faults         INTEGER NOT NULL DEFAULT 0,
    scrubbed_at    INTEGER,
    healed         INTEGER NOT NULL DEFAULT 0,
    lost           INTEGER NOT NULL DEFAULT 0,
    restored_at    INTEGER
);
