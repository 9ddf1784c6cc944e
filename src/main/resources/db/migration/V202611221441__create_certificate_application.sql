-- Applications for certificates. The id is the one of the proposal that two persons decide.
create table certificate_application (
  id text primary key,
  position bigint generated always as identity unique,
  state text not null check (state in ('submitted', 'issuing', 'issued', 'refused', 'lapsed')),
  uscc text not null,
  division text not null,
  name text not null,
  suite text not null check (suite in ('sm2', 'p256')),
  profile text not null,
  registry_version int not null,
  csr bytea not null,
  key_sha256 bytea not null check (length(key_sha256) = 32),
  holder text,
  replaces text,
  digest text not null,
  submitted_by text not null,
  submitted_by_client text not null,
  submitted_at timestamptz not null,
  decided_by text,
  decided_by_client text,
  decided_at timestamptz,
  refusal text,
  -- while issuing: of the latest attempt; once issued: of the certificate
  serial text,
  constraint decided_whole check (
    (state = 'submitted') = (decided_by is null)
    and (decided_by is null) = (decided_by_client is null)
    and (decided_by is null) = (decided_at is null)),
  constraint serial_of_issued check (state not in ('issuing', 'issued') or serial is not null),
  constraint refusal_of_ended check ((state in ('refused', 'lapsed')) = (refusal is not null))
);

create index certificate_application_by_state on certificate_application (state, position);
create unique index certificate_application_by_serial on certificate_application (serial)
  where state = 'issued';

-- Every serial that was ever meant for an application: what the approval led to, and who led it.
create table issuance_attempt (
  serial text primary key,
  application text not null,
  client text not null,
  person text not null,
  intended_at timestamptz not null default clock_timestamp(),
  recorded_at timestamptz
);

create index issuance_attempt_by_application on issuance_attempt (application);
