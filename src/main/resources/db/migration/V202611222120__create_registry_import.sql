-- A file of bodies on its way into the registry: uploaded in parts, checked, submitted, decided, applied
-- in chunks. Who took it up holds a lease; a node that is killed leaves it to run out.
create table registry_import (
  id text primary key,
  sequence bigint generated always as identity unique,
  name text not null,
  division text not null check (division ~ '^[1-9][0-9]{5}$'),
  state text not null check (state in ('uploading', 'checking', 'faulty', 'checked', 'submitted',
    'applying', 'applied', 'appliedInPart', 'refused', 'lapsed')),
  uploaded_by text not null,
  uploaded_by_client text not null,
  uploaded_at timestamptz not null default clock_timestamp(),
  size bigint not null default 0 check (size >= 0),
  parts integer not null default 0 check (parts >= 0),
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  percent integer not null default 0 check (percent between 0 and 100),
  rows_read integer not null default 0,
  fresh integer not null default 0,
  changed integer not null default 0,
  unchanged integer not null default 0,
  faults integer not null default 0,
  chunks integer not null default 0,
  chunks_done integer not null default 0 check (chunks_done between 0 and chunks),
  conflicts integer not null default 0,
  digest text check (digest ~ '^[0-9a-f]{64}$'),
  proposal text,
  finished_at timestamptz,
  lease uuid,
  lease_until timestamptz,
  constraint proposed_with_digest check (proposal is null or digest is not null)
);
create index registry_import_open on registry_import (sequence) where state in ('checking', 'applying');
create unique index registry_import_by_proposal on registry_import (proposal);

create table registry_import_part (
  import_id text not null references registry_import (id),
  number integer not null check (number >= 0),
  bytes bytea not null check (octet_length(bytes) between 1 and 1048576),
  primary key (import_id, number)
);
alter table registry_import_part alter column bytes set storage external;

-- Canonical JSON (RFC 8785), a line for each row; digest is SHA-256 of these very bytes.
create table registry_import_chunk (
  import_id text not null references registry_import (id),
  number integer not null check (number >= 0),
  rows text not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  state text not null check (state in ('waiting', 'applied', 'refused')),
  primary key (import_id, number)
);

-- What the report says, line by line.
create table registry_import_fault (
  import_id text not null references registry_import (id),
  number integer not null check (number > 0),
  line integer not null,
  column_name text,
  code text not null,
  detail text not null,
  primary key (import_id, number)
);
