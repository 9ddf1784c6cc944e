-- Nothing reads these: lists look at heads, parts of names have an index of their pairs. Each cost an import a
-- third of what PostgreSQL did for it.
drop index institution_version_by_division;
drop index institution_head_by_name;
