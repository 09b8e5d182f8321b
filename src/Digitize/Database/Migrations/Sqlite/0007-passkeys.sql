-- A password that was issued for a lost one opens nothing but its replacement.
ALTER TABLE users ADD COLUMN must_replace_password INTEGER NOT NULL DEFAULT 0;

-- A passkey belongs to a person, who may have a place in several accounts or in none.
CREATE TABLE passkeys (
    credential_id      BLOB    NOT NULL PRIMARY KEY,
    user_id            TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name               TEXT    NOT NULL,
    public_key         BLOB    NOT NULL,
    sign_count         INTEGER NOT NULL,
    transports         TEXT    NOT NULL,
    is_backup_eligible INTEGER NOT NULL,
    is_backed_up       INTEGER NOT NULL,
    created_at         INTEGER NOT NULL,
    last_used_on       TEXT
);
CREATE INDEX passkeys_of_user ON passkeys (user_id);

CREATE TABLE passkey_challenges (
    token_sha256 BLOB    NOT NULL PRIMARY KEY,
    user_id      TEXT REFERENCES users (id) ON DELETE CASCADE,
    state        TEXT    NOT NULL,
    created_at   INTEGER NOT NULL
);
CREATE INDEX passkey_challenges_of_user ON passkey_challenges (user_id);
CREATE INDEX passkey_challenges_by_age ON passkey_challenges (created_at);
