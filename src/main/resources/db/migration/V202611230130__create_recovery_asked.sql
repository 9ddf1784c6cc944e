-- What a person of a body asked for: that an escrowed encryption key of the body be wrapped to their signing
-- certificate. A clerk's acceptance makes the key recovery, which a second person decides.
create table recovery_asked (
  id text primary key,
  position bigint generated always as identity unique,
  serial text not null,
  target text not null,
  uscc text not null,
  division text not null,
  state text not null check (state in ('asked', 'accepted', 'refused', 'withdrawn')),
  reason text not null,
  asked_by text not null,
  asked_at timestamptz not null default clock_timestamp(),
  decided_by text,
  decided_at timestamptz,
  refusal text,
  recovery text unique,
  constraint recovery_when_accepted check ((state = 'accepted') = (recovery is not null)),
  constraint somebody_else_decides check (decided_by <> asked_by)
);
create unique index recovery_asked_open on recovery_asked (serial, target) where state = 'asked';
create index recovery_asked_of_body on recovery_asked (uscc, position desc);
create index recovery_asked_waiting on recovery_asked (division, position desc) where state = 'asked';
create index key_recovery_waiting on key_recovery (division, position desc) where state = 'submitted';
create index encryption_key_of_body on encryption_key (uscc, made_at desc);
