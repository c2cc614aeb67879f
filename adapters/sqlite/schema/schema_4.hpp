#pragma once

namespace carerelay::sqlite {

/// Version 4: people sign in. Never edited once released.
inline constexpr char const* schema_4 = R"sql(
CREATE TABLE sessions(
  id BLOB PRIMARY KEY,
  token_hash BLOB NOT NULL UNIQUE,
  member TEXT NOT NULL REFERENCES members,
  how INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  ended_at INTEGER,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;

CREATE TABLE sign_in_links(
  hashed BLOB PRIMARY KEY,
  member TEXT NOT NULL REFERENCES members,
  made_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;

CREATE TABLE invitations(
  email TEXT PRIMARY KEY,
  member TEXT NOT NULL REFERENCES members,
  made_at INTEGER NOT NULL,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
)sql";

}  // namespace carerelay::sqlite
