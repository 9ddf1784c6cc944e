-- What was applied for in the place of a certificate: a person's page asks for each that a change ended.
create index enrolment_of_predecessor on enrolment (predecessor) where predecessor is not null;
