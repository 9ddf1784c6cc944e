-- OAuth 2.0 clients. Each has one owner, a person, and belongs to an authority or to an operator.
-- holder_name and holder_active repeat what the operator says of itself: operators stand above clients,
-- and write it here in their own transaction. An authority is looked up instead.
create table client (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{2,63}$'),
  owner text not null,
  authority_id text,
  operator_id text,
  holder_name text,
  holder_active boolean not null default true,
  scopes text[] not null check (cardinality(scopes) > 0),
  state text not null check (state in ('active', 'suspended')),
  development boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  constraint one_holder check ((authority_id is null) <> (operator_id is null)),
  constraint operator_named check ((operator_id is null) = (holder_name is null))
);
create index client_by_operator on client (operator_id) where operator_id is not null;

-- Public keys of clients. A key belongs to one client, for ever: two that shared one could act for each
-- other.
create table client_key (
  client_id text not null references client (id),
  kid text not null,
  jwk text not null,
  fingerprint bytea not null unique check (length(fingerprint) = 32),
  not_before timestamptz not null,
  not_after timestamptz,
  primary key (client_id, kid),
  check (not_after is null or not_after >= not_before)
);

-- Counts the commits that changed a client, its keys or its authority. Nodes keep a copy of all clients
-- and look at this one row several times a second.
create table client_generation (
  only_row boolean primary key default true check (only_row),
  generation bigint not null
);
insert into client_generation (generation) values (1);

create function count_client_change() returns trigger
  language plpgsql as $$
begin
  update client_generation set generation = generation + 1;
  return null;
end $$;

create trigger client_changed after insert or update or delete or truncate on client
  for each statement execute function count_client_change();
create trigger client_key_changed after insert or update or delete or truncate on client_key
  for each statement execute function count_client_change();
create trigger authority_changed after update or delete or truncate on authority
  for each statement execute function count_client_change();
