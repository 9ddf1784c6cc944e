-- A name that very many bodies have, in a division where nearly none has it: the pairs alone find all who have the
-- name, the division's index all who are in it, and only then few are left. Both as keys of one GIN index are read
-- together, each from where the other one goes on.

-- What lists filter by, apart from the name: divisions by two, four and six digits, beginnings of the code after
-- a '#', kind, and a status that few have. An index holds it: another meaning needs another function.
create function institution_marks(uscc text, division text, kind text, status text) returns text[]
language sql immutable parallel safe
return array[left(division, 2), left(division, 4), left(division, 6), kind,
    '#' || left(uscc, 2), '#' || left(uscc, 4), '#' || left(uscc, 6), '#' || left(uscc, 8)]
  || case when status in ('cancelled', 'frozen', 'revoked') then array[status] else '{}' end;

-- Of more rows than are shown several processes find others each time; a page would not go on where the last one
-- ended. A statement with a function that is unsafe for them is done by one.
create function in_one_process() returns boolean language sql immutable parallel unsafe return true;

-- It serves whoever asks for pairs alone as well as the old index did, an older node that still runs too: that one
-- goes at once, and an import does not write both.
create index institution_head_in_name_with_marks on institution_head
  using gin (institution_pairs(form), institution_marks(uscc, division, kind, status))
  with (gin_pending_list_limit = 256);
drop index institution_head_in_name;
analyze institution_head;
