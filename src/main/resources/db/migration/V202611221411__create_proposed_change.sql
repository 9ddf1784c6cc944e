-- What a proposal proposes, where it is kept as a whole: changes of the registry and of principals.
create table proposed_change (
  id text primary key references proposal (id),
  sequence bigint generated always as identity unique,
  kind text not null,
  type text not null,
  base_version int not null check (base_version >= 0),
  -- Canonical JSON (RFC 8785) as text: the digest of the proposal covers these very bytes.
  proposed text not null
);

create index proposed_change_by_kind on proposed_change (kind, sequence);
