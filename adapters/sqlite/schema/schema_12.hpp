#pragma once

namespace carerelay::sqlite {

/// Version 12: who may answer for a home in a chat. Never edited once released.
inline constexpr char const* schema_12 = R"sql(
CREATE TABLE chat_codes(
  hashed BLOB PRIMARY KEY,
  home INTEGER NOT NULL REFERENCES homes,
  contact INTEGER NOT NULL,
  role TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
CREATE INDEX chat_codes_of_home ON chat_codes(home);
CREATE TABLE chat_bindings(
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  who TEXT NOT NULL,
  home INTEGER NOT NULL REFERENCES homes,
  contact INTEGER NOT NULL,
  role TEXT NOT NULL,
  bound_at INTEGER NOT NULL,
  last_at INTEGER,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX chat_bindings_once ON chat_bindings(account, who, home);
CREATE INDEX chat_bindings_of_home ON chat_bindings(home);
)sql";

}  // namespace carerelay::sqlite
