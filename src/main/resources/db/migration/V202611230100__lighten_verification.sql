-- PostgreSQL reads and prepares each CHECK and each foreign key's probe anew for every statement. On the rows
-- that each verification writes they were a quarter of its cost (ADR 210). What stays is what the database
-- alone can hold: that a row ends once and with its time.

alter table verification
  -- the store writes a state as a literal, and reads no other
  drop constraint verification_state_check,
  -- a verdict without its receipt is not read as decided
  drop constraint verification_check1,
  drop constraint verification_taken,
  drop constraint verification_answered;
-- A compact JWS is base64 and hardly gets smaller: trying cost more than any other part of the row.
alter table verification alter column receipt set storage external;

alter table binding
  drop constraint binding_state_check,
  drop constraint binding_times_check,
  drop constraint binding_check1,
  drop constraint binding_check2;
-- Ending is rare, and checked as it happens.
create function guard_binding_end() returns trigger language plpgsql as $$
begin
  if new.state not in ('repudiated', 'ended') or (new.state = 'repudiated') <> (new.repudiated_by is not null) then
    raise exception 'a binding ends as ended, or as repudiated by a certificate';
  end if;
  return new;
end $$;
create trigger binding_ends_whole before update on binding
  for each row when (new.state <> 'active') execute function guard_binding_end();
-- Both rows are written by one statement, and neither is ever deleted.
alter table binding_certificate drop constraint binding_certificate_binding_id_fkey;

-- An event that has neither salt nor record counts as erased only by a row of event_erasure; check-log
-- recomputes entry from both.
alter table event drop constraint erased_whole;

-- Nearly every event is of a verification: no index helps to find these two types, and the order of the
-- log is nearly the order of time.
drop index log_search_by_type;
create index log_search_by_type on log_search (type, leaf_index)
  where type not in ('verification.created', 'verification.decided');
drop index log_search_by_time;
create index log_search_by_time on log_search using brin (occurred_at) with (pages_per_range = 16, autosummarize = on);
