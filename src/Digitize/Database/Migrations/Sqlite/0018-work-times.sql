-- How long each piece of work took, from its claim to its end; null for what was done before this was kept.
ALTER TABLE work_items ADD COLUMN took_milliseconds INTEGER;
CREATE INDEX work_items_done ON work_items (kind, settled_at) WHERE state = 'Done';
