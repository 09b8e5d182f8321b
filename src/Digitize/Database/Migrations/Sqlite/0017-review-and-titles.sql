-- How many words were read with doubt, where it was counted: what waits for somebody to look at it is known without opening a page. The condition of the index is that of ReviewQueue.
ALTER TABLE pages ADD COLUMN doubtful_words INTEGER;
ALTER TABLE page_readings ADD COLUMN doubtful_words INTEGER;
ALTER TABLE document_versions ADD COLUMN doubtful_words INTEGER;
ALTER TABLE documents ADD COLUMN doubtful_words INTEGER;
CREATE INDEX documents_to_review ON documents (account_id, received_at DESC, id DESC) WHERE doubtful_words > 0 OR failed_pages > 0;

-- Umlauts stand with their letters. SQLite compares bytes and knows no other alphabet; the expression is that of TitleOrder.
DROP INDEX documents_by_title;
CREATE INDEX documents_by_title ON documents (account_id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(title), 'Ä', 'a'), 'ä', 'a'), 'Ö', 'o'), 'ö', 'o'), 'Ü', 'u'), 'ü', 'u'), 'ß', 'ss'), 'ẞ', 'ss'), 'À', 'a'), 'à', 'a'), 'Á', 'a'), 'á', 'a'), 'Â', 'a'), 'â', 'a'), 'Ç', 'c'), 'ç', 'c'), 'É', 'e'), 'é', 'e'), 'È', 'e'), 'è', 'e'), 'Ê', 'e'), 'ê', 'e'), 'Î', 'i'), 'î', 'i'), 'Ô', 'o'), 'ô', 'o'), 'Ø', 'o'), 'ø', 'o'), 'Å', 'a'), 'å', 'a'), id);
