#pragma once

#include "adapters/sqlite/disk/connection.hpp"

namespace carerelay::sqlite {

/// Version 2: credentials are a member's, not a team's. Never edited once released.
inline constexpr char const* schema_2 = R"sql(
ALTER TABLE publishers RENAME TO publishers_1;

CREATE TABLE publishers(
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kinds BLOB NOT NULL,             -- one byte each
  areas BLOB NOT NULL,             -- each with its length before it
  all_areas INTEGER NOT NULL,
  highest INTEGER NOT NULL,
  administrator INTEGER NOT NULL,
  channels INTEGER NOT NULL,       -- one bit each
  daily_quota INTEGER,             -- null: no limit
  grant_expires INTEGER,
  made_at INTEGER NOT NULL,
  revoked_at INTEGER,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;

CREATE TABLE members(
  id TEXT PRIMARY KEY,
  team TEXT NOT NULL REFERENCES publishers,
  is_person INTEGER NOT NULL,
  name TEXT NOT NULL,
  roles INTEGER NOT NULL,          -- one bit each
  own INTEGER NOT NULL,            -- whether the grant's columns say anything
  kinds BLOB NOT NULL,
  areas BLOB NOT NULL,
  all_areas INTEGER NOT NULL,
  highest INTEGER NOT NULL,
  administrator INTEGER NOT NULL,
  channels INTEGER NOT NULL,
  daily_quota INTEGER,
  grant_expires INTEGER,
  token_hash BLOB UNIQUE,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  signing_key BLOB,
  made_at INTEGER NOT NULL,
  revoked_at INTEGER,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
CREATE INDEX members_by_team ON members(team);
CREATE UNIQUE INDEX members_by_subject ON members(issuer, subject) WHERE subject <> '';
)sql";

/// Makes of every account of version 1 a team and its first member, a machine that holds the account's token. Throws
/// store_damaged for a row that is not what was written.
void fill_members(connection& db);

}  // namespace carerelay::sqlite
