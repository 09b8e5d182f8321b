-- Row-level security is PostgreSQL's. A SQLite file belongs to one process, which reads it through the filters of its queries.
SELECT 1;
