-- Processes that read pages, as they speak of themselves. Of no account: which pages they read is not here.
CREATE TABLE workers (
    name          TEXT NOT NULL PRIMARY KEY,
    readers       INTEGER NOT NULL,
    isolation     TEXT,
    started_at    INTEGER NOT NULL,
    seen_at       INTEGER NOT NULL,
    pages         INTEGER NOT NULL,
    failures      INTEGER NOT NULL,
    busy_seconds  REAL NOT NULL
);
