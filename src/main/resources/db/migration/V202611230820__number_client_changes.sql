-- What a proposal to change a client was made against: of each part, how many changes came before. A node of the
-- version before proposes against 0 and does not count; proposals that waited stand for clients unchanged since.
alter table client
  add column state_version int not null default 0,
  add column key_version int not null default 0,
  add column redirect_version int not null default 0;
