#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "adapters/ports/random.hpp"
#include "adapters/ports/store.hpp"

namespace carerelay::sqlite {

struct settings {
  std::string path;                               ///< the file; `.lock`, `.reserve`, `-wal` and `-shm` lie beside it
  std::uint64_t reserve_bytes = 64ULL << 20;      ///< kept for receipts on the day the disk is full; 0 for none
  std::size_t body_cache_bytes = 64ULL << 20;     ///< messages kept in memory, shared by all readers
  std::uint64_t check_below_bytes = 64ULL << 20;  ///< a file up to this size is checked whole when it is opened
  std::size_t broadcast_from = 64;                ///< homes; from here on a message is filed in inboxes bit by bit
  std::string base_vfs;                           ///< SQLite's VFS to stand on; "" for the system's. For tests.
};

/// The store on one SQLite file: write-ahead log, synchronous=FULL. `write` returns after the log is synced. A sync or
/// write that fails ends the process, a full disk excepted.
class store final : public ports::store {
 public:
  /// Opens the file, or makes it. Throws std::runtime_error with a sentence when another process has it or it cannot be
  /// made, ports::store_damaged when it is not whole, not ours, or of a newer version. `random` names a new register's
  /// epoch and salts the evidence log's leaves; it must outlive the store.
  store(settings const& how, ports::random& random);
  ~store() override;

  void write(std::function<void(ports::store_writer&)> const& work) override;
  void part(ports::store_writer& writer, std::function<void(ports::store_writer&)> const& work) override;
  [[nodiscard]] std::unique_ptr<ports::store_reader> reader() override;
  void backup(std::string const& path) override;
  bool scrub() override;
  [[nodiscard]] bool is_full() const noexcept override;
  void recover_space() override;

  /// Moves what the log holds into the file, as far as readers let it. Called by `write` when the log has grown; only
  /// ever on the thread that writes.
  void checkpoint();

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace carerelay::sqlite
