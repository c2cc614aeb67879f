#include "tests/fault/failing_vfs.hpp"

#include <sqlite3.h>

#include <atomic>
#include <cerrno>

namespace carerelay::fault {

struct failing_vfs::state {
  sqlite3_vfs own{};
  sqlite3_vfs* base = nullptr;
  failing_vfs* outside = nullptr;
};

namespace {

struct file {
  sqlite3_file head;
  failing_vfs* vfs;
  char const* name;
};

file& of(sqlite3_file* f) noexcept { return *reinterpret_cast<file*>(f); }
sqlite3_file* below(sqlite3_file* f) noexcept { return reinterpret_cast<sqlite3_file*>(&of(f) + 1); }
sqlite3_io_methods const& io(sqlite3_file* f) noexcept { return *below(f)->pMethods; }

int verdict(sqlite3_file* f, call what, std::uint64_t end = 0) {
  auto const& ask = of(f).vfs->verdict;
  int const code = ask ? ask(what, of(f).name == nullptr ? "" : of(f).name, end) : SQLITE_OK;
  if (code != SQLITE_OK) errno = code == SQLITE_FULL ? ENOSPC : EIO;
  return code;
}

int do_close(sqlite3_file* f) { return io(f).xClose(below(f)); }
int do_read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) { return io(f).xRead(below(f), to, n, at); }
int do_write(sqlite3_file* f, void const* from, int n, sqlite3_int64 at) {
  int const code = verdict(f, call::write, static_cast<std::uint64_t>(at) + static_cast<std::uint64_t>(n));
  return code != SQLITE_OK ? code : io(f).xWrite(below(f), from, n, at);
}
int do_truncate(sqlite3_file* f, sqlite3_int64 size) {
  int const code = verdict(f, call::truncate);
  return code != SQLITE_OK ? code : io(f).xTruncate(below(f), size);
}
int do_sync(sqlite3_file* f, int flags) {
  int const code = verdict(f, call::sync);
  return code != SQLITE_OK ? code : io(f).xSync(below(f), flags);
}
int do_size(sqlite3_file* f, sqlite3_int64* size) { return io(f).xFileSize(below(f), size); }
int do_lock(sqlite3_file* f, int level) { return io(f).xLock(below(f), level); }
int do_unlock(sqlite3_file* f, int level) { return io(f).xUnlock(below(f), level); }
int do_reserved(sqlite3_file* f, int* out) { return io(f).xCheckReservedLock(below(f), out); }
int do_control(sqlite3_file* f, int op, void* arg) { return io(f).xFileControl(below(f), op, arg); }
int do_sector(sqlite3_file* f) { return io(f).xSectorSize(below(f)); }
int do_device(sqlite3_file* f) { return io(f).xDeviceCharacteristics(below(f)); }
int do_shm_map(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
  return io(f).xShmMap(below(f), page, size, extend, out);
}
int do_shm_lock(sqlite3_file* f, int at, int n, int flags) { return io(f).xShmLock(below(f), at, n, flags); }
void do_shm_barrier(sqlite3_file* f) { io(f).xShmBarrier(below(f)); }
int do_shm_unmap(sqlite3_file* f, int remove) { return io(f).xShmUnmap(below(f), remove); }

int do_open(sqlite3_vfs* vfs, char const* name, sqlite3_file* f, int flags, int* out_flags) {
  static constexpr sqlite3_io_methods methods{
      2,           do_close,       do_read,      do_write,   do_truncate, do_sync,   do_size,
      do_lock,     do_unlock,      do_reserved,  do_control, do_sector,   do_device, do_shm_map,
      do_shm_lock, do_shm_barrier, do_shm_unmap, nullptr,    nullptr};
  auto& state = *static_cast<failing_vfs::state*>(vfs->pAppData);
  of(f).vfs = state.outside;
  of(f).name = name;
  below(f)->pMethods = nullptr;
  int const code = state.base->xOpen(state.base, name, below(f), flags, out_flags);
  f->pMethods = below(f)->pMethods == nullptr ? nullptr : &methods;
  return code;
}

}  // namespace

failing_vfs::failing_vfs() : state_(std::make_unique<state>()) {
  static std::atomic<unsigned> made{0};
  name_ = "carerelay-failing-" + std::to_string(++made);
  state_->base = sqlite3_vfs_find(nullptr);
  state_->outside = this;
  state_->own = *state_->base;
  state_->own.szOsFile = static_cast<int>(sizeof(file)) + state_->base->szOsFile;
  state_->own.pNext = nullptr;
  state_->own.zName = name_.c_str();
  state_->own.pAppData = state_.get();
  state_->own.xOpen = do_open;
  sqlite3_vfs_register(&state_->own, 0);
}

failing_vfs::~failing_vfs() { sqlite3_vfs_unregister(&state_->own); }

}  // namespace carerelay::fault
