-- Platform operators: app-distribution platforms with their filing number, and others without one.
create table operator (
  id text primary key,
  name text not null,
  filing_number text,
  state text not null check (state in ('active', 'suspended')),
  version int not null check (version > 0),
  created_at timestamptz not null default clock_timestamp()
);
create unique index operator_name on operator (name);
create unique index operator_filing_number on operator (filing_number);
