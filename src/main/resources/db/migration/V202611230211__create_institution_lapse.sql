-- Which lapses of registrations were told, once for each last day: void is what a registration is with the
-- day, and not what somebody makes it.
create table institution_lapse (
  uscc text collate "C" not null,
  last_day date not null,
  told_at timestamptz not null default clock_timestamp(),
  primary key (uscc, last_day)
);
