#include "adapters/sqlite/backup.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "adapters/sqlite/schema/schema.hpp"

namespace carerelay::sqlite {
namespace {

constexpr int pages_a_step = 256;

[[noreturn]] void refuse(std::string const& path, std::string_view why) {
  throw std::runtime_error(fmt::format("The backup {} was not made: {}.", path, why));
}

/// The half-made copy, removed unless it became the backup.
class unfinished {
 public:
  explicit unfinished(std::string path) : path_(std::move(path)) {}
  unfinished(unfinished const&) = delete;
  unfinished& operator=(unfinished const&) = delete;
  ~unfinished() {
    for (char const* const end : {"", "-journal", "-wal", "-shm"}) ::unlink((path_ + end).c_str());
  }
  [[nodiscard]] std::string const& path() const noexcept { return path_; }

 private:
  std::string path_;
};

void sync(std::string const& backup, std::string const& path, int flags) {
  int const fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | flags);
  bool const done = fd >= 0 && ::fsync(fd) == 0;
  int const error = errno;
  if (fd >= 0) ::close(fd);
  if (!done) refuse(backup, fmt::format("{} could not be synced ({})", path, std::strerror(error)));
}

void copy_pages(connection& from, connection& to, std::string const& path) {
  auto* const copy = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
  if (copy == nullptr) refuse(path, sqlite3_errmsg(to.handle()));
  int code = SQLITE_OK;
  while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) {
    code = sqlite3_backup_step(copy, pages_a_step);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) sqlite3_sleep(10);
  }
  sqlite3_backup_finish(copy);
  if (code != SQLITE_DONE) refuse(path, code == SQLITE_FULL ? "the disk is full" : sqlite3_errstr(code));
}

std::vector<std::string> tables_of(connection& db) {
  std::vector<std::string> out;
  auto q = db.ask("SELECT name FROM sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite_%' ORDER BY name");
  while (q.step()) out.emplace_back(q.text(0));
  return out;
}

void verify(connection& from, connection& to, std::string const& path) {
  auto const found = to.text("PRAGMA integrity_check(1)");
  if (found != "ok") refuse(path, fmt::format("the copy is not whole ({})", found));
  auto const tables = tables_of(from);
  if (tables != tables_of(to)) refuse(path, "the copy has other tables");
  for (auto const& table : tables) {
    auto const count = fmt::format("SELECT count(*) FROM {}", table);
    if (from.number(count) != to.number(count)) refuse(path, fmt::format("the copy has other rows in {}", table));
  }
}

std::string folder_of(std::string const& path) {
  auto const slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

void copy_to(connection& from, std::string const& path) {
  if (::access(path.c_str(), F_OK) == 0) refuse(path, "there is a file of that name already");
  unfinished const half(path + ".partial");
  for (char const* const end : {"", "-journal", "-wal", "-shm"}) ::unlink((half.path() + end).c_str());
  int const made = ::open(half.path().c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (made < 0) refuse(path, std::strerror(errno));
  ::close(made);
  try {
    // The system's own VFS: a backup that fails is refused, it does not end the relay.
    connection to(half.path(), {.vfs = "", .read_only = false, .create = false});
    // One commit for as long as it takes, held from this first read on; the relay goes on writing behind it.
    from.run("BEGIN");
    from.run("SELECT count(*) FROM meta");
    copy_pages(from, to, path);
    to.script("PRAGMA journal_mode=DELETE");
    verify(from, to, path);
    mark_as_backup(to);
    from.roll_back();
  } catch (...) {
    from.roll_back();
    throw;
  }
  sync(path, half.path(), 0);
  if (::renameat2(AT_FDCWD, half.path().c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0) {
    refuse(path, errno == EEXIST ? "there is a file of that name already" : std::strerror(errno));
  }
  sync(path, folder_of(path), O_DIRECTORY);
}

}  // namespace carerelay::sqlite
