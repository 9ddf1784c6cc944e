-- Every version of every body; the one in force on a day is the highest whose day has come. Rows are
-- never changed: a change adds one, on the base that its proposer saw.
create table institution_version (
  uscc text not null check (uscc ~ '^1[1239][0-9]{6}[0-9A-HJ-NPQRTUWXY]{8}[0-9X][0-9A-HJ-NPQRTUWXY]$'),
  version int not null check (version > 0),
  effective_on date not null,
  kind text not null check (kind in ('organ', 'publicInstitution')),
  names text[] not null check (cardinality(names) between 1 and 16),
  abbreviations text[] not null,
  division text not null check (division ~ '^[1-9][0-9]{5}$'),
  address text not null,
  head text not null,
  authority text not null,
  authority_uscc text,
  nature text,
  issued_on date not null,
  status text not null,
  valid_from date,
  valid_to date,
  purpose text,
  funding text,
  capital text,
  sponsors text[] not null,
  -- The proposal behind it; null for what came with the installation.
  change_id text,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (uscc, version),
  constraint kind_fits_code check ((kind = 'publicInstitution') = (substr(uscc, 2, 1) = '2')),
  constraint status_fits_kind check (
    status in ('normal', 'revoked')
    or kind = 'publicInstitution' and status in ('void', 'frozen', 'cancelled')),
  constraint members_fit_kind check (
    case kind
      when 'organ' then valid_from is null and valid_to is null and purpose is null
        and funding is null and capital is null and sponsors = '{}'
      else nature is null and valid_from is not null and valid_to is not null
    end)
);

create index institution_version_by_division on institution_version (division);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed', tg_table_name;
end $$;

create trigger institution_version_is_immutable
  before update or delete on institution_version
  for each row execute function refuse_change();

-- What a division is switched on for, from a day (inclusive) to a day (exclusive). The row of the
-- nearest enclosing division decides.
create table region_switch (
  purpose text not null check (purpose in ('certificates', 'names', 'marks')),
  division text not null check (division ~ '^[1-9][0-9]{5}$'),
  enabled_from date not null,
  enabled_to date check (enabled_to >= enabled_from),
  version int not null check (version > 0),
  change_id text,
  primary key (purpose, division)
);
