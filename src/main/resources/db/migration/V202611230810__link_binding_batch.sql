-- The page on which a body sees a batch and signs it: opened by a link, of which the hash is kept.
-- Batches from before have none, and are signed elsewhere as they were.
alter table binding_batch add column link_hash bytea check (octet_length(link_hash) = 32);
-- Signatures that did not hold; the fifth ends it.
alter table binding_batch add column attempts integer not null default 0 check (attempts between 0 and 5);
