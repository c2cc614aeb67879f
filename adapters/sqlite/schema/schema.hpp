#pragma once

#include <span>
#include <string>

#include "adapters/ports/random.hpp"
#include "adapters/sqlite/disk/connection.hpp"

namespace carerelay::sqlite {

/// 'CRly': tells file(1), and us, whose database this is.
inline constexpr int application_id = 0x43526C79;

/// One step from version `to - 1` of the schema to version `to`.
struct migration {
  int to;
  char const* sql;
  void (*then)(connection&) = nullptr;  ///< what SQL alone cannot: rows with their checksums
};
/// Every step there is, in order.
std::span<migration const> migrations() noexcept;

/// Makes the schema in an empty file, or takes an older one through the steps it lacks, all in one transaction.
/// Throws store_damaged with a sentence when the file is another program's or of a newer version.
void bring_up_to_date(connection& db, std::span<migration const> steps);

/// The name of the life of the register: made when there is none, and anew when the file is a backup that is opened to
/// be used, because homes may hold entries that the backup does not know of.
std::string settle_epoch(connection& db, ports::random& random);

/// Marks the file as a copy, for settle_epoch.
void mark_as_backup(connection& db);

}  // namespace carerelay::sqlite
