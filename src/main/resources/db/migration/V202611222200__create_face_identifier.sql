-- E-licence identifiers (GB/T 36904-2018), one for each version of a body that a face was made of. The serial
-- stays with the body; the version counts the versions that were shown.
CREATE SEQUENCE face_serial;

CREATE TABLE face_identifier (
  uscc text NOT NULL,
  registry_version integer NOT NULL,
  serial text NOT NULL CHECK (serial ~ '^[0-9A-Z]{1,32}$'),
  version integer NOT NULL CHECK (version BETWEEN 1 AND 999),
  identifier text NOT NULL UNIQUE,
  allotted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (uscc, registry_version),
  UNIQUE (uscc, version)
);
