-- Processes that read pages, as they speak of themselves. Of no account: which pages they read is not here.
CREATE TABLE workers (
    name          text NOT NULL PRIMARY KEY,
    readers       integer NOT NULL,
    isolation     text,
    started_at    bigint NOT NULL,
    seen_at       bigint NOT NULL,
    pages         bigint NOT NULL,
    failures      bigint NOT NULL,
    busy_seconds  double precision NOT NULL
);
