-- A notice is written with most verdicts from now on, so it keeps one index: the one that its readers use.
-- That there is one for each verification is held by the conditional updates that write it.
alter table verification_notice
  drop constraint verification_notice_verification_id_key,
  drop constraint verification_notice_pkey,
  add primary key (uscc, id);
drop index verification_notice_by_body;
