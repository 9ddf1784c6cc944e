-- The log. Every table here is written once and read; a trigger refuses to change or remove a row.

-- One row per act, inserted in the act's transaction. It refers to nothing and has one index, so that an
-- act waits for no other. xid is the top-level transaction: the sequencer asks which transactions it can
-- see now and could not see before.
create table event (
  id bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  occurred_at timestamptz not null,
  salt bytea not null check (octet_length(salt) = 32),
  entry bytea not null check (octet_length(entry) = 32), -- SHA-256(salt || record)
  record bytea not null,                                 -- canonical JSON, RFC 8785
  primary key (xid, id)
);

-- The place of a committed event in the tree: gap-free from 0.
create table log_leaf (
  leaf_index bigint primary key check (leaf_index >= 0),
  event_id bigint not null unique,
  event_xid xid8 not null,
  hash bytea not null check (octet_length(hash) = 32)    -- SHA-256(0x00 || entry), RFC 9162 section 2.1.1
);

-- Full tiles of 256 hashes (C2SP tlog-tiles); the root of a tile is one hash of the tile above.
create table log_tile (
  level smallint not null check (level >= 0),
  tile_index bigint not null check (tile_index >= 0),
  hashes bytea not null check (octet_length(hashes) = 8192),
  root bytea not null check (octet_length(root) = 32),
  primary key (level, tile_index)
);
alter table log_tile alter column hashes set storage external;

-- Signed tree heads, each naming the one before. snapshot is what the sequencer saw: every event visible
-- in it has a leaf below size. cluster is the database server's identifier: transaction numbers mean
-- nothing in another one.
create table log_checkpoint (
  size bigint primary key check (size > previous_size),
  previous_size bigint not null check (previous_size >= 0),
  root bytea not null check (octet_length(root) = 32),
  note text not null,
  snapshot pg_snapshot not null,
  cluster bigint not null,
  signed_at timestamptz not null default clock_timestamp()
);

create function refuse_rewriting() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are written once', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger append_only before update or delete or truncate on event
  for each statement execute function refuse_rewriting();
create trigger append_only before update or delete or truncate on log_leaf
  for each statement execute function refuse_rewriting();
create trigger append_only before update or delete or truncate on log_tile
  for each statement execute function refuse_rewriting();
create trigger append_only before update or delete or truncate on log_checkpoint
  for each statement execute function refuse_rewriting();
