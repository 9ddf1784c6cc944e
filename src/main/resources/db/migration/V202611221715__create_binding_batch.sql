-- Accounts that exist already, brought in under one signature of their body.
create table binding_batch (
  id uuid primary key,
  operator_id text not null,
  client_id text not null,
  uscc text not null,
  name text not null,
  actions text not null,
  count integer not null check (count between 1 and 500),
  digest text not null,
  challenge bytea not null,
  state text not null check (state in ('requested', 'verified', 'rejected', 'expired')),
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  verdict text,
  -- one for each action of a verified batch
  results text,
  check ((state = 'requested') = (ended_at is null)),
  check ((state in ('verified', 'rejected')) = (verdict is not null)),
  check ((state = 'verified') = (results is not null))
);
create index binding_batch_open on binding_batch (expires_at) where state = 'requested';
create index binding_batch_of_operator on binding_batch (operator_id) where state = 'requested';
