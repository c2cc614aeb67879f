#pragma once

namespace carerelay::sqlite {

/// Version 5: who published what, and drafts that wait for a second person. Never edited once released.
inline constexpr char const* schema_5 = R"sql(
-- Beside messages, which never change. What was published before has no row.
CREATE TABLE origins(
  message INTEGER PRIMARY KEY REFERENCES messages,
  team TEXT NOT NULL,
  author TEXT NOT NULL,            -- '': the relay itself
  all_homes INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  sum INTEGER NOT NULL) STRICT;
CREATE INDEX origins_by_team ON origins(team, sent);
CREATE INDEX origins_by_author ON origins(author, sent);
CREATE INDEX origins_to_all ON origins(sent) WHERE all_homes = 1;

CREATE TABLE drafts(
  id BLOB PRIMARY KEY,
  team TEXT NOT NULL,
  author TEXT NOT NULL,
  reference TEXT NOT NULL,
  digest BLOB NOT NULL,            -- SHA-256 of json
  audience_hash BLOB NOT NULL,
  homes INTEGER NOT NULL,
  immediate INTEGER NOT NULL,
  all_homes INTEGER NOT NULL,
  needs INTEGER NOT NULL,
  signatures BLOB NOT NULL,        -- member, milliseconds, member, … each with its length before it
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  state INTEGER NOT NULL,
  message INTEGER NOT NULL,        -- 0: none yet
  due INTEGER,
  closed_by TEXT NOT NULL,
  closed_at INTEGER,
  reason TEXT NOT NULL,
  json TEXT NOT NULL,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
CREATE INDEX drafts_by_team ON drafts(team, id);
CREATE INDEX drafts_by_message ON drafts(message) WHERE message <> 0;
CREATE INDEX drafts_waiting ON drafts(team, reference) WHERE state = 0;
CREATE INDEX drafts_open ON drafts(state, expires_at, due) WHERE state = 0 OR state = 4;
)sql";

}  // namespace carerelay::sqlite
