#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace carerelay::fault {

enum class call : std::uint8_t { write, truncate, sync };

/// The system's own VFS, whose calls fail when asked to: it lies under the guard, where a real disk would fail.
class failing_vfs {
 public:
  failing_vfs();
  ~failing_vfs();
  failing_vfs(failing_vfs const&) = delete;
  failing_vfs& operator=(failing_vfs const&) = delete;

  [[nodiscard]] std::string const& name() const noexcept { return name_; }

  /// Asked before each call, with the file's name and the end of what would be written (0 but for writes); gives 0 to
  /// let it through, or what SQLite's VFS would give (SQLITE_IOERR_FSYNC, SQLITE_FULL).
  std::function<int(call, std::string const& file, std::uint64_t end)> verdict;

  struct state;

 private:
  std::string name_;
  std::unique_ptr<state> state_;
};

}  // namespace carerelay::fault
