-- The agency's first page says what waits for a signature of the body.
create index binding_batch_of_body on binding_batch (uscc, expires_at) where state = 'requested';
