#pragma once

namespace carerelay::sqlite {

/// Version 9: where devices can be woken, and when they were last seen. Never edited once released.
inline constexpr char const* schema_9 = R"sql(
CREATE TABLE pushes(
  device INTEGER PRIMARY KEY REFERENCES devices,
  endpoint TEXT NOT NULL,
  key BLOB NOT NULL,
  auth BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  sum INTEGER NOT NULL) STRICT;
CREATE TABLE device_seen(
  device INTEGER PRIMARY KEY REFERENCES devices,
  at INTEGER NOT NULL,
  sum INTEGER NOT NULL) STRICT;
)sql";

}  // namespace carerelay::sqlite
