-- Security keys (W3C Web Authentication) as the second factor of an account.
create table account_key (
  id text primary key,         -- names the key to people and in the log
  account_id text not null references account (id),
  name text not null,
  -- The id that the authenticator gave its credential: of one account alone.
  credential_id bytea not null unique check (octet_length(credential_id) between 1 and 1023),
  credential bytea not null,   -- attested credential data, section 6.5.1: the public key is in it
  sign_count bigint not null check (sign_count >= 0),
  synced boolean not null,     -- backup eligible, section 6.1.3
  added_at timestamptz not null default clock_timestamp(),
  used_at timestamptz
);
create index account_key_by_account on account_key (account_id, added_at);

-- What waits to be signed by a key. Whoever answers deletes the row, so that each is answered once.
create table key_challenge (
  challenge bytea primary key check (octet_length(challenge) = 32),
  purpose text not null check (purpose in ('sign-in', 'adding')),
  bound_to bytea not null,     -- the browser that signs in, or the session that adds
  expires_at timestamptz not null
);
create index key_challenge_by_expiry on key_challenge (expires_at);
