-- Jobs that ask for the status of many certificates or bindings, in chunks that are committed one by one.
create table status_job (
  id uuid primary key,
  operator_id text not null,
  client_id text not null,
  total integer not null check (total > 0),
  chunk_size integer not null check (chunk_size > 0),
  done integer not null default 0 check (done between 0 and total),
  created_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  -- one for each time that a node takes the job up: whoever lost it to another cannot go on
  lease uuid,
  lease_until timestamptz,
  check ((done = total) = (finished_at is not null))
);
create index status_job_open on status_job (created_at) where finished_at is null;
create index status_job_of_operator on status_job (operator_id, created_at);
create index status_job_by_age on status_job (created_at);

create table status_job_chunk (
  job_id uuid not null references status_job (id) on delete cascade,
  number integer not null,
  items text not null,
  results text,
  as_of timestamptz,
  primary key (job_id, number),
  check ((results is null) = (as_of is null))
);
