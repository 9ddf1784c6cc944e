-- Verifications: one row each, from asked to its one terminal state.

create table verification (
  id uuid primary key,
  client_id text not null,
  state text not null check (state in ('requested', 'verified', 'rejected', 'expired', 'cancelled')),
  terms text not null,
  challenge bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  verdict text,
  receipt text,
  -- the event in the log that the receipt names
  log_event bigint,
  check ((state = 'requested') = (ended_at is null)),
  check ((state in ('verified', 'rejected')) = (verdict is not null and receipt is not null and log_event is not null))
);

-- What the sweeper looks for; ended rows are not in it.
create index verification_open_by_expiry on verification (expires_at) where state = 'requested';
