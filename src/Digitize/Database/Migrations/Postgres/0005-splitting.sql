-- A stack says what separates its letters; one that was split goes like what lies in the trash, and its parts know where in it they began.
ALTER TABLE documents ADD COLUMN split text NOT NULL DEFAULT 'None';
UPDATE documents SET split = 'Separators' WHERE splits_at_separators;
ALTER TABLE documents DROP COLUMN splits_at_separators;
ALTER TABLE documents ADD COLUMN split_problem text;
ALTER TABLE documents ADD COLUMN split_from_page integer;
CREATE INDEX documents_of_stack ON documents (split_from) WHERE split_from IS NOT NULL;
DROP INDEX documents_under_way;
CREATE INDEX documents_under_way ON documents (state) WHERE state IN ('Received', 'Recognizing', 'Assembling', 'Trashed', 'Split');

ALTER TABLE uploads ADD COLUMN split text NOT NULL DEFAULT 'None';
UPDATE uploads SET split = 'Separators' WHERE splits_at_separators;
ALTER TABLE uploads DROP COLUMN splits_at_separators;
