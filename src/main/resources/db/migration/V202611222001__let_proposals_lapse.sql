-- Proposals that nobody decided end by themselves, or when what they were made against has gone.
-- A node of the version before sees them as submitted and cannot decide them.
alter table proposal add column lapsed_at timestamptz;
alter table proposal add constraint lapsed_undecided check (lapsed_at is null or state = 'submitted');
create index proposal_waiting on proposal (kind, submitted_at)
  where state = 'submitted' and lapsed_at is null;

alter table certificate_application drop constraint decided_whole;
alter table certificate_application add constraint decided_whole check (
  (state not in ('issuing', 'issued', 'refused') or decided_by is not null)
  and (state <> 'submitted' or decided_by is null)
  and (decided_by is null) = (decided_by_client is null)
  and (decided_by is null) = (decided_at is null));
