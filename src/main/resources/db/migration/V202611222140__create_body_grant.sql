-- Who acts for a body: first responsible person, managers, users, each for a scope and a term.
create table body_grant (
  id text primary key check (id ~ '^[0-9a-f]{32}$'),
  sequence bigint generated always as identity unique,
  uscc text not null,
  role text not null check (role in ('responsible', 'manager', 'user')),
  person text not null,
  contractor boolean not null,
  -- what the person may prove in the body's name; null is everything
  actions text[],
  operators text[],
  departments text[],
  valid_from timestamptz not null,
  valid_until timestamptz,
  -- the grant that granted it, or the change that two persons of the authority decided
  granted_by text not null,
  granted_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  -- the person who ended it; null where nobody did: its term, or the body's end
  ended_by text,
  end_reason text check (end_reason in ('removed', 'handedOver', 'termOver', 'bodyEnded')),
  constraint grant_term check (valid_until is null or valid_until > valid_from),
  constraint contractor_is_user check (not contractor or (role = 'user' and valid_until is not null)),
  constraint grant_end check ((ended_at is null) = (end_reason is null))
);

create index body_grant_of_body on body_grant (uscc, sequence);
create unique index body_grant_responsible on body_grant (uscc) where role = 'responsible' and ended_at is null;
create unique index body_grant_person on body_grant (person, uscc) where ended_at is null;
create index body_grant_term on body_grant (valid_until) where ended_at is null;

-- A grant ends once, its term alone moves until then, and none is deleted.
create function guard_body_grant() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'grants are not deleted';
  end if;
  if old.ended_at is not null then
    raise exception 'a grant that ended does not change';
  end if;
  if (new.id, new.uscc, new.role, new.person, new.contractor, new.valid_from, new.granted_by, new.granted_at)
      <> (old.id, old.uscc, old.role, old.person, old.contractor, old.valid_from, old.granted_by, old.granted_at)
      or new.actions is distinct from old.actions or new.operators is distinct from old.operators
      or new.departments is distinct from old.departments then
    raise exception 'what was granted does not change: end it, and grant anew';
  end if;
  return new;
end $$;
create trigger body_grant_stands before update or delete on body_grant
  for each row execute function guard_body_grant();

-- The inner departments that a body's certificate speaks for; a body without any keeps no register.
create table body_department (
  id text primary key check (id ~ '^[0-9a-f]{32}$'),
  uscc text not null,
  name text not null,
  added_by text not null,
  added_at timestamptz not null default clock_timestamp(),
  closed_by text,
  closed_at timestamptz,
  constraint department_closed check ((closed_at is null) = (closed_by is null))
);

create unique index body_department_name on body_department (uscc, name) where closed_at is null;
