-- Where a browser may be sent with the answer to an authorization request of a client.

alter table client add column redirect_uris text[] not null default '{}';
