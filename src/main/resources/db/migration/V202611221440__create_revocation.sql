-- What one person asked for and another decides: the end of a certificate, or of a hold on it.
create table revocation (
  id text primary key,
  position bigint generated always as identity unique,
  serial text not null,
  act text not null check (act in ('revocation', 'release')),
  reason text,
  state text not null check (state in ('submitted', 'applied', 'refused')),
  division text not null,
  digest text not null,
  submitted_by_client text not null,
  submitted_at timestamptz not null,
  decided_by_client text,
  decided_at timestamptz,
  refusal text,
  constraint reason_of_revocation check ((act = 'revocation') = (reason is not null)),
  constraint decided_whole check (
    (state = 'submitted') = (decided_at is null)
    and (decided_at is null) = (decided_by_client is null)),
  constraint refusal_of_refused check ((state = 'refused') = (refusal is not null))
);

-- The same request twice while the first is open says nothing new.
create unique index revocation_open on revocation (serial, act, coalesce(reason, ''))
  where state = 'submitted';
create index revocation_by_state on revocation (state, position);

-- Why a certificate is on hold. It is suspended while one of its holds has not ended.
create table certificate_hold (
  id bigint generated always as identity primary key,
  serial text not null,
  cause text not null check (cause in
    ('authority', 'keyCompromiseSubmitted', 'compromiseReported', 'bodyFrozen', 'bodyLapsed')),
  revocation text not null default '',
  placed_at timestamptz not null default clock_timestamp(),
  signed_at timestamptz,
  ended_at timestamptz
);

create unique index certificate_hold_active on certificate_hold (serial, cause, revocation)
  where ended_at is null;
create index certificate_hold_by_serial on certificate_hold (serial);

-- SHA-256 of the code that lets the holder suspend without the key; the code itself is shown once.
create table revocation_code (
  serial text primary key,
  sha256 bytea not null check (length(sha256) = 32),
  made_at timestamptz not null default clock_timestamp()
);

-- Decided registry changes that retire certificates on a later day.
create table certificate_retirement (
  id bigint generated always as identity primary key,
  uscc text not null,
  kind text not null check (kind in ('version', 'replacement', 'lapse')),
  due_on date not null,
  version int not null,
  first_name text not null,
  status text not null,
  change text not null,
  state text not null check (state in ('planned', 'done', 'overtaken')),
  made_at timestamptz not null default clock_timestamp()
);

create index certificate_retirement_due on certificate_retirement (due_on) where state = 'planned';
create index certificate_retirement_by_uscc on certificate_retirement (uscc) where state = 'planned';
