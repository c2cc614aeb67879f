#include "tests/fault/power_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstring>

namespace carerelay::fault {

struct power_disk::vfs_state {
  sqlite3_vfs own{};
  power_disk* disk = nullptr;
};

/// What SQLite holds for an open file.
struct disk_file {
  sqlite3_file head;
  power_disk* disk;
  std::shared_ptr<power_disk::file>* file;
};

namespace {
constexpr std::size_t sector = 512;
disk_file& of(sqlite3_file* f) noexcept { return *reinterpret_cast<disk_file*>(f); }
power_disk& disk_of(sqlite3_vfs* vfs) noexcept { return *static_cast<power_disk::vfs_state*>(vfs->pAppData)->disk; }
}  // namespace

/// SQLite's calls. Static members, to see into the disk.
struct disk_calls {
  static int close(sqlite3_file* f) {
    delete of(f).file;
    return SQLITE_OK;
  }
  static int read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
    auto const& bytes = (*of(f).file)->now;
    auto const from = std::min<std::size_t>(static_cast<std::size_t>(at), bytes.size());
    auto const got = std::min<std::size_t>(static_cast<std::size_t>(n), bytes.size() - from);
    std::memcpy(to, bytes.data() + from, got);
    std::memset(static_cast<char*>(to) + got, 0, static_cast<std::size_t>(n) - got);
    return got == static_cast<std::size_t>(n) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
  }
  static int change(sqlite3_file* f, power_disk::change const& what) {
    bool const counts = of(f).disk->tick();
    auto& file = **of(f).file;
    power_disk::apply(file.now, what);
    if (counts) file.unsynced.push_back(what);
    return SQLITE_OK;
  }
  static int write(sqlite3_file* f, void const* from, int n, sqlite3_int64 at) {
    return change(f, {static_cast<std::uint64_t>(at),
                      std::string(static_cast<char const*>(from), static_cast<std::size_t>(n)), false});
  }
  static int truncate(sqlite3_file* f, sqlite3_int64 size) {
    return change(f, {static_cast<std::uint64_t>(size), {}, true});
  }
  static int sync(sqlite3_file* f, int) {
    auto& disk = *of(f).disk;
    if (!disk.tick() || disk.ignores_syncs_) return SQLITE_OK;
    auto& file = **of(f).file;
    for (auto const& each : file.unsynced) power_disk::apply(file.durable, each);
    file.unsynced.clear();
    file.exists_durably = true;  // SQLite's unix VFS syncs the folder with a new file's first sync
    return SQLITE_OK;
  }
  static int size(sqlite3_file* f, sqlite3_int64* out) {
    *out = static_cast<sqlite3_int64>((*of(f).file)->now.size());
    return SQLITE_OK;
  }
  // One connection at a time: locks are always free.
  static int lock(sqlite3_file*, int) { return SQLITE_OK; }
  static int reserved(sqlite3_file*, int* out) {
    *out = 0;
    return SQLITE_OK;
  }
  static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int sector_size(sqlite3_file*) { return static_cast<int>(sector); }
  static int device(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }
  static int shm_map(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
    auto& shared = (*of(f).file)->shared;
    *out = nullptr;
    if (static_cast<std::size_t>(page) >= shared.size() && extend == 0) return SQLITE_OK;
    while (static_cast<std::size_t>(page) >= shared.size()) {
      shared.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
    }
    *out = shared[static_cast<std::size_t>(page)].get();
    return SQLITE_OK;
  }
  static int shm_lock(sqlite3_file*, int, int, int) { return SQLITE_OK; }
  static void shm_barrier(sqlite3_file*) {}
  static int shm_unmap(sqlite3_file* f, int remove) {
    if (remove != 0) (*of(f).file)->shared.clear();
    return SQLITE_OK;
  }

