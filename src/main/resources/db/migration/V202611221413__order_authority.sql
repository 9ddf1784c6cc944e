-- A position that lists are paged by.
alter table authority add column sequence bigint generated always as identity unique;
