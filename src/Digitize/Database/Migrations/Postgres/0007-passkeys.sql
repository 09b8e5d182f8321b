-- A password that was issued for a lost one opens nothing but its replacement.
ALTER TABLE users ADD COLUMN must_replace_password boolean NOT NULL DEFAULT false;

-- A passkey belongs to a person, who may have a place in several accounts or in none.
CREATE TABLE passkeys (
    credential_id        bytea NOT NULL PRIMARY KEY,
    user_id              uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name                 text NOT NULL,
    public_key           bytea NOT NULL,
    sign_count           bigint NOT NULL,
    transports           text NOT NULL,
    is_backup_eligible   boolean NOT NULL,
    is_backed_up         boolean NOT NULL,
    created_at           bigint NOT NULL,
    last_used_on         date
);
CREATE INDEX passkeys_of_user ON passkeys (user_id);

CREATE TABLE passkey_challenges (
    token_sha256         bytea NOT NULL PRIMARY KEY,
    user_id              uuid REFERENCES users (id) ON DELETE CASCADE,
    state                text NOT NULL,
    created_at           bigint NOT NULL
);
CREATE INDEX passkey_challenges_of_user ON passkey_challenges (user_id);
CREATE INDEX passkey_challenges_by_age ON passkey_challenges (created_at);
