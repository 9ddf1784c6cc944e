-- What stands between a right password and a session.

-- Devices by a cookie, of which the hash is kept. A new one waits until somebody else vouches for it.
create table account_device (
  id text primary key,
  account_id text not null references account (id),
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  label text not null,
  number text not null,        -- what the person reads out to whoever vouches
  state text not null check (state in ('waiting', 'bound', 'removed')),
  seen_at timestamptz not null default clock_timestamp(),
  bound_by text,               -- the account that vouched
  created_at timestamptz not null default clock_timestamp()
);
create index account_device_by_account on account_device (account_id);

alter table console_session
  add column device_id text,
  add column address inet,
  add column browser text;

-- Attempts, each counted before it is looked at. What is counted stands here as a hash.
create table sign_in_attempt (
  key bytea primary key check (octet_length(key) = 32),
  failures int not null check (failures > 0),
  last_at timestamptz not null,
  free_at timestamptz
);

-- One-time codes with which a person takes an account, for the first time or again.
create table account_invitation (
  account_id text primary key references account (id),
  code_hash bytea not null unique check (octet_length(code_hash) = 32),
  seed bytea not null,
  failures int not null default 0,
  expires_at timestamptz not null
);

-- Where staff of an authority may come from; an authority without a row says nothing.
create table staff_range (
  authority_id text not null,
  range cidr not null,
  primary key (authority_id, range)
);
create table staff_range_version (
  authority_id text primary key,
  version int not null
);

-- Who may come from abroad: an account, on one device or any, between two moments.
create table overseas_permission (
  id text primary key,
  account_id text not null references account (id),
  device_id text,
  valid_from timestamptz not null,
  valid_to timestamptz not null check (valid_to > valid_from)
);
create index overseas_permission_by_account on overseas_permission (account_id, valid_to);

-- Certificates that are the first factor of an account, in place of a one-time code.
create table account_certificate (
  serial text primary key,
  account_id text not null references account (id),
  added_at timestamptz not null default clock_timestamp()
);
