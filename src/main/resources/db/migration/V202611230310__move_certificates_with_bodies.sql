-- The division of a certificate says which authority decides about it. It was that of its issuing for good; from
-- now on it goes with the body (src/docs/adr/258), and those of bodies that moved before are put right here.
update certificate c set division = v.division
  from (select distinct on (uscc) uscc, division from institution_version
         where effective_on <= (clock_timestamp() at time zone 'Asia/Shanghai')::date
         order by uscc, version desc) v
 where v.uscc = c.uscc and v.division <> c.division;
