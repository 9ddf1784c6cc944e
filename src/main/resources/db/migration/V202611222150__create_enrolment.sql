-- Applications that persons of a body make, before a clerk has examined them.
create table enrolment (
  id text primary key,
  position bigint generated always as identity unique,
  kind text not null check (kind in ('first', 'renewal', 'replacement', 'change')),
  state text not null check (state in ('submitted', 'accepted', 'refused', 'withdrawn', 'lapsed')),
  uscc text not null,
  division text not null,
  name text not null,
  registry_version int not null,
  suite text not null check (suite in ('sm2', 'p256')),
  csr bytea not null,
  key_sha256 bytea not null check (length(key_sha256) = 32),
  holder text,
  predecessor text,
  digest text not null,
  submitted_by text not null,
  submitted_by_account text not null,
  submitted_at timestamptz not null default clock_timestamp(),
  decided_by text,
  decided_by_client text,
  decided_at timestamptz,
  refusal text,
  -- the certificate application that the acceptance made
  application text unique,
  joined_at timestamptz,
  constraint first_has_no_predecessor check ((kind = 'first') = (predecessor is null)),
  constraint decided_whole check ((decided_by is null) = (decided_by_client is null)),
  constraint application_of_accepted check ((state = 'accepted') <= (application is not null)),
  -- the person of the body and the clerk are two
  constraint two_persons check (decided_by is null or decided_by <> submitted_by)
);

create index enrolment_of_body on enrolment (uscc, position desc);
create index enrolment_by_state on enrolment (state, position desc);
-- One key is applied for once at a time.
create unique index enrolment_open_key on enrolment (key_sha256) where state = 'submitted';

-- For whom it was made; who applied for itself left it empty.
alter table certificate_application add column recipient text;
