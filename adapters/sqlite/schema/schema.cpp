#include "adapters/sqlite/schema/schema.hpp"

#include <fmt/format.h>

#include <array>

#include "adapters/ports/store.hpp"
#include "adapters/sqlite/schema/schema_1.hpp"
#include "adapters/sqlite/schema/schema_10.hpp"
#include "adapters/sqlite/schema/schema_11.hpp"
#include "adapters/sqlite/schema/schema_12.hpp"
#include "adapters/sqlite/schema/schema_13.hpp"
#include "adapters/sqlite/schema/schema_2.hpp"
#include "adapters/sqlite/schema/schema_3.hpp"
#include "adapters/sqlite/schema/schema_4.hpp"
#include "adapters/sqlite/schema/schema_5.hpp"
#include "adapters/sqlite/schema/schema_6.hpp"
#include "adapters/sqlite/schema/schema_7.hpp"
#include "adapters/sqlite/schema/schema_8.hpp"
#include "adapters/sqlite/schema/schema_9.hpp"

namespace carerelay::sqlite {

std::span<migration const> migrations() noexcept {
  static constexpr std::array<migration, 13> steps{{{1, schema_1},
                                                    {2, schema_2, fill_members},
                                                    {3, schema_3},
                                                    {4, schema_4},
                                                    {5, schema_5},
                                                    {6, schema_6},
                                                    {7, schema_7},
                                                    {8, schema_8},
                                                    {9, schema_9},
                                                    {10, schema_10},
                                                    {11, schema_11},
                                                    {12, schema_12},
                                                    {13, schema_13}}};
  return steps;
}

void bring_up_to_date(connection& db, std::span<migration const> steps) {
  int const newest = steps.empty() ? 0 : steps.back().to;
  auto const owner = db.number("PRAGMA application_id");
  auto const version = db.number("PRAGMA user_version");
  bool const is_empty = version == 0 && db.number("SELECT count(*) FROM sqlite_schema") == 0;
  if (owner != application_id && !(is_empty && owner == 0)) {
    throw ports::store_damaged("The file is a database, but not a Carerelay store.");
  }
  if (version > newest) {
    throw ports::store_damaged(
        fmt::format("The store was written by a newer Carerelay (schema {}, this program knows {}). Use that version, "
                    "or a backup from before.",
                    version, newest));
  }
  if (version == newest) return;
  db.begin();
  try {
    for (auto const& step : steps) {
      if (step.to <= version) continue;
      db.script(step.sql);
      if (step.then != nullptr) step.then(db);
    }
    db.script(fmt::format("PRAGMA application_id={}; PRAGMA user_version={};", application_id, newest));
    db.commit();
  } catch (...) {
    db.roll_back();
    throw;
  }
}

std::string settle_epoch(connection& db, ports::random& random) {
  auto epoch = db.text("SELECT value FROM meta WHERE name='epoch'");
  bool const is_backup = db.number("SELECT count(*) FROM meta WHERE name='backup'") != 0;
  if (!epoch.empty() && !is_backup) return epoch;
  std::array<std::uint8_t, 12> drawn{};
  random.fill(drawn);
  epoch.clear();
  for (auto const byte : drawn) epoch += fmt::format("{:02x}", byte);
  db.begin();
  try {
    db.run("DELETE FROM meta WHERE name='backup'");
    db.run("INSERT INTO meta(name, value) VALUES('epoch', ?) ON CONFLICT(name) DO UPDATE SET value=excluded.value",
           std::string_view(epoch));
    db.commit();
  } catch (...) {
    db.roll_back();
    throw;
  }
  return epoch;
}

void mark_as_backup(connection& db) { db.run("INSERT OR REPLACE INTO meta(name, value) VALUES('backup', 'yes')"); }

}  // namespace carerelay::sqlite
