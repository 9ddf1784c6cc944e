-- Dual certificates (GM/T 0015): a signing certificate and the encryption certificate beside it.
create table certificate_pair (
  signing bytea primary key,
  encryption bytea not null unique,
  constraint two_certificates check (signing <> encryption)
);

-- The encryption keys, each as its holder gets it and as it is kept. Written with the intent.
create table encryption_key (
  serial text primary key,
  signing text not null unique,
  uscc text not null,
  -- SM2EnvelopedKey (GB/T 35276-2017 section 7.4) for the signing key
  enveloped bytea not null,
  -- under the escrow key, bound to the serial and the body
  sealed bytea not null,
  escrow_key text not null,
  made_at timestamptz not null default clock_timestamp()
);

create function guard_encryption_key() returns trigger language plpgsql as $$
begin
  raise exception 'what is kept of keys and pairs is only added';
end $$;

create trigger encryption_key_added before update or delete on encryption_key
  for each row execute function guard_encryption_key();
create trigger certificate_pair_added before update or delete on certificate_pair
  for each row execute function guard_encryption_key();

alter table certificate_application add column dual boolean not null default false;
alter table enrolment add column dual boolean not null default false;

-- Requests to wrap an escrowed key to another signing key of the same body.
create table key_recovery (
  id text primary key,
  position bigint generated always as identity unique,
  serial text not null,
  target text not null,
  uscc text not null,
  division text not null,
  state text not null check (state in ('submitted', 'approved', 'refused')),
  reason text not null,
  digest text not null,
  submitted_at timestamptz not null,
  decided_at timestamptz,
  refusal text,
  enveloped bytea,
  constraint enveloped_when_approved check ((state = 'approved') = (enveloped is not null))
);
create unique index key_recovery_open on key_recovery (serial, target) where state = 'submitted';
create index key_recovery_of_body on key_recovery (uscc, position desc);
