#pragma once

namespace carerelay::sqlite {

/// Version 13: silent homes, calls, the health of ways, and check-ins. Never edited once released.
inline constexpr char const* schema_13 = R"sql(
CREATE TABLE watches(
  message INTEGER PRIMARY KEY REFERENCES messages,
  next_at INTEGER NOT NULL,
  sum INTEGER NOT NULL) STRICT;
CREATE INDEX watches_due ON watches(next_at, message);
CREATE TABLE rungs(
  message INTEGER NOT NULL REFERENCES messages,
  home INTEGER NOT NULL REFERENCES homes,
  ordinal INTEGER NOT NULL,
  step TEXT NOT NULL,
  at INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  channel TEXT NOT NULL,
  contact INTEGER NOT NULL,
  why TEXT NOT NULL,
  sum INTEGER NOT NULL,
  PRIMARY KEY(message, home, step)) WITHOUT ROWID, STRICT;
CREATE TABLE calls(
  number INTEGER PRIMARY KEY,
  message INTEGER NOT NULL REFERENCES messages,
  home INTEGER NOT NULL REFERENCES homes,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  outcome INTEGER NOT NULL,
  spoke_to TEXT NOT NULL,
  will_act INTEGER,
  note TEXT NOT NULL,
  sum INTEGER NOT NULL) STRICT;
CREATE INDEX calls_of ON calls(message, home, number);
CREATE TABLE way_health(
  home INTEGER NOT NULL REFERENCES homes,
  contact INTEGER NOT NULL,
  channel TEXT NOT NULL,
  accepted_at INTEGER,
  good_at INTEGER,
  failed_at INTEGER,
  failed_why TEXT NOT NULL,
  sum INTEGER NOT NULL,
  PRIMARY KEY(home, contact, channel)) WITHOUT ROWID, STRICT;
CREATE INDEX outbox_last ON outbox(channel, sent_at) WHERE sent_at IS NOT NULL;
CREATE TABLE check_ins(
  id BLOB PRIMARY KEY,
  team TEXT NOT NULL,
  author TEXT NOT NULL,
  approver TEXT NOT NULL,
  needs_approval INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  draft TEXT NOT NULL,
  minute INTEGER NOT NULL,
  until INTEGER NOT NULL,
  ended_at INTEGER,
  last_day INTEGER NOT NULL,
  last_message INTEGER NOT NULL,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
)sql";

}  // namespace carerelay::sqlite
