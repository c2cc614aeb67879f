#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/ports/log_types.hpp"
#include "adapters/ports/random.hpp"
#include "adapters/sqlite/disk/connection.hpp"

namespace carerelay::sqlite {

using ports::log_number;

/// A leaf's key: its log's number * 2^40 + its index.
[[nodiscard]] constexpr std::int64_t leaf_key(log_number log, std::uint64_t index) noexcept {
  return (static_cast<std::int64_t>(log) << 40) + static_cast<std::int64_t>(index);
}
inline constexpr std::uint64_t leaves_a_tile = 256;
inline constexpr std::size_t leaf_bytes = 48;  ///< of log_leaves.leaves: salt and commitment

[[nodiscard]] std::int64_t sum_of_log(ports::log_row const& row);
[[nodiscard]] std::int64_t sum_of_leaves(std::int64_t key, std::int64_t receipts_from, std::string_view kinds,
                                         std::string_view leaves) noexcept;
[[nodiscard]] std::int64_t sum_of_log_event(std::int64_t key, std::string_view text) noexcept;
[[nodiscard]] std::int64_t sum_of(ports::checkpoint_row const& row);

/// The end of the log that grows, as the writing connection keeps it: leaves are hashed when they are appended and
/// written, a row or two for the whole transaction, when it commits. Complete tiles of 256 are folded once.
class log_book {
 public:
  log_book(connection& db, ports::random& random) : db_(db), random_(random) {}

  enum class kind : std::uint8_t { receipt, event };
  struct mark {
    log_number log = 0;
    std::uint64_t next = 0;
    std::size_t pending = 0;
  };

  /// The log that grows within this transaction; 0 when there is none yet.
  [[nodiscard]] log_number current();
  /// From here on leaves are of this log, which is empty.
  void begin_log(log_number log) noexcept {
    current_ = log;
    next_index_ = 0;
  }
  /// Commits to `text` with a fresh salt; gives the leaf's index. `receipt` is the number of a receipt event.
  std::uint64_t append(kind what, std::string_view text, std::int64_t receipt = 0);

  [[nodiscard]] mark here() noexcept { return {current_, next_index_, pending_.size()}; }
  /// A part was undone: what it appended is forgotten.
  void go_back(mark const& to) noexcept;
  /// Writes what is pending; the last thing of a transaction.
  void flush();
  void committed();
  /// The transaction was undone, or a new one begins.
  void forget() noexcept;

 private:
  struct leaf {
    log_number log = 0;
    kind what{};
    std::int64_t receipt = 0;
    protocol::evidence::salt salt{};
    protocol::evidence::hash committed{};
  };
  /// The right edge of the tree: at each level, the hashes of its last tile that is not complete.
  struct edge {
    log_number log = 0;
    std::uint64_t size = 0;
    std::vector<std::vector<protocol::evidence::hash>> levels;
  };

  void load();
  [[nodiscard]] protocol::evidence::salt fresh_salt();
  void write_row(std::size_t begin, std::size_t end, edge& to);
  void add(protocol::evidence::hash const& what, std::size_t level, edge& to);

  connection& db_;
  ports::random& random_;
  bool is_loaded_ = false;
  log_number current_ = 0;        ///< in this transaction
  std::uint64_t next_index_ = 0;  ///< of the leaf that is appended next
  edge edge_, next_;              ///< as committed, and as it will be
  std::vector<leaf> pending_;
  std::array<std::uint8_t, 256 * 16> drawn_{};
  std::size_t salts_left_ = 0;
  std::string leaves_, kinds_;  ///< kept for their memory
};

}  // namespace carerelay::sqlite
