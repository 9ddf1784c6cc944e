alter table overseas_permission
  add column withdrawn_at timestamptz,
  add column withdrawn_by text,
  add constraint withdrawn_whole check ((withdrawn_at is null) = (withdrawn_by is null));
