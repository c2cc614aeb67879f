#pragma once

#include <exception>
#include <span>
#include <vector>

#include "adapters/sqlite/rows/rows.hpp"

struct sqlite3_value;

namespace carerelay::sqlite {

/// Gives one message its place in the streams of many homes in two statements instead of three for each home: the
/// part of each row (who is meant, the checksums) is functions that SQLite calls back. On the writing connection only.
class broadcast {
 public:
  /// Registers its functions; `db` must outlive it.
  explicit broadcast(connection& db);
  broadcast(broadcast const&) = delete;
  broadcast& operator=(broadcast const&) = delete;

  /// Raises the stream of every home of `targets` (in order, without doubles, not empty) and adds its receipt as
  /// `first` has it, save home and seq. Gives the seqs beside `targets`. Throws std::invalid_argument when a home is
  /// not there, store_damaged when a stream is not what was written.
  std::vector<std::uint64_t> add(stored_receipt const& first, std::span<home_number const> targets);

 private:
  using function = std::int64_t (broadcast::*)(sqlite3_value**);
  template <function Which>
  void offer(char const* name, int arguments);
  std::int64_t is_target(sqlite3_value** row);      ///< (home)
  std::int64_t sum_of_first(sqlite3_value** row);   ///< (home, last, filed, sum) -> the sum of the receipt
  std::int64_t sum_of_raised(sqlite3_value** row);  ///< (home, last, filed) -> the sum of the raised stream

  connection& db_;
  stored_receipt first_;
  std::span<home_number const> targets_;
  std::vector<std::uint64_t> seqs_;
  std::exception_ptr fault_;  ///< what a function threw: it may not pass through SQLite
};

}  // namespace carerelay::sqlite
