-- What was added lately lies in a list that each search reads from end to end: 4 MB of it took longer than the
-- search itself.
alter index institution_head_in_name set (gin_pending_list_limit = 256);
