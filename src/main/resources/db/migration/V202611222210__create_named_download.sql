-- Faces that were downloaded for one platform and one purpose. The nonce stands in the sealed document; here
-- is its hash. A verification that such a face proves uses it up, in the transaction of its verdict.
create table named_download (
  nonce_hash bytea primary key check (length(nonce_hash) = 32),
  uscc text not null,
  serial text not null,
  holder text not null,
  platform text not null,
  purpose text not null,
  downloaded_at timestamptz not null default clock_timestamp(),
  voided_at timestamptz,
  used_at timestamptz,
  used_by uuid,
  check ((used_at is null) = (used_by is null))
);
create index named_download_by_holder on named_download (holder) where voided_at is null;
