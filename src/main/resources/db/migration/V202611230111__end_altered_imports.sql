-- An import also ends when its stored rows are not those that were approved.
alter table registry_import drop constraint registry_import_state_check;
alter table registry_import add constraint registry_import_state_check check (state in ('uploading',
  'checking', 'faulty', 'checked', 'submitted', 'applying', 'applied', 'appliedInPart', 'altered', 'refused',
  'lapsed'));
