#include "adapters/sqlite/store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "adapters/sqlite/backup.hpp"
#include "adapters/sqlite/disk/ballast.hpp"
#include "adapters/sqlite/disk/guard_vfs.hpp"
#include "adapters/sqlite/disk/owner_lock.hpp"
#include "adapters/sqlite/schema/schema.hpp"
#include "adapters/sqlite/writer/writer.hpp"

namespace carerelay::sqlite {
namespace {

/// The log is moved into the file once it has this many pages of 4 KiB: seldom enough that a page written again and
/// again is moved once, often enough that opening after a crash reads little.
constexpr int checkpoint_pages = 4'000;
/// A log this long is only so long because somebody always reads at its end: then the writer waits for them, a little.
constexpr int patient_pages = 8 * checkpoint_pages;
constexpr int patience_ms = 100;

/// 64 bits of the epoch's text (FNV-1a).
std::uint64_t key_of(std::string_view epoch) noexcept {
  std::uint64_t key = 0xCBF29CE484222325ULL;
  for (char const c : epoch) key = (key ^ static_cast<std::uint8_t>(c)) * 0x100000001B3ULL;
  return key;
}

void make_private(std::string const& path) {
  int const fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) throw std::runtime_error(fmt::format("The store {} cannot be opened: {}.", path, std::strerror(errno)));
  ::close(fd);
}

class reader final : public ports::questions<ports::store_reader, answers> {
 public:
  reader(std::unique_ptr<connection> db, body_cache& bodies, std::string const& epoch)
      : questions(answers(*db, bodies, epoch, false)), db_(std::move(db)) {}

  void snapshot(std::function<void()> const& work) override {
    auto const held = from_.hold();
    work();
  }

 private:
  std::unique_ptr<connection> db_;
};

void check_whole(connection& db, std::uint64_t below) {
  auto const size = db.number("PRAGMA page_count") * db.number("PRAGMA page_size");
  if (static_cast<std::uint64_t>(size) > below) return;
  auto const found = db.text("PRAGMA quick_check(1)");
  if (found != "ok") {
    throw ports::store_damaged(
        fmt::format("The store's file is damaged ({}). Keep it aside and restore the newest backup.", found));
  }
  auto const orphan = db.text("PRAGMA foreign_key_check");
  if (!orphan.empty()) {
    throw ports::store_damaged(
        fmt::format("The store is damaged: table {} names a row that is not there. Keep the file "
                    "aside and restore the newest backup.",
                    orphan));
  }
}

}  // namespace

struct store::parts {
  settings how;
  owner_lock owner;
  ballast reserve;
  guard_vfs vfs;
  body_cache bodies;
  connection db;
  std::string epoch;
  std::unique_ptr<sqlite::writer> changes;
  int log_pages = 0;    ///< in the log after the last commit
  int moved_pages = 0;  ///< of those, known to be in the file
  bool owes_scrub = false, is_rewritten = false;

  parts(settings const& given, ports::random& random)
      : how(given),
        owner(how.path),
        reserve(how.path + ".reserve", how.reserve_bytes),
        vfs(how.base_vfs, [this] { return reserve.release(); }),
        bodies(how.body_cache_bytes),
        db(how.path, {.vfs = vfs.name(), .read_only = false, .create = true}) {
    // NORMAL would lose what was committed last when the power fails: tests/fault shows it.
    db.script(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; "
        "PRAGMA journal_size_limit=67108864;");
    bring_up_to_date(db, migrations());
    check_whole(db, how.check_below_bytes);
    epoch = settle_epoch(db, random);
    owes_scrub = db.number("SELECT count(*) FROM meta WHERE name='scrub'") != 0;
    changes =
        std::make_unique<sqlite::writer>(answers(db, bodies, epoch, true), key_of(epoch), how.broadcast_from, random);
    sqlite3_wal_hook(
        db.handle(),
        [](void* self, sqlite3*, char const*, int pages) {
          auto& own = *static_cast<parts*>(self);
          if (pages < own.log_pages) own.moved_pages = 0;  // the log began anew
          own.log_pages = pages;
          return SQLITE_OK;
        },
        this);
  }
};

