#pragma once

namespace carerelay::sqlite {

/// Version 11: whom of a home to try. Never edited once released.
inline constexpr char const* schema_11 = R"sql(
CREATE TABLE contacts(
  home INTEGER NOT NULL REFERENCES homes,
  number INTEGER NOT NULL,         -- never given to another
  role INTEGER NOT NULL,
  label TEXT NOT NULL,
  email TEXT NOT NULL,
  telephone TEXT NOT NULL,
  place INTEGER NOT NULL,
  opted_out BLOB NOT NULL,
  confirmed_at INTEGER,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  removed_at INTEGER,              -- then there is nothing of a person in it
  sum INTEGER NOT NULL,
  PRIMARY KEY(home, number)) WITHOUT ROWID, STRICT;
CREATE INDEX outbox_of_contacts ON outbox(home, contact) WHERE contact <> 0;
)sql";

}  // namespace carerelay::sqlite
