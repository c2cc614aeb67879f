#include "adapters/sqlite/disk/guard_vfs.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace carerelay::sqlite {

void end_process(char const* event, char const* file, char const* why) noexcept {
  char line[512];
  int const size = std::snprintf(line, sizeof line,
                                 "{\"level\":\"fatal\",\"event\":\"%s\",\"file\":\"%.200s\",\"why\":\"%.120s\","
                                 "\"detail\":\"ended before anything untrue could be promised\"}\n",
                                 event, file, why);
  if (size > 0) {
    auto const wanted = static_cast<std::size_t>(size) < sizeof line ? static_cast<std::size_t>(size) : sizeof line - 1;
    [[maybe_unused]] auto const written = ::write(STDERR_FILENO, line, wanted);
  }
  std::abort();
}

struct guard_vfs::state {
  sqlite3_vfs own{};
  sqlite3_vfs* base = nullptr;
  std::function<bool()> on_full;
};

namespace {

/// What SQLite holds for an open file; the base VFS's own follows it in memory.
struct file {
  sqlite3_file head;
  guard_vfs::state* state;
  char const* name;
};

file& of(sqlite3_file* f) noexcept { return *reinterpret_cast<file*>(f); }
sqlite3_file* below(sqlite3_file* f) noexcept { return reinterpret_cast<sqlite3_file*>(&of(f) + 1); }
sqlite3_io_methods const& io(sqlite3_file* f) noexcept { return *below(f)->pMethods; }

/// Runs a change of the file; makes room and tries once more when the disk is full; ends the process when it failed.
template <class Change>
int guarded(sqlite3_file* f, char const* event, Change const& change) noexcept {
  int code = change();
  if (code == SQLITE_OK) return code;
  // With a disk this full even the index beside the log cannot grow.
  auto const is_full = [&] { return code == SQLITE_FULL || (code == SQLITE_IOERR_SHMSIZE && errno == ENOSPC); };
  if (is_full() && of(f).state->on_full()) code = change();
  if (code == SQLITE_OK) return code;
  if (is_full()) return SQLITE_FULL;
  end_process(event, of(f).name == nullptr ? "(temporary)" : of(f).name, std::strerror(errno));
}

int do_close(sqlite3_file* f) { return io(f).xClose(below(f)); }
int do_read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) { return io(f).xRead(below(f), to, n, at); }
int do_write(sqlite3_file* f, void const* from, int n, sqlite3_int64 at) {
  return guarded(f, "store_write_failed", [&] { return io(f).xWrite(below(f), from, n, at); });
}
int do_truncate(sqlite3_file* f, sqlite3_int64 size) {
  return guarded(f, "store_truncate_failed", [&] { return io(f).xTruncate(below(f), size); });
}
int do_sync(sqlite3_file* f, int flags) {
  return guarded(f, "store_sync_failed", [&] { return io(f).xSync(below(f), flags); });
}
int do_size(sqlite3_file* f, sqlite3_int64* size) { return io(f).xFileSize(below(f), size); }
int do_lock(sqlite3_file* f, int level) { return io(f).xLock(below(f), level); }
int do_unlock(sqlite3_file* f, int level) { return io(f).xUnlock(below(f), level); }
int do_reserved(sqlite3_file* f, int* out) { return io(f).xCheckReservedLock(below(f), out); }
int do_control(sqlite3_file* f, int op, void* arg) { return io(f).xFileControl(below(f), op, arg); }
int do_sector(sqlite3_file* f) { return io(f).xSectorSize(below(f)); }
int do_device(sqlite3_file* f) { return io(f).xDeviceCharacteristics(below(f)); }
int do_shm_map(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
  int code = io(f).xShmMap(below(f), page, size, extend, out);
  bool const is_full = code == SQLITE_IOERR_SHMSIZE && errno == ENOSPC;
  if (is_full && of(f).state->on_full()) code = io(f).xShmMap(below(f), page, size, extend, out);
  return code == SQLITE_IOERR_SHMSIZE ? SQLITE_FULL : code;
}
int do_shm_lock(sqlite3_file* f, int at, int n, int flags) { return io(f).xShmLock(below(f), at, n, flags); }
void do_shm_barrier(sqlite3_file* f) { io(f).xShmBarrier(below(f)); }
int do_shm_unmap(sqlite3_file* f, int remove) { return io(f).xShmUnmap(below(f), remove); }

/// Version 2: shared memory for the log's index, no xFetch, so the file itself is never mapped.
constexpr sqlite3_io_methods methods{2,         do_close,   do_read,     do_write,       do_truncate,  do_sync,
                                     do_size,   do_lock,    do_unlock,   do_reserved,    do_control,   do_sector,
                                     do_device, do_shm_map, do_shm_lock, do_shm_barrier, do_shm_unmap, nullptr,
                                     nullptr};

guard_vfs::state& state_of(sqlite3_vfs* vfs) noexcept { return *static_cast<guard_vfs::state*>(vfs->pAppData); }

int do_open(sqlite3_vfs* vfs, char const* name, sqlite3_file* f, int flags, int* out_flags) {
  auto& state = state_of(vfs);
  of(f).state = &state;
  of(f).name = name;
  auto* const inner = below(f);
  inner->pMethods = nullptr;
  int const code = state.base->xOpen(state.base, name, inner, flags, out_flags);
  f->pMethods = inner->pMethods == nullptr ? nullptr : &methods;
  return code;
}

int do_delete(sqlite3_vfs* vfs, char const* name, int sync_folder) {
  auto* const base = state_of(vfs).base;
  int const code = base->xDelete(base, name, sync_folder);
  if (code == SQLITE_IOERR_DIR_FSYNC) end_process("store_sync_failed", name, std::strerror(errno));
  return code;
}

int do_access(sqlite3_vfs* vfs, char const* name, int flags, int* out) {
  auto* const base = state_of(vfs).base;
  return base->xAccess(base, name, flags, out);
}

int do_full_path(sqlite3_vfs* vfs, char const* name, int size, char* out) {
  auto* const base = state_of(vfs).base;
  return base->xFullPathname(base, name, size, out);
}

}  // namespace

guard_vfs::guard_vfs(std::string const& base, std::function<bool()> on_full) : state_(std::make_unique<state>()) {
  static std::atomic<unsigned> made{0};
  name_ = "carerelay-guard-" + std::to_string(++made);
  state_->on_full = std::move(on_full);
  state_->base = sqlite3_vfs_find(base.empty() ? nullptr : base.c_str());
  if (state_->base == nullptr) throw std::runtime_error("There is no SQLite VFS named '" + base + "'.");
  // Time, sleep and randomness ask nothing of the VFS they are called on: the base's own functions serve.
  state_->own = *state_->base;
  state_->own.szOsFile = static_cast<int>(sizeof(file)) + state_->base->szOsFile;
  state_->own.pNext = nullptr;
  state_->own.zName = name_.c_str();
  state_->own.pAppData = state_.get();
  state_->own.xOpen = do_open;
  state_->own.xDelete = do_delete;
  state_->own.xAccess = do_access;
  state_->own.xFullPathname = do_full_path;
  if (sqlite3_vfs_register(&state_->own, 0) != SQLITE_OK) throw std::runtime_error("SQLite takes no further VFS.");
}

guard_vfs::~guard_vfs() { sqlite3_vfs_unregister(&state_->own); }

}  // namespace carerelay::sqlite
