-- How many verifications each client asked for, by hour and by division of the body: what charts are made
-- of, so that no page counts the verifications themselves. The last hours are counted anew each minute.
create table verification_tally (
  hour timestamptz not null,
  client_id text not null,
  division text collate "C" not null,
  state text not null,
  number bigint not null check (number >= 0),
  primary key (hour, client_id, division, state)
);
