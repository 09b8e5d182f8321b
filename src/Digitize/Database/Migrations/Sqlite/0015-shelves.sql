-- What screens list: each shelf newest first, and all of them by title. The conditions are those of DocumentShelves.
CREATE INDEX documents_in_work ON documents (account_id, received_at DESC, id DESC) WHERE state IN ('Received', 'Recognizing', 'Assembling');
CREATE INDEX documents_to_look_at ON documents (account_id, received_at DESC, id DESC) WHERE state = 'Failed' OR failed_pages > 0;
CREATE INDEX documents_in_trash ON documents (account_id, received_at DESC, id DESC) WHERE state = 'Trashed';
CREATE INDEX documents_by_title ON documents (account_id, lower(title), id);
