-- The credentials that a sandbox publishes, private keys included. Empty in every other environment: the
-- start refuses a database that has one.
create table sandbox_credential (
  name text not null,
  suite text not null check (suite in ('sm2', 'p256')),
  serial text,
  certificate bytea not null,
  private_key bytea not null check (length(private_key) = 32),
  not_before timestamptz not null,
  not_after timestamptz not null,
  made_at timestamptz not null default clock_timestamp(),
  primary key (name, suite)
);
