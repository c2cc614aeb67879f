#pragma once

namespace carerelay::sqlite {

/// Version 10: what leaves by ways beside the stream, and what came back. Never edited once released.
inline constexpr char const* schema_10 = R"sql(
CREATE TABLE outbox(
  number INTEGER PRIMARY KEY,
  message INTEGER NOT NULL REFERENCES messages,
  home INTEGER NOT NULL,           -- 0: a group
  contact INTEGER NOT NULL,        -- 0: the home's own address
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  level INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  state INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  in_doubt INTEGER NOT NULL,
  queued_at INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  until INTEGER,
  sent_at INTEGER,
  reason TEXT NOT NULL,
  remote TEXT NOT NULL,
  returned INTEGER NOT NULL,
  returned_at INTEGER,
  sum INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX outbox_once ON outbox(message, home, channel, contact);
CREATE INDEX outbox_queued ON outbox(channel, rank, next_at, number) WHERE state = 0;
CREATE INDEX outbox_sending ON outbox(channel, number) WHERE state = 1;
CREATE INDEX outbox_by_state ON outbox(channel, state);
CREATE TABLE outbox_events(
  row INTEGER NOT NULL REFERENCES outbox,
  key TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL,
  sum INTEGER NOT NULL,
  PRIMARY KEY(row, key)) WITHOUT ROWID, STRICT;
CREATE TABLE outbox_bytes(
  message INTEGER NOT NULL REFERENCES messages,
  channel TEXT NOT NULL,
  variant INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  sum INTEGER NOT NULL,
  PRIMARY KEY(message, channel, variant)) STRICT;
CREATE TABLE outbox_lanes(
  channel TEXT PRIMARY KEY,
  state INTEGER NOT NULL,
  why TEXT NOT NULL,
  tokens_milli INTEGER NOT NULL,
  tokens_at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  sent_today INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  closed_until INTEGER NOT NULL,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE outbox_unmatched(
  number INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  why TEXT NOT NULL,
  sum INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX outbox_unmatched_once ON outbox_unmatched(channel, key);
)sql";

}  // namespace carerelay::sqlite
