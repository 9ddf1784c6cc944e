-- What is remembered for a day and then forgotten whole: four slots, one a day, emptied by TRUNCATE
-- before their turn comes round. Two are live (today's and yesterday's, in UTC), the next is cleared.
-- Nothing is created or dropped at run time, and no row is ever deleted one by one.
create function day_slot(moment timestamptz) returns smallint
  language sql stable
  return (floor(extract(epoch from moment) / 86400)::bigint % 4)::smallint;

-- The first answer to a request with an Idempotency-Key.
create table idempotent_answer (
  slot smallint not null,
  client_id text not null,
  idempotency_key text not null,
  request_digest bytea not null check (length(request_digest) = 32),
  status smallint not null check (status between 200 and 299),
  content_type text,
  location text,
  etag text,
  body bytea,
  answered_at timestamptz not null default clock_timestamp(),
  primary key (slot, client_id, idempotency_key)
) partition by list (slot);
create table idempotent_answer_0 partition of idempotent_answer for values in (0);
create table idempotent_answer_1 partition of idempotent_answer for values in (1);
create table idempotent_answer_2 partition of idempotent_answer for values in (2);
create table idempotent_answer_3 partition of idempotent_answer for values in (3);

-- The jti of every client assertion that was accepted, as SHA-256 over client and jti.
create table assertion_id (
  slot smallint not null,
  digest bytea not null check (length(digest) = 32),
  seen_at timestamptz not null default clock_timestamp(),
  primary key (slot, digest)
) partition by list (slot);
create table assertion_id_0 partition of assertion_id for values in (0);
create table assertion_id_1 partition of assertion_id for values in (1);
create table assertion_id_2 partition of assertion_id for values in (2);
create table assertion_id_3 partition of assertion_id for values in (3);

-- A unique constraint must hold the partition key, so "once" across two slots is kept by a lock on the
-- key: whoever has it sees what the last holder committed, since each statement here takes its own
-- snapshot. Waiting is bounded.
create function lock_key(key bigint) returns void
  language plpgsql as $$
declare
  usual text := current_setting('lock_timeout');
begin
  perform set_config('lock_timeout', '5s', true);
  perform pg_advisory_xact_lock(key);
  perform set_config('lock_timeout', usual, true);
end $$;

-- Locks the key until the end of the transaction and returns the answer it has, if any.
create function find_idempotent_answer(lock bigint, client text, key text)
  returns setof idempotent_answer
  language plpgsql as $$
declare
  today smallint := day_slot(clock_timestamp());
  yesterday smallint := day_slot(clock_timestamp() - interval '1 day');
begin
  perform lock_key(lock);
  return query
    select * from idempotent_answer a
     where a.slot in (today, yesterday) and a.client_id = client and a.idempotency_key = key
       and a.answered_at > clock_timestamp() - interval '24 hours'
     order by a.answered_at desc limit 1;
end $$;

-- True for the first one to bring this digest within a day at least.
create function accept_assertion_id(lock bigint, id bytea) returns boolean
  language plpgsql as $$
declare
  today smallint := day_slot(clock_timestamp());
  yesterday smallint := day_slot(clock_timestamp() - interval '1 day');
begin
  perform lock_key(lock);
  if exists (select from assertion_id a
              where a.slot in (today, yesterday) and a.digest = id
                and a.seen_at > clock_timestamp() - interval '24 hours') then
    return false;
  end if;
  insert into assertion_id (slot, digest) values (today, id)
    on conflict (slot, digest) do update set seen_at = clock_timestamp();
  return true;
end $$;

-- Empties tomorrow's slot. Gives up after a moment: the next call does it.
create function clear_next_day_slot() returns void
  language plpgsql as $$
declare
  next_slot smallint := day_slot(clock_timestamp() + interval '1 day');
  family text;
  filled boolean;
begin
  perform set_config('lock_timeout', '200ms', true);
  foreach family in array array['idempotent_answer', 'assertion_id'] loop
    execute format('select exists (select from %I)', family || '_' || next_slot) into filled;
    if filled then
      execute format('truncate %I', family || '_' || next_slot);
    end if;
  end loop;
end $$;