  static int open(sqlite3_vfs* vfs, char const* name, sqlite3_file* f, int flags, int* out_flags) {
    static constexpr sqlite3_io_methods methods{2,        close,       read,      write,   truncate,    sync,   size,
                                                lock,     lock,        reserved,  control, sector_size, device, shm_map,
                                                shm_lock, shm_barrier, shm_unmap, nullptr, nullptr};
    auto& disk = disk_of(vfs);
    auto& slot = disk.files_[name == nullptr ? "" : name];
    bool const is_there = slot != nullptr && !slot->deleted;
    f->pMethods = nullptr;
    if (!is_there && (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    if (!is_there) slot = std::make_shared<power_disk::file>();
    of(f).disk = &disk;
    of(f).file = new std::shared_ptr<power_disk::file>(slot);
    f->pMethods = &methods;
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
  }
  static int remove(sqlite3_vfs* vfs, char const* name, int) {
    auto& disk = disk_of(vfs);
    auto const found = disk.files_.find(name);
    if (found == disk.files_.end() || found->second->deleted) return SQLITE_IOERR_DELETE_NOENT;
    disk.tick();
    disk.files_.erase(found);
    return SQLITE_OK;
  }
  static int access(sqlite3_vfs* vfs, char const* name, int, int* out) {
    auto const& files = disk_of(vfs).files_;
    auto const found = files.find(name);
    *out = found != files.end() && !found->second->deleted && !found->second->now.empty() ? 1 : 0;
    return SQLITE_OK;
  }
  static int full_path(sqlite3_vfs*, char const* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
  }
};

power_disk::power_disk(std::uint64_t seed) : state_(std::make_unique<vfs_state>()), rng_(seed) {
  static std::atomic<unsigned> made{0};
  name_ = "carerelay-power-" + std::to_string(++made);
  state_->disk = this;
  state_->own = *sqlite3_vfs_find(nullptr);
  state_->own.szOsFile = sizeof(disk_file);
  state_->own.pNext = nullptr;
  state_->own.zName = name_.c_str();
  state_->own.pAppData = state_.get();
  state_->own.xOpen = disk_calls::open;
  state_->own.xDelete = disk_calls::remove;
  state_->own.xAccess = disk_calls::access;
  state_->own.xFullPathname = disk_calls::full_path;
  sqlite3_vfs_register(&state_->own, 0);
}

power_disk::~power_disk() { sqlite3_vfs_unregister(&state_->own); }

bool power_disk::tick() {
  if (dead_) return false;
  if (++operations_ >= cut_at_) {
    lose_power();
    return false;
  }
  return true;
}

void power_disk::apply(std::string& to, change const& what) {
  if (what.is_truncation) {
    to.resize(what.at, '\0');
    return;
  }
  if (to.size() < what.at + what.bytes.size()) to.resize(what.at + what.bytes.size(), '\0');
  std::memcpy(to.data() + what.at, what.bytes.data(), what.bytes.size());
}

std::string power_disk::survived(file const& f) {
  auto out = f.durable;
  auto const chance = [&](unsigned one_in) { return rng_() % one_in == 0; };
  bool const keeps_most = chance(2);  // a quiet disk loses little, a busy one nearly all
  for (auto const& each : f.unsynced) {
    if (each.is_truncation) {
      if (chance(2)) apply(out, each);
      continue;
    }
    for (std::size_t from = 0; from < each.bytes.size();) {
      auto const end = std::min(each.bytes.size(), from + sector - (each.at + from) % sector);
      auto piece = each.bytes.substr(from, end - from);
      bool const kept = keeps_most ? !chance(8) : chance(8);
      if (chance(32)) piece.resize(rng_() % piece.size());  // torn
      if (kept && !piece.empty()) apply(out, {each.at + from, piece, false});
      from = end;
    }
  }
  return out;
}

void power_disk::lose_power() {
  dead_ = true;
  after_.clear();
  for (auto const& [name, held] : files_) {
    // A file whose folder entry was never synced may be there or not.
    if (!held->exists_durably && rng_() % 2 == 0) continue;
    auto kept = std::make_shared<file>();
    kept->now = kept->durable = survived(*held);
    kept->exists_durably = true;
    after_.emplace(name, std::move(kept));
  }
}

void power_disk::restart() {
  if (!dead_) lose_power();
  files_ = std::move(after_);
  after_.clear();
  dead_ = false;
  operations_ = 0;
  cut_at_ = ~std::uint64_t(0);
}

}  // namespace carerelay::fault
