-- Lists of certificates: by division and newest first, what runs out next, what is on hold or revoked;
-- the figures of a day; and the history of one certificate.
create index certificate_by_division on certificate (division collate "C", reserved_at, serial) include (state);
create index certificate_expiring on certificate (not_after, serial) include (division)
  where state in ('good', 'suspended');
create index certificate_by_state on certificate (state, division collate "C", reserved_at, serial)
  where state in ('suspended', 'revoked');
create index certificate_by_day on certificate (reserved_at) include (division, state);
create index status_change_by_serial on status_change (serial, id);
create index revocation_by_serial on revocation (serial, position);
