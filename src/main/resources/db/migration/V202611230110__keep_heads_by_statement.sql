-- An import adds hundreds of versions in one statement: their heads follow in one statement too.
create function keep_institution_heads() returns trigger language plpgsql as $$
begin
  insert into institution_head as h (uscc, version, kind, division, status, valid_to, name, form)
  select distinct on (uscc) uscc, version, kind, division, status, valid_to, names[1],
    institution_form(names[1])
  from added order by uscc, version desc
  on conflict (uscc) do update set version = excluded.version, kind = excluded.kind,
    division = excluded.division, status = excluded.status, valid_to = excluded.valid_to,
    name = excluded.name, form = excluded.form
  where h.version < excluded.version;
  return null;
end $$;

drop trigger institution_version_keeps_head on institution_version;
create trigger institution_version_keeps_heads after insert on institution_version
  referencing new table as added for each statement execute function keep_institution_heads();
drop function keep_institution_head();

-- The same pairs for a fifth of the time: a query inside was set up anew for each name.
create or replace function institution_pairs(form text) returns text[] language plpgsql immutable parallel safe
as $$
declare
  pairs text[] := '{}';
begin
  for i in 1 .. length(form) - 1 loop
    pairs := array_append(pairs, substr(form, i, 2));
  end loop;
  return pairs;
end $$;
