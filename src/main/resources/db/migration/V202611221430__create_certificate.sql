-- The issued certificates, the keys they certify, and the feed of their status changes.

CREATE TABLE certificate (
  serial           bytea PRIMARY KEY CHECK (octet_length(serial) BETWEEN 1 AND 20),
  ca               text NOT NULL,
  shard            integer NOT NULL CHECK (shard >= 0),
  uscc             text NOT NULL,
  division         text NOT NULL,
  registry_version integer NOT NULL,
  certified_name   text NOT NULL,
  holder           text,
  not_before       timestamptz NOT NULL,
  not_after        timestamptz NOT NULL,
  -- null only for a certificate that a reconciliation found in the journal alone
  tbs_digest       bytea CHECK (octet_length(tbs_digest) = 32),
  der              bytea,
  state            text NOT NULL CHECK (state IN ('reserved', 'good', 'suspended', 'revoked')),
  reason           smallint CHECK (reason IN (0, 1, 2, 3, 4, 5, 6, 9)),
  revoked_at       timestamptz,
  invalidity_date  timestamptz,
  superseding_on   date,
  reserved_at      timestamptz NOT NULL,
  CHECK (state <> 'good' OR (der IS NOT NULL AND reason IS NULL AND revoked_at IS NULL)),
  CHECK (state = 'good' OR (reason IS NOT NULL AND revoked_at IS NOT NULL)),
  CHECK (state NOT IN ('reserved', 'suspended') OR reason = 6),
  CHECK (state <> 'revoked' OR reason <> 6)
);

CREATE INDEX certificate_of_body ON certificate (uscc, reserved_at DESC, serial);
CREATE INDEX certificate_reserved ON certificate (reserved_at) WHERE state = 'reserved';
CREATE INDEX certificate_superseding ON certificate (superseding_on)
  WHERE superseding_on IS NOT NULL AND state IN ('good', 'suspended');
CREATE INDEX certificate_retired ON certificate (ca, shard, not_after) WHERE state <> 'good';

-- The last line of defence behind the conditional updates: no statement un-revokes.
CREATE FUNCTION guard_certificate_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'certificates are not deleted';
  END IF;
  IF NEW.serial <> OLD.serial OR NEW.ca <> OLD.ca OR NEW.shard <> OLD.shard
      OR NEW.not_after <> OLD.not_after OR (OLD.der IS NOT NULL AND NEW.der IS DISTINCT FROM OLD.der) THEN
    RAISE EXCEPTION 'what a certificate is does not change';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
      ('reserved', 'good'), ('reserved', 'revoked'),
      ('good', 'suspended'), ('good', 'revoked'),
      ('suspended', 'good'), ('suspended', 'revoked')) THEN
    RAISE EXCEPTION 'a % certificate does not become %', OLD.state, NEW.state;
  END IF;
  IF OLD.state = 'revoked' AND (NEW.reason <> OLD.reason OR NEW.revoked_at <> OLD.revoked_at
      OR NEW.invalidity_date IS DISTINCT FROM OLD.invalidity_date) THEN
    RAISE EXCEPTION 'a revocation does not change';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER certificate_state BEFORE UPDATE OR DELETE ON certificate
  FOR EACH ROW EXECUTE FUNCTION guard_certificate_state();

-- A public key is certified once, ever: SHA-256 of its SubjectPublicKeyInfo.
CREATE TABLE certified_key (
  fingerprint bytea PRIMARY KEY CHECK (octet_length(fingerprint) = 32),
  claimed_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Written under one advisory lock, so ids are gap-free and commit in order. Each row carries
-- SHA-256(chain of the row before ‖ this row): two histories that agree on one row agree on all before.
CREATE TABLE status_change (
  id              bigint PRIMARY KEY CHECK (id > 0),
  serial          bytea NOT NULL,
  ca              text NOT NULL,
  shard           integer NOT NULL,
  uscc            text NOT NULL,
  division        text NOT NULL,
  previous        text CHECK (previous IN ('reserved', 'good', 'suspended', 'revoked')),
  state           text NOT NULL CHECK (state IN ('reserved', 'good', 'suspended', 'revoked')),
  reason          smallint,
  changed_at      timestamptz NOT NULL,
  revoked_at      timestamptz,
  invalidity_date timestamptz,
  not_after       timestamptz NOT NULL,
  chain           bytea NOT NULL CHECK (octet_length(chain) = 32)
);

CREATE INDEX status_change_of_shard ON status_change (ca, shard, id);

CREATE FUNCTION guard_status_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'status changes are only added';
END $$;

CREATE TRIGGER status_change_added BEFORE UPDATE OR DELETE ON status_change
  FOR EACH ROW EXECUTE FUNCTION guard_status_change();

-- Written by whichever node comes first; its time is the asOf of everything committed before it.
CREATE TABLE status_heartbeat (
  one  boolean PRIMARY KEY DEFAULT true CHECK (one),
  beat timestamptz NOT NULL
) WITH (fillfactor = 10);

INSERT INTO status_heartbeat (beat) VALUES (clock_timestamp());
