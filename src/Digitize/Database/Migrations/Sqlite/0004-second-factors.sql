-- A member can be shut out of one account without losing the others.
ALTER TABLE memberships ADD COLUMN disabled_at INTEGER;

-- The seed is wrapped by the master key; of recovery codes only a keyed hash is here.
CREATE TABLE second_factors (
    user_id      TEXT    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    wrapped_seed BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    confirmed_at INTEGER,
    last_step    INTEGER
);

CREATE TABLE recovery_codes (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    mac     BLOB NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (user_id, mac)
);

CREATE TABLE sign_in_steps (
    token_sha256 BLOB    NOT NULL PRIMARY KEY,
    user_id      TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at   INTEGER NOT NULL,
    attempts     INTEGER NOT NULL
);
CREATE INDEX sign_in_steps_of_user ON sign_in_steps (user_id);
