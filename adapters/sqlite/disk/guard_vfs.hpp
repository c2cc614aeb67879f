#pragma once

#include <functional>
#include <memory>
#include <string>

namespace carerelay::sqlite {

/// A thin layer below SQLite, over another VFS. A sync, write or truncate that fails ends the process, because what
/// SQLite and the kernel hold no longer agrees with the disk: with one injected failure in 2,000 power cuts, going on
/// after a failed COMMIT lost acknowledged rows, ending inside the sync lost none (docs/decisions). A full disk is the
/// exception: `on_full` may make room, and the write is tried once more before SQLite hears of it.
/// Offers no memory mapping.
class guard_vfs {
 public:
  /// `base` is the VFS below, "" for the system's own. `on_full` gives whether it made room; it is called on the thread
  /// that writes. Throws std::runtime_error when there is no such VFS.
  guard_vfs(std::string const& base, std::function<bool()> on_full);
  /// No connection may be open through it any more.
  ~guard_vfs();
  guard_vfs(guard_vfs const&) = delete;
  guard_vfs& operator=(guard_vfs const&) = delete;

  [[nodiscard]] std::string const& name() const noexcept { return name_; }

  struct state;  ///< for the C functions behind it

 private:
  std::string name_;
  std::unique_ptr<state> state_;
};

/// Writes one JSON line to standard error and aborts. For faults after which nothing this process says can be trusted.
[[noreturn]] void end_process(char const* event, char const* file, char const* why) noexcept;

}  // namespace carerelay::sqlite
