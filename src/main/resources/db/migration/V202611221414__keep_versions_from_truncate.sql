create trigger institution_version_is_not_truncated
  before truncate on institution_version
  for each statement execute function refuse_change();
