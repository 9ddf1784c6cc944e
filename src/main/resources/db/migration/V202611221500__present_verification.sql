-- How a verification is shown to its holder. Of what opens it, hashes alone are kept.

alter table verification
  -- SHA-256 of the link's secret; null in rows of before, which nobody can open
  add column link_hash bytea,
  -- SHA-256 of the cookie of the browser that took the session
  add column taken_hash bytea,
  add column taken_at timestamptz,
  add column code_attempts smallint not null default 0,
  add column code_confirmed_at timestamptz,
  add column answer_hash bytea,
  add column attempts smallint not null default 0,
  -- what a same-device holder sent, until the platform proves that its own browser came back
  add column answer text,
  add column answered_at timestamptz,
  add column completion_hash bytea;

alter table verification
  add constraint verification_taken
    check ((taken_at is null) = (taken_hash is null) and (taken_at is null) = (answer_hash is null)) not valid,
  add constraint verification_answered
    check ((answered_at is null) = (completion_hash is null)) not valid;

-- What the managers of a body are told: that somebody opened a verification in its name. No persons.
create table verification_notice (
  id bigint generated always as identity primary key,
  uscc text not null,
  verification_id uuid not null unique,
  client_id text not null,
  action_type text not null,
  mode text not null,
  at timestamptz not null default clock_timestamp()
);
create index verification_notice_by_body on verification_notice (uscc, id desc);
