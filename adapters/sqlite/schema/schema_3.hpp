#pragma once

namespace carerelay::sqlite {

/// The evidence log. A leaf's key is its log's number * 2^40 + its index.
inline constexpr char const* schema_3 = R"sql(
CREATE TABLE logs(
  number INTEGER PRIMARY KEY,
  origin TEXT NOT NULL UNIQUE,
  epoch TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  sum INTEGER NOT NULL) STRICT;

-- The leaves of one transaction, 256 at most and never across a multiple of 256: 16 bytes of salt and 32 of commitment
-- each. A salt of zeros is of an event that was erased.
CREATE TABLE log_leaves(
  key INTEGER PRIMARY KEY,         -- of the first
  receipts_from INTEGER,           -- the first receipt event among them; each next one is one more
  kinds BLOB,                      -- null: all are receipt events; else a byte each, 0 receipt_events, 1 log_events
  leaves BLOB NOT NULL,
  sum INTEGER NOT NULL) STRICT;
CREATE INDEX leaves_of_receipts ON log_leaves(receipts_from) WHERE receipts_from IS NOT NULL;
CREATE TRIGGER leaves_are_kept BEFORE DELETE ON log_leaves BEGIN SELECT RAISE(ABORT, 'a leaf is kept'); END;

-- The hashes of complete subtrees of 2^8, 2^16 ... leaves: everything above is a few hundred of them.
CREATE TABLE log_nodes(
  log INTEGER NOT NULL,
  height INTEGER NOT NULL,
  at INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY(log, height, at)) WITHOUT ROWID, STRICT;
CREATE TRIGGER nodes_stay BEFORE UPDATE ON log_nodes BEGIN SELECT RAISE(ABORT, 'a node never changes'); END;
CREATE TRIGGER nodes_are_kept BEFORE DELETE ON log_nodes BEGIN SELECT RAISE(ABORT, 'a node is kept'); END;

-- What leaves that are no receipt events say.
CREATE TABLE log_events(
  key INTEGER PRIMARY KEY,         -- of its leaf
  message BLOB,
  device BLOB,
  text TEXT NOT NULL,              -- '' once erased
  sum INTEGER NOT NULL) STRICT;
CREATE INDEX log_events_by_message ON log_events(message) WHERE message IS NOT NULL;
CREATE INDEX log_events_by_device ON log_events(device) WHERE device IS NOT NULL;
CREATE TRIGGER log_events_stay BEFORE UPDATE ON log_events WHEN NEW.text <> '' OR NEW.key <> OLD.key
  BEGIN SELECT RAISE(ABORT, 'an event never changes'); END;
CREATE TRIGGER log_events_are_kept BEFORE DELETE ON log_events BEGIN SELECT RAISE(ABORT, 'an event is kept'); END;

-- The newest of each log.
CREATE TABLE checkpoints(
  log INTEGER PRIMARY KEY REFERENCES logs,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  signed_at INTEGER NOT NULL,
  note TEXT NOT NULL,
  key TEXT NOT NULL,
  sum INTEGER NOT NULL) STRICT;

-- The tree a device had verified when it signed: origin, size and root, a line each.
ALTER TABLE receipt_events ADD COLUMN checkpoint TEXT;
CREATE INDEX witnesses ON receipt_events(number) WHERE checkpoint IS NOT NULL;
-- An event can be erased, which takes what it said of a person; it never changes.
DROP TRIGGER events_stay;
CREATE TRIGGER events_stay BEFORE UPDATE ON receipt_events
  WHEN NEW.role IS NOT NULL OR NEW.name IS NOT NULL OR NEW.note IS NOT NULL OR NEW.signature IS NOT NULL
    OR NEW.number <> OLD.number OR NEW.previous <> OLD.previous OR NEW.message <> OLD.message OR NEW.home <> OLD.home
    OR NEW.act <> OLD.act OR NEW.recorded_at <> OLD.recorded_at OR NEW.id <> OLD.id
  BEGIN SELECT RAISE(ABORT, 'an event never changes'); END;
)sql";

}  // namespace carerelay::sqlite
