-- A document that became a part of another says which, and with which page of it it begins; it goes like what was split.
ALTER TABLE documents ADD COLUMN merged_into TEXT;
ALTER TABLE documents ADD COLUMN merged_at_page INTEGER;
CREATE INDEX documents_of_merge ON documents (merged_into) WHERE merged_into IS NOT NULL;
DROP INDEX documents_under_way;
CREATE INDEX documents_under_way ON documents (state) WHERE state IN ('Received', 'Recognizing', 'Assembling', 'Trashed', 'Split', 'Merged');
