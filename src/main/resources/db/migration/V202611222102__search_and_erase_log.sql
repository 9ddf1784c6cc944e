-- What is searched by, taken from the events some moments after they have their place. It can be made
-- again from them, and answers no question about the log's integrity.
create table log_search (
  leaf_index bigint primary key,
  occurred_at timestamptz not null,
  type text not null,
  subject text not null,
  actor text
);
create index log_search_by_type on log_search (type, leaf_index);
create index log_search_by_subject on log_search (subject, leaf_index);
create index log_search_by_actor on log_search (actor, leaf_index) where actor is not null;
create index log_search_by_time on log_search (occurred_at);

-- Checks of the log's integrity that an auditor asked for.
create table log_check_run (
  id text primary key,
  asked_by text not null,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  total bigint not null,
  done bigint not null default 0,
  outcome text check (outcome in ('sound', 'unsound', 'unreadable', 'broken-off')),
  report text,
  ended_at timestamptz
);

-- An event whose record was erased: the entry, and with it the leaf and the tree, stay; without the salt
-- nobody can tell what the entry stood for.
create table event_erasure (
  event_id bigint primary key,
  leaf_index bigint not null unique,
  change text not null,
  erased_at timestamptz not null default clock_timestamp()
);
create trigger append_only before update or delete or truncate on event_erasure
  for each statement execute function refuse_rewriting();

alter table event alter column salt drop not null;
alter table event alter column record drop not null;
alter table event add constraint erased_whole check ((salt is null) = (record is null)) not valid;

create function erase_only() returns trigger language plpgsql as $$
begin
  if new.id = old.id and new.xid = old.xid and new.occurred_at = old.occurred_at and new.entry = old.entry
     and new.salt is null and new.record is null
     and exists (select from event_erasure where event_id = old.id) then
    return new;
  end if;
  raise exception 'rows of % are written once', tg_table_name using errcode = 'restrict_violation';
end
$$;
drop trigger append_only on event;
create trigger append_only before delete or truncate on event
  for each statement execute function refuse_rewriting();
create trigger erase_only before update on event for each row execute function erase_only();
