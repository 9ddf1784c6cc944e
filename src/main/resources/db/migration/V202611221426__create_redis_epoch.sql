-- Which Redis all nodes use, and since when. Another run_id means that what Redis held may be lost (it
-- was restarted, or a replica took over): proofs older than that moment are refused. One row, so that a
-- server that comes back after another one counts as new again.
create table redis_epoch (
  only_row boolean primary key default true check (only_row),
  run_id text not null,
  since timestamptz not null
);
