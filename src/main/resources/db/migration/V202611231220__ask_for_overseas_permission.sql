-- What people of a body or of a platform ask for: that an account of theirs may come from abroad. A clerk's
-- acceptance makes the change, which a second person of the authority decides; what was approved is a row of
-- overseas_permission under the id of that change.
create table overseas_asked (
  id text primary key,
  position bigint generated always as identity unique,
  account_id text not null references account (id),
  realm text not null check (realm in ('agency', 'platform')),
  subject text not null,
  division text not null,
  device_id text,
  valid_from timestamptz not null,
  valid_to timestamptz not null check (valid_to > valid_from),
  reason text not null,
  state text not null default 'asked' check (state in ('asked', 'accepted', 'refused', 'withdrawn')),
  asked_by text not null,
  asked_at timestamptz not null default clock_timestamp(),
  decided_by text,
  refusal text,
  change text unique,
  constraint overseas_change_when_accepted check (state <> 'accepted' or change is not null),
  constraint overseas_refused_for_a_reason check ((state = 'refused') = (refusal is not null)),
  constraint overseas_somebody_else_decides check (decided_by <> asked_by)
);
create unique index overseas_asked_open on overseas_asked (account_id) where state = 'asked';
create index overseas_asked_of_subject on overseas_asked (realm, subject, position desc);
create index overseas_asked_by_division on overseas_asked (division text_pattern_ops, position desc);
