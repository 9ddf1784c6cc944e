-- Where operators want to hear of what concerns them. Rows stay when an endpoint is removed.
create table event_endpoint (
  id text primary key,
  sequence bigint generated always as identity unique,
  operator_id text not null,
  delivery text not null check (delivery in ('push', 'poll')),
  url text,
  kinds text[] not null check (cardinality(kinds) > 0),
  state text not null check (state in ('unproven', 'active', 'removed')),
  -- SHA-256 of what only a receiver of the verification event can know.
  challenge_hash bytea,
  created_at timestamptz not null default clock_timestamp(),
  activated_at timestamptz,
  removed_at timestamptz,
  -- The receiver as a whole: failures in a row, and until when it is left alone.
  failures integer not null default 0,
  paused_until timestamptz,
  last_failure text,
  last_failure_at timestamptz,
  -- The node that sends, and until when; by the database's clock.
  lease_owner text,
  leased_until timestamptz,
  constraint push_has_url check ((delivery = 'push') = (url is not null)),
  constraint proven_by_then check ((state = 'unproven') <= (activated_at is null))
);

create index event_endpoint_of_operator on event_endpoint (operator_id) where state <> 'removed';

-- The outbox: one row for each event and endpoint, written in the transaction of the act. No reference
-- to the endpoint: a key lock on its row for each event would be paid by every act.
create table event_delivery (
  id bigint generated always as identity primary key,
  endpoint_id text not null,
  jti text not null unique,
  txn text not null,
  kind text not null,
  subject text not null,
  occurred_at timestamptz not null,
  -- The JSON object that describes the event.
  event text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'dead', 'dropped')),
  created_at timestamptz not null default clock_timestamp(),
  -- Age and attempts count from here: a dead letter that is tried again begins anew.
  queued_at timestamptz not null default clock_timestamp(),
  due_at timestamptz not null default clock_timestamp(),
  attempts integer not null default 0,
  last_outcome text,
  ended_at timestamptz,
  constraint ended_by_then check ((state = 'pending') = (ended_at is null))
);

create index event_delivery_pending on event_delivery (endpoint_id, id) where state = 'pending';
create index event_delivery_due on event_delivery (endpoint_id, due_at) where state = 'pending';
create index event_delivery_of_subject on event_delivery (endpoint_id, subject, id) where state = 'pending';
create index event_delivery_dead on event_delivery (endpoint_id, id) where state = 'dead';
create index event_delivery_ended on event_delivery (ended_at) where state <> 'pending';
