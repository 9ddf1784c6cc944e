-- The latest CRL of every shard, made by one node and served by all.

CREATE TABLE crl (
  ca          text NOT NULL,
  shard       integer NOT NULL CHECK (shard >= 0),
  number      bigint NOT NULL CHECK (number >= 0),
  this_update timestamptz NOT NULL,
  next_update timestamptz NOT NULL,
  -- the last status change of the shard that it tells of
  last_change bigint NOT NULL,
  -- null while it must not be served: a reconciliation waits for the next one
  der         bytea,
  PRIMARY KEY (ca, shard)
);

ALTER TABLE crl ALTER COLUMN der SET STORAGE EXTERNAL;
