-- What lists of bodies filter and page by: one row for each body, of its newest version. Kept by a
-- trigger, so that whoever adds a version need not know of it.

-- How names are compared in a search: width, case, spaces and brackets do not count.
create function institution_form(name text) returns text language sql immutable parallel safe as $$
  select lower(regexp_replace(normalize(name, NFKC), '[[:space:]()\[\]〔〕【】〈〉《》·]', '', 'g'))
$$;

-- For LIKE: what the reader typed means itself.
create function like_escaped(typed text) returns text language sql immutable parallel safe as $$
  select regexp_replace(typed, '([\\%_])', '\\\1', 'g')
$$;

create table institution_head (
  uscc text collate "C" primary key,
  version int not null,
  kind text not null,
  division text collate "C" not null,
  status text not null,
  valid_to date,
  name text not null,
  form text collate "C" not null
);

insert into institution_head
select distinct on (uscc) uscc, version, kind, division, status, valid_to, names[1], institution_form(names[1])
from institution_version order by uscc, version desc;

create index institution_head_by_division on institution_head (division, uscc) include (kind, status, valid_to);
create index institution_head_by_status on institution_head (status, division, uscc) where status <> 'normal';
create index institution_head_lapsing on institution_head (valid_to) where status = 'normal' and valid_to is not null;
create index institution_head_by_name on institution_head (form, uscc) include (division, kind, status, valid_to);

create function keep_institution_head() returns trigger language plpgsql as $$
begin
  insert into institution_head as h (uscc, version, kind, division, status, valid_to, name, form)
  values (new.uscc, new.version, new.kind, new.division, new.status, new.valid_to, new.names[1],
    institution_form(new.names[1]))
  on conflict (uscc) do update set version = excluded.version, kind = excluded.kind,
    division = excluded.division, status = excluded.status, valid_to = excluded.valid_to,
    name = excluded.name, form = excluded.form
  where h.version < excluded.version;
  return null;
end $$;

create trigger institution_version_keeps_head after insert on institution_version
  for each row execute function keep_institution_head();
