-- What an operator asked, newest first, page by page; with the state, so that counting reads the index alone.
create index verification_by_client on verification (client_id, created_at desc, id desc) include (state);

-- Those that did not end well, by state: they are few among many and looked for most.
create index verification_unverified on verification (client_id, state, created_at desc, id desc)
  where state in ('rejected', 'expired', 'cancelled');

-- By the first reason against them.
create index verification_by_reason on verification
  (client_id, ((verdict::jsonb) #>> '{reasons,0}'), created_at desc, id desc) where state = 'rejected';

-- How many there were: an hour, a client, a state. Written by a job, so that no verification waits for a
-- counter.
create table verification_hour (
  client_id text not null,
  hour timestamptz not null,
  state text not null,
  number bigint not null check (number >= 0),
  primary key (client_id, hour, state)
);
create index verification_hour_by_hour on verification_hour (hour);
