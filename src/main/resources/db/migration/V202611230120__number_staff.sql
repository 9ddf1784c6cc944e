-- One human, one person: an authority's staff are known by its staff number, for accounts and clients alike.
create table staff_number (
  authority_id text not null,
  number text not null check (number ~ '^[0-9A-Z][0-9A-Z-]{0,31}$'),
  person text not null,
  added_at timestamptz not null default clock_timestamp(),
  primary key (authority_id, number),
  unique (authority_id, person)
);
create index staff_number_of_person on staff_number (person);

-- A name as two spellings of it are compared: width, case and spaces make no other name.
create function name_key(name text) returns text language sql immutable strict parallel safe
  return lower(regexp_replace(normalize(name, nfkc), '[[:space:]·•‧・]', '', 'g'));

-- A browser by its cookie, whatever account it is used for; null for devices from before.
alter table account_device add column browser_hash bytea check (octet_length(browser_hash) = 32);
create index account_device_by_browser on account_device (browser_hash) where state = 'bound';
