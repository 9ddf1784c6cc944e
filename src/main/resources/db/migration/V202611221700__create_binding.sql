-- What was opened in whose name: one live binding for each body, operator, action and identifier.

create table binding (
  -- of the verification or the batch item that made it
  id uuid primary key,
  sequence bigint generated always as identity,
  uscc text not null,
  operator_id text not null,
  action_type text not null,
  identifier text not null,
  subject text not null,
  digest text,
  state text not null check (state in ('active', 'repudiated', 'ended')),
  since timestamptz not null default clock_timestamp(),
  -- the newest proof: when, by which certificate (serial in hex), in which verification or batch
  verified_at timestamptz not null default clock_timestamp(),
  certificate text not null,
  verification uuid,
  batch uuid,
  times integer not null default 1 check (times > 0),
  ended_at timestamptz,
  -- why the operator ended it, or null
  reason text,
  -- who repudiated it: the serial of the certificate that signed
  repudiated_by text,
  check ((state = 'active') = (ended_at is null)),
  check ((state = 'repudiated') = (repudiated_by is not null)),
  check (num_nonnulls(verification, batch) = 1)
);

create unique index binding_live on binding (uscc, operator_id, action_type, identifier)
  where state = 'active';
-- A proof from before a repudiation does not bring the binding back.
create index binding_repudiated on binding (uscc, operator_id, action_type, identifier, ended_at)
  where state = 'repudiated';
create unique index binding_of_operator on binding (operator_id, sequence);
create unique index binding_of_body on binding (uscc, sequence);

-- Bindings are history: they end once, and none is deleted.
create function guard_binding() returns trigger language plpgsql as $$
begin
  raise exception 'a binding that ended does not change, and none is deleted';
end $$;
create trigger binding_ends_once before update on binding
  for each row when (old.state <> 'active') execute function guard_binding();
create trigger binding_stays before delete on binding
  for each row execute function guard_binding();

-- By which certificates a binding was proved, the present one and earlier ones.
create table binding_certificate (
  certificate text not null,
  binding_id uuid not null references binding (id),
  primary key (certificate, binding_id)
);
