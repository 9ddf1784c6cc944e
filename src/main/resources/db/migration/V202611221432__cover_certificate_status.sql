-- A start reads the status of every certificate: from the key's index alone, not past every DER.
ALTER TABLE certificate DROP CONSTRAINT certificate_pkey;
ALTER TABLE certificate ADD CONSTRAINT certificate_pkey
  PRIMARY KEY (serial) INCLUDE (ca, state, reason, revoked_at, not_after);
