-- Authorization requests (RFC 9126) from pushed to redeemed. Of what opens one, hashes alone are kept.

create table authorization_request (
  id uuid primary key,
  client_id text not null,
  -- SHA-256 of the random part of request_uri
  handle_hash bytea not null unique check (length(handle_hash) = 32),
  terms text not null,
  redirect_uri text not null,
  state text not null,
  nonce text not null,
  code_challenge text not null,
  -- the key that the code is bound to (RFC 9449 section 10)
  proof_key text,
  -- until when request_uri may be opened
  expires_at timestamptz not null,
  -- set by the one browser that opens it
  verification_id uuid unique,
  code_hash bytea unique check (length(code_hash) = 32),
  code_expires_at timestamptz,
  redeemed_at timestamptz,
  -- the code came again: tokens that it gave are worth nothing
  revoked_at timestamptz,
  delete_after timestamptz not null,
  check ((code_hash is null) = (code_expires_at is null)),
  check (code_hash is null or verification_id is not null),
  check (redeemed_at is null or code_hash is not null),
  check (revoked_at is null or redeemed_at is not null)
);
create index authorization_request_by_end on authorization_request (delete_after);
