-- How many words were read with doubt, where it was counted: what waits for somebody to look at it is known without opening a page. The condition of the index is that of ReviewQueue.
ALTER TABLE pages ADD COLUMN doubtful_words integer;
ALTER TABLE page_readings ADD COLUMN doubtful_words integer;
ALTER TABLE document_versions ADD COLUMN doubtful_words integer;
ALTER TABLE documents ADD COLUMN doubtful_words integer;
CREATE INDEX documents_to_review ON documents (account_id, received_at DESC, id DESC) WHERE doubtful_words > 0 OR failed_pages > 0;
