-- Accounts of consoles: one person at one authority, agency or operator. What is known of a person stands
-- in person alone.
create table account (
  id text primary key,
  login text not null unique check (login ~ '^[a-z0-9][a-z0-9._-]{0,63}@[a-z0-9][a-z0-9-]{0,63}$'),
  person text not null,
  realm text not null check (realm in ('authority', 'agency', 'platform')),
  subject text not null,
  roles text[] not null check (cardinality(roles) > 0),
  contractor boolean not null default false,
  roles_until timestamptz,
  state text not null check (state in ('invited', 'active', 'suspended', 'closed')),
  password text,               -- Argon2id with its salt and parameters
  totp_seed bytea,
  totp_step bigint,            -- the newest step whose code was used: no code is used twice
  device_bound boolean not null default true,
  version int not null default 1 check (version > 0),
  created_at timestamptz not null default clock_timestamp(),
  constraint roles_of_the_realm check (roles <@ case realm
    when 'authority' then array['clerk', 'reviewer', 'auditor', 'administrator']
    when 'agency' then array['responsible', 'manager', 'user']
    else array['owner', 'developer', 'viewer'] end),
  constraint auditors_and_administrators_do_nothing_else check (
    not roles && array['auditor', 'administrator'] or cardinality(roles) = 1),
  constraint contractors_end check (not contractor or roles_until is not null),
  constraint contractors_do_not_rule check (
    not (contractor and roles && array['administrator', 'responsible', 'manager', 'owner'])),
  constraint active_ones_have_a_password check (state <> 'active' or password is not null)
);
create index account_by_subject on account (realm, subject);

-- Sessions: the cookie holds 256 random bits, this table their SHA-256. id names a session to people.
create table console_session (
  id text primary key,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  account_id text not null references account (id),
  opened_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  ended_why text,
  constraint ended_whole check ((ended_at is null) = (ended_why is null))
);
create index console_session_by_account on console_session (account_id, opened_at);
