-- Names are found by pairs of characters, which also serve parts of two; pg_trgm knows no Chinese characters
-- where the database's locale is C.

create function institution_pairs(form text) returns text[] language sql immutable parallel safe as $$
  select coalesce(array_agg(distinct substr(form, i, 2)), '{}') from generate_series(1, length(form) - 1) i
$$;

create index institution_head_in_name on institution_head using gin (institution_pairs(form));
analyze institution_head;
