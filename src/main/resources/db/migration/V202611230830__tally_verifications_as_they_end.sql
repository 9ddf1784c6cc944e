-- Verifications that ended, by the hour in which they were asked for: added to as the log is followed, each end once. The table of
-- ADR 178 is counted by nodes of the version before and is dropped with the next one.
create table verification_end_tally (
  hour timestamptz not null,
  client_id text not null,
  division text collate "C" not null,
  state text not null,
  number bigint not null check (number > 0),
  primary key (hour, client_id, division, state)
);

-- Every leaf of the log below this one is counted. Counting begins with the first, so what ended before this
-- version is counted too.
create table verification_end_tally_reach (
  one boolean primary key default true check (one),
  leaf_index bigint not null check (leaf_index >= 0)
);

insert into verification_end_tally_reach (leaf_index) values (0);
