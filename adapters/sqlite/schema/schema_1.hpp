#pragma once

namespace carerelay::sqlite {

/// The schema as version 1 has it. Never edited once released: a change is a new step.
/// Moments are UTC milliseconds since 1970. Numbers are dense and never reused. `sum` is row_sum over the row's
/// columns.
inline constexpr char const* schema_1 = R"sql(
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

CREATE TABLE areas(code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID, STRICT;

CREATE TABLE homes(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  area TEXT NOT NULL,
  dormant INTEGER NOT NULL,
  suspended INTEGER NOT NULL,
  beds INTEGER NOT NULL,
  services BLOB NOT NULL,          -- one byte each
  name TEXT NOT NULL,
  postcode TEXT NOT NULL,
  telephone TEXT NOT NULL,
  email TEXT NOT NULL,
  provider TEXT NOT NULL,
  ods_code TEXT NOT NULL,
  tags BLOB NOT NULL,              -- each with its length before it
  former_ids BLOB NOT NULL,
  sum INTEGER NOT NULL) STRICT;
CREATE INDEX homes_by_area ON homes(area, id);
CREATE TABLE former_ids(id TEXT PRIMARY KEY, home INTEGER NOT NULL REFERENCES homes) WITHOUT ROWID, STRICT;

CREATE TABLE devices(
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  home INTEGER NOT NULL REFERENCES homes,
  key BLOB NOT NULL,
  name TEXT NOT NULL,
  enrolled_at INTEGER NOT NULL,
  revoked_at INTEGER,
  sum INTEGER NOT NULL) STRICT;
CREATE INDEX devices_by_home ON devices(home);
-- Apart from devices, because it changes with every batch.
CREATE TABLE cursors(device INTEGER PRIMARY KEY REFERENCES devices, stored_up_to INTEGER NOT NULL, sum INTEGER NOT NULL) STRICT;

CREATE TABLE codes(
  hashed BLOB PRIMARY KEY,
  home INTEGER NOT NULL REFERENCES homes,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  tries_left INTEGER NOT NULL,
  used_at INTEGER,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
CREATE INDEX codes_by_home ON codes(home);

CREATE TABLE publishers(
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  token_hash BLOB NOT NULL UNIQUE,
  kinds BLOB NOT NULL,             -- one byte each
  areas BLOB NOT NULL,             -- each with its length before it
  all_areas INTEGER NOT NULL,
  highest INTEGER NOT NULL,
  administrator INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  revoked_at INTEGER,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;

CREATE TABLE secrets(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE resources(sha256 BLOB PRIMARY KEY, sum INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;

-- What was accepted, for ever as it was.
CREATE TABLE messages(
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  sender TEXT NOT NULL,
  reference TEXT NOT NULL,
  kind INTEGER NOT NULL,
  type INTEGER NOT NULL,
  status INTEGER NOT NULL,
  scope INTEGER NOT NULL,
  urgency INTEGER NOT NULL,
  topic TEXT NOT NULL,
  headline TEXT NOT NULL,
  sent INTEGER NOT NULL,
  effective INTEGER NOT NULL,
  expires INTEGER,
  targeted INTEGER NOT NULL,
  wellbeing INTEGER NOT NULL,
  draft_sum BLOB NOT NULL,
  digest BLOB NOT NULL,
  sum INTEGER NOT NULL,
  json TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX messages_by_reference ON messages(sender, reference) WHERE reference <> '';
CREATE INDEX messages_by_sender ON messages(sender);
CREATE TRIGGER messages_stay BEFORE UPDATE ON messages BEGIN SELECT RAISE(ABORT, 'a message never changes'); END;
CREATE TRIGGER messages_are_kept BEFORE DELETE ON messages BEGIN SELECT RAISE(ABORT, 'a message is kept'); END;

-- How it stands now. `kind` to `expires` repeat the message, for the indexes.
CREATE TABLE message_states(
  number INTEGER PRIMARY KEY REFERENCES messages,
  closed INTEGER NOT NULL,
  closed_by INTEGER NOT NULL,
  undelivered INTEGER NOT NULL,    -- open receipts that are still at `targeted`
  kind INTEGER NOT NULL,
  topic TEXT NOT NULL,
  sent INTEGER NOT NULL,
  expires INTEGER,
  sum INTEGER NOT NULL) STRICT;    -- over number, closed, closed_by
CREATE INDEX open_by_topic ON message_states(kind, topic) WHERE closed = 0;
CREATE INDEX open_by_expiry ON message_states(expires) WHERE closed = 0 AND expires IS NOT NULL;
CREATE INDEX waited_for ON message_states(sent) WHERE closed = 0 AND undelivered > 0;

-- The stream of each home: entries 1 to `last`. Those up to `filed` are in inbox; the rest are receipts of the messages
-- in broadcasts, newest at the end. A broadcast would otherwise write one page for every home there is.
CREATE TABLE streams(
  home INTEGER PRIMARY KEY REFERENCES homes,
  last INTEGER NOT NULL,
  filed INTEGER NOT NULL,
  sum INTEGER NOT NULL) STRICT;
CREATE TABLE broadcasts(message INTEGER PRIMARY KEY REFERENCES messages) STRICT;
-- Homes are filed a slice at a time, round and round; what was in broadcasts when a round began is filed when it ends.
CREATE TABLE filing(one INTEGER PRIMARY KEY CHECK(one = 1), next_home INTEGER NOT NULL, round_began INTEGER NOT NULL) STRICT;
INSERT INTO filing VALUES(1, 1, 0);
-- Damage shows against the receipt, which says the same seq under its own sum, and against the stream's length.
CREATE TABLE inbox(
  home INTEGER NOT NULL REFERENCES homes,
  seq INTEGER NOT NULL,
  message INTEGER NOT NULL REFERENCES messages,
  PRIMARY KEY(home, seq)) WITHOUT ROWID, STRICT;

-- How far a message has come at a home.
CREATE TABLE receipts(
  message INTEGER NOT NULL,
  home INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  state INTEGER NOT NULL,          -- stage + 4 * closure + 16 * (answer + 1) + 128 if it rose late
  last_event INTEGER NOT NULL,     -- the newest of its events; below 1 while there is none
  delivered_at INTEGER NOT NULL,   -- while it is at `targeted`: when it was sent, so that the row keeps its length
  read_at INTEGER,
  answered_at INTEGER,
  role TEXT,                       -- these three of the newest answer
  name TEXT,
  note TEXT,
  sum INTEGER NOT NULL,
  PRIMARY KEY(message, home)) WITHOUT ROWID, STRICT;

-- The evidence, in the order it was recorded. The events of one receipt are a chain through `previous`, so that a
-- group of receipts is written at the end of this table and nowhere else.
CREATE TABLE receipt_events(
  number INTEGER PRIMARY KEY,
  previous INTEGER NOT NULL,
  message INTEGER NOT NULL,
  home INTEGER NOT NULL,
  act INTEGER NOT NULL,
  device INTEGER NOT NULL,         -- 0: the relay itself
  late INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  id BLOB NOT NULL,
  channel TEXT,                    -- null: the stream
  said_at INTEGER,
  said_at_text TEXT,
  answer INTEGER,
  role TEXT,
  name TEXT,
  note TEXT,
  signature BLOB) STRICT;
CREATE TRIGGER events_stay BEFORE UPDATE ON receipt_events BEGIN SELECT RAISE(ABORT, 'an event never changes'); END;
CREATE TRIGGER events_are_kept BEFORE DELETE ON receipt_events BEGIN SELECT RAISE(ABORT, 'an event is kept'); END;
)sql";

}  // namespace carerelay::sqlite
