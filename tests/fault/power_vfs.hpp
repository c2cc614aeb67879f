#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

/// A disk in memory that loses its power. What was written and not synced survives, is lost, or is torn, sector by
/// sector, each for itself and in no order; what was synced survives.
namespace carerelay::fault {

class power_disk {
 public:
  /// Registers itself with SQLite under `name()`.
  explicit power_disk(std::uint64_t seed);
  ~power_disk();
  power_disk(power_disk const&) = delete;
  power_disk& operator=(power_disk const&) = delete;

  [[nodiscard]] std::string const& name() const noexcept { return name_; }
  /// The power goes at the `operation`-th write, sync, truncate or delete from now. What the program does after that
  /// goes nowhere, and it does not notice.
  void cut_at(std::uint64_t operation) noexcept { cut_at_ = operations_ + operation; }
  [[nodiscard]] bool is_dead() const noexcept { return dead_; }
  [[nodiscard]] std::uint64_t operations() const noexcept { return operations_; }
  /// Power again: the disk holds what survived. No file may be open.
  void restart();
  /// Plays a disk, or a program, that does not sync: every sync is answered and nothing done.
  void ignore_syncs() noexcept { ignores_syncs_ = true; }

  struct vfs_state;

 private:
  friend struct disk_file;
  friend struct disk_calls;

  struct change {
    std::uint64_t at = 0;
    std::string bytes;           ///< written, or
    bool is_truncation = false;  ///< cut to `at`
  };
  struct file {
    std::string now;      ///< what the program sees
    std::string durable;  ///< what was synced
    bool exists_durably = false;
    bool deleted = false;
    std::vector<change> unsynced;
    std::vector<std::unique_ptr<char[]>> shared;  ///< the log's index, which lives in memory only
  };

  /// Before every change. False when it goes nowhere.
  bool tick();
  void lose_power();
  [[nodiscard]] std::string survived(file const& f);
  static void apply(std::string& to, change const& what);

  std::string name_;
  std::unique_ptr<vfs_state> state_;
  std::mt19937_64 rng_;
  std::map<std::string, std::shared_ptr<file>> files_, after_;
  std::uint64_t operations_ = 0, cut_at_ = ~std::uint64_t(0);
  bool dead_ = false, ignores_syncs_ = false;
};

}  // namespace carerelay::fault
