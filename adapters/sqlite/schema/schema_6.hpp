#pragma once

namespace carerelay::sqlite {

/// Version 6: devices that results may be sealed for, and the lists by which homes say so. Never edited once released.
inline constexpr char const* schema_6 = R"sql(
CREATE TABLE device_seals(
  device INTEGER PRIMARY KEY REFERENCES devices,
  key BLOB NOT NULL,
  trust INTEGER NOT NULL,
  confirmed_at INTEGER,
  keys TEXT NOT NULL,
  sum INTEGER NOT NULL) STRICT;
CREATE TABLE home_lists(
  home INTEGER NOT NULL REFERENCES homes,
  version INTEGER NOT NULL,
  stored_at INTEGER NOT NULL,
  text TEXT NOT NULL,
  sum INTEGER NOT NULL,
  PRIMARY KEY(home, version)) WITHOUT ROWID, STRICT;
CREATE TRIGGER home_lists_stay BEFORE UPDATE ON home_lists BEGIN SELECT RAISE(ABORT, 'a list never changes'); END;
CREATE TRIGGER home_lists_are_kept BEFORE DELETE ON home_lists BEGIN SELECT RAISE(ABORT, 'a list is kept'); END;
)sql";

}  // namespace carerelay::sqlite
