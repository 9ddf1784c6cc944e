-- Recoveries that nobody decided end by themselves. A node of the version before sees them as waiting, and cannot
-- approve one, since its proposal has lapsed.
alter table key_recovery add column lapsed_at timestamptz;
alter table key_recovery add constraint lapsed_undecided check (lapsed_at is null or state = 'submitted');
alter table recovery_asked add column lapsed_at timestamptz;
alter table recovery_asked add constraint lapsed_undecided check (lapsed_at is null or state = 'asked');

drop index key_recovery_open;
create unique index key_recovery_open on key_recovery (serial, target)
  where state = 'submitted' and lapsed_at is null;
drop index key_recovery_waiting;
create index key_recovery_waiting on key_recovery (division, position desc)
  where state = 'submitted' and lapsed_at is null;
drop index recovery_asked_open;
create unique index recovery_asked_open on recovery_asked (serial, target)
  where state = 'asked' and lapsed_at is null;
drop index recovery_asked_waiting;
create index recovery_asked_waiting on recovery_asked (division, position desc)
  where state = 'asked' and lapsed_at is null;
