-- Texts with a nonce that wait for a holder's signature. Whoever answers one deletes it in the act's
-- transaction, so that it is answered once; what is over is swept.
create table holder_challenge (
  id uuid primary key,
  kind text not null,
  about text not null,
  text bytea not null,
  expires_at timestamptz not null
);
create index holder_challenge_by_expiry on holder_challenge (expires_at);
