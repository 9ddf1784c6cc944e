-- Which division an event concerns, so that the auditors of one read what belongs to it (ADR 260): the division of
-- a change; else of the body that is named; else of whoever acted. Null for what is nobody's but the country's.
create function event_division(record jsonb) returns text language plpgsql stable parallel safe as $$
declare
  members constant jsonb = record -> 'members';
  type constant text = split_part(record ->> 'type', '.', 1);
  subject constant text = record ->> 'subject';
  body text = members ->> 'uscc';
  actor text = coalesce(members ->> 'client', members ->> 'by');
  found_division text = members ->> 'division';
begin
  if found_division is not null then
    return found_division;
  end if;
  if body is null and subject ~ '^[0-9A-Z]{18}$' then
    body = subject;
  elsif body is null and subject ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    select v.terms::jsonb #>> '{claimed,uscc}' into body from verification v where v.id = subject::uuid;
  elsif body is null and subject ~ '^[0-9a-f]{32}$' then
    select c.uscc into body from certificate c where c.serial = decode(subject, 'hex');
  end if;
  if body is not null then
    select h.division into found_division from institution_head h where h.uscc = body;
    if found_division is not null then
      return found_division;
    end if;
  end if;
  if type in ('account', 'session', 'device', 'overseas-permission') then
    actor = 'account:' || subject;
  end if;
  if actor like 'account:%' then
    select coalesce(a.division, h.division) into found_division
      from account p
      left join authority a on p.realm = 'authority' and a.id = p.subject
      left join institution_head h on p.realm = 'agency' and h.uscc = p.subject
     where p.id = substr(actor, 9);
  else
    select a.division into found_division from client c join authority a on a.id = c.authority_id where c.id = actor;
  end if;
  return found_division;
end $$;

alter table log_search add column division text;

update log_search s set division = event_division(convert_from(e.record, 'UTF8')::jsonb)
  from log_leaf l join event e on e.xid = l.event_xid and e.id = l.event_id
 where l.leaf_index = s.leaf_index and e.record is not null;

create index log_search_by_division on log_search (division, leaf_index) where division is not null;