store::store(settings const& how, ports::random& random) {
  // Nobody reads SQLite's own count of its memory, and it takes a lock at every allocation. Refused once SQLite runs.
  [[maybe_unused]] static int const once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  // Made before SQLite would make it for everyone to read.
  make_private(how.path);
  parts_ = std::make_unique<parts>(how, random);
}

store::~store() = default;

void store::write(std::function<void(ports::store_writer&)> const& work) {
  // Due work of the last transaction is done now, so that nobody waited for it when that one committed.
  if (parts_->log_pages - parts_->moved_pages >= checkpoint_pages) checkpoint();
  auto& changes = *parts_->changes;
  parts_->db.begin();
  changes.forget();
  try {
    work(changes);
    changes.finish();
    parts_->db.commit();
  } catch (...) {
    parts_->db.roll_back();
    changes.undone(std::nullopt);
    throw;
  }
  changes.committed();
  if (changes.has_erased()) {
    parts_->owes_scrub = true;
    parts_->is_rewritten = false;
  }
}

void store::part(ports::store_writer&, std::function<void(ports::store_writer&)> const& work) {
  auto& db = parts_->db;
  auto const before = parts_->changes->here();
  db.run("SAVEPOINT part");
  try {
    work(*parts_->changes);
    db.run("RELEASE part");
  } catch (...) {
    // With the whole transaction gone (a full disk) there is nothing left to undo, and nothing more can be done in it.
    if (db.in_transaction()) {
      db.run("ROLLBACK TO part");
      db.run("RELEASE part");
    }
    parts_->changes->undone(before);
    throw;
  }
}

std::unique_ptr<ports::store_reader> store::reader() {
  auto db = std::make_unique<connection>(
      parts_->how.path, connection::how{.vfs = parts_->vfs.name(), .read_only = true, .create = false});
  db->script("PRAGMA cache_size=-8192");
  return std::make_unique<sqlite::reader>(std::move(db), parts_->bodies, parts_->epoch);
}

void store::checkpoint() {
  auto* const db = parts_->db.handle();
  bool const is_patient = parts_->log_pages >= patient_pages;
  int in_log = 0, moved = 0;
  if (is_patient) sqlite3_busy_timeout(db, patience_ms);
  int const mode = is_patient ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE;
  int const code = sqlite3_wal_checkpoint_v2(db, nullptr, mode, &in_log, &moved);
  sqlite3_busy_timeout(db, connection::busy_ms);
  // A full disk or a reader in the way: the log keeps everything, and a later write tries again.
  bool const may_wait = code == SQLITE_BUSY || code == SQLITE_LOCKED || (code & 0xFF) == SQLITE_FULL;
  if (code != SQLITE_OK && !may_wait) fail(db, code, "checkpoint");
  // Counted as moved even where a reader stood in the way, so that not every write tries.
  parts_->moved_pages = parts_->log_pages;
}

bool store::scrub() {
  if (!parts_->owes_scrub) return true;
  auto& db = parts_->db;
  if (!parts_->is_rewritten) {
    // SQLite leaves what a row said in pages it has freed and in gaps of pages it has not: only writing every page anew
    // takes it away.
    db.script("VACUUM");
    parts_->is_rewritten = true;
  }
  // The pages as they were are still in the file, and in the log those from before.
  sqlite3_busy_timeout(db.handle(), patience_ms);
  int const code = sqlite3_wal_checkpoint_v2(db.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_timeout(db.handle(), connection::busy_ms);
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return false;
  if (code != SQLITE_OK) fail(db.handle(), code, "checkpoint");
  db.begin();
  db.run("DELETE FROM meta WHERE name='scrub'");
  db.commit();
  parts_->owes_scrub = false;
  return true;
}

void store::backup(std::string const& path) {
  connection from(parts_->how.path, {.vfs = parts_->vfs.name(), .read_only = true, .create = false});
  copy_to(from, path);
}

bool store::is_full() const noexcept { return parts_->reserve.is_full(); }

void store::recover_space() { parts_->reserve.recover(); }

}  // namespace carerelay::sqlite
