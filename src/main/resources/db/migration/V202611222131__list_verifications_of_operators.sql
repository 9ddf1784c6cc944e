-- What an operator asked, newest first, page by page.
create index verification_by_client on verification (client_id, created_at desc, id desc);

-- Those that did not end well, by state: they are few among many and looked for most.
create index verification_unverified on verification (client_id, state, created_at desc, id desc)
  where state in ('rejected', 'expired', 'cancelled');

-- By the first reason against them.
create index verification_by_reason on verification
  (client_id, ((verdict::jsonb) #>> '{reasons,0}'), created_at desc, id desc) where state = 'rejected';

-- How many there were, for the charts of one operator.
create index verification_tally_by_client on verification_tally (client_id, hour);
