-- What lists of clients and of operators are paged by.
alter table client add column sequence bigint generated always as identity;
create unique index client_sequence on client (sequence);
alter table operator add column sequence bigint generated always as identity;
create unique index operator_sequence on operator (sequence);
