-- Persons: a random id that everything else refers to, and the one place where a name is kept.
create table person (
  id text primary key,
  name text not null,
  created_at timestamptz not null default clock_timestamp()
);

-- Authorities: a division and those below it. A version counts the changes, each by two persons.
create table authority (
  id text primary key,
  name text not null,
  division text not null check (division ~ '^[1-9][0-9]{5}$'),
  state text not null check (state in ('active', 'suspended')),
  version int not null check (version > 0),
  created_at timestamptz not null default clock_timestamp()
);

-- What one person proposes and another decides, for every two-person act.
create table proposal (
  id text primary key,
  kind text not null,
  subject text not null,
  division text not null check (division ~ '^[1-9][0-9]{5}$'),
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  state text not null check (state in ('submitted', 'approved', 'refused')),
  submitted_by text not null,
  submitted_by_client text not null,
  submitted_at timestamptz not null default clock_timestamp(),
  decided_by text,
  decided_by_client text,
  decided_at timestamptz,
  reason text,
  constraint two_persons check (decided_by <> submitted_by),
  constraint decided_whole check (
    (state = 'submitted') = (decided_by is null)
    and (decided_by is null) = (decided_at is null)
    and (decided_by is null) = (decided_by_client is null))
);

create index proposal_by_subject on proposal (kind, subject);
