-- A member can be shut out of one account without losing the others.
ALTER TABLE memberships ADD COLUMN disabled_at bigint;

-- The seed is wrapped by the master key; of recovery codes only a keyed hash is here.
CREATE TABLE second_factors (
    user_id              uuid NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    wrapped_seed         bytea NOT NULL,
    created_at           bigint NOT NULL,
    confirmed_at         bigint,
    last_step            bigint
);

CREATE TABLE recovery_codes (
    user_id              uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    mac                  bytea NOT NULL,
    used_at              bigint,
    PRIMARY KEY (user_id, mac)
);

CREATE TABLE sign_in_steps (
    token_sha256         bytea NOT NULL PRIMARY KEY,
    user_id              uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at           bigint NOT NULL,
    attempts             integer NOT NULL
);
CREATE INDEX sign_in_steps_of_user ON sign_in_steps (user_id);
