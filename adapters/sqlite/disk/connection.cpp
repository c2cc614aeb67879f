#include "adapters/sqlite/disk/connection.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <stdexcept>

#include "adapters/ports/store.hpp"

namespace carerelay::sqlite {

void fail(sqlite3* db, int code, std::string_view doing) {
  std::string const words = db == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(db);
  auto const sentence = [&](std::string_view what) { return fmt::format("{} ({}: {})", what, doing, words); };
  switch (code & 0xFF) {
    case SQLITE_FULL: throw ports::store_full(sentence("The disk that holds the store is full."));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw ports::store_damaged(sentence("The store's file is damaged. Keep it aside and restore the newest backup."));
    case SQLITE_CONSTRAINT: throw std::invalid_argument(sentence("The store refuses a row that breaks its rules."));
    case SQLITE_NOMEM: throw std::bad_alloc();
    default: throw std::runtime_error(sentence("The store could not be used."));
  }
}

query::~query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);  // repeats the step's error, which was thrown already
  sqlite3_clear_bindings(statement_);
}

bool query::step() {
  int const code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) fail(db_, sqlite3_extended_errcode(db_), sqlite3_sql(statement_));
  return false;
}

bool query::is_null(int column) const noexcept { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::int64_t query::integer(int column) const noexcept { return sqlite3_column_int64(statement_, column); }

std::string_view query::text(int column) const noexcept {
  auto const* const data = static_cast<char const*>(sqlite3_column_blob(statement_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void query::bind(int at, std::nullptr_t) { sqlite3_bind_null(statement_, at); }

void query::bind(int at, std::int64_t value) { sqlite3_bind_int64(statement_, at, value); }

void query::bind(int at, std::string_view text) {
  char const* const data = text.data() == nullptr ? "" : text.data();
  int const code = sqlite3_bind_text64(statement_, at, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) fail(db_, code, "text");
}

void query::bind(int at, protocol::bytes_view blob) {
  void const* const data = blob.data() == nullptr ? static_cast<void const*>("") : blob.data();
  int const code = sqlite3_bind_blob64(statement_, at, data, blob.size(), SQLITE_STATIC);
  if (code != SQLITE_OK) fail(db_, code, "bytes");
}

connection::connection(std::string const& path, how const& options) {
  // One thread at a time uses a connection, so SQLite's own mutex would only cost.
  int const flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE |
                    (options.create ? SQLITE_OPEN_CREATE : 0);
  int const code = sqlite3_open_v2(path.c_str(), &db_, flags, options.vfs.empty() ? nullptr : options.vfs.c_str());
  try {
    if (code != SQLITE_OK) fail(db_, code, path);
    sqlite3_busy_timeout(db_, busy_ms);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    if (options.read_only) sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    // Only the writer checkpoints, and only when it says so.
    sqlite3_wal_autocheckpoint(db_, 0);
    script("PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON;");
    if (options.read_only) script("PRAGMA query_only=ON;");
  } catch (...) {
    sqlite3_close_v2(db_);
    throw;
  }
}

connection::~connection() {
  for (auto const& [sql, statement] : prepared_) sqlite3_finalize(statement);
  sqlite3_close(db_);
}

sqlite3_stmt* connection::prepared(char const* sql) {
  // After some errors SQLite rolls back by itself; what follows would each be a transaction of its own.
  if (expects_transaction_ && !in_transaction()) {
    throw ports::store_full("The transaction was rolled back when the disk was full.");
  }
  auto& slot = prepared_[sql];
  if (slot == nullptr) {
    int const code = sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &slot, nullptr);
    if (code != SQLITE_OK) fail(db_, code, sql);
  }
  if (sqlite3_stmt_busy(slot) != 0) throw std::logic_error(std::string("asked again before it was answered: ") + sql);
  return slot;
}

void connection::script(std::string const& sql) {
  int const code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(db_, sqlite3_extended_errcode(db_), sql.substr(0, 60));
}

std::string connection::text(std::string const& sql) {
  sqlite3_stmt* statement = nullptr;
  int const code = sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr);
  if (code != SQLITE_OK) fail(db_, code, sql);
  std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> const owner(statement, sqlite3_finalize);
  int const row = sqlite3_step(statement);
  if (row == SQLITE_DONE) return {};
  if (row != SQLITE_ROW) fail(db_, row, sql);
  auto const* const found = reinterpret_cast<char const*>(sqlite3_column_text(statement, 0));
  return found == nullptr ? std::string() : std::string(found);
}

std::int64_t connection::number(std::string const& sql) {
  auto const found = text(sql);
  return found.empty() ? 0 : std::stoll(found);
}

void connection::begin() {
  run("BEGIN IMMEDIATE");
  expects_transaction_ = true;
}

void connection::commit() {
  run("COMMIT");
  expects_transaction_ = false;
}

void connection::roll_back() noexcept {
  expects_transaction_ = false;
  if (in_transaction()) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
}

bool connection::in_transaction() const noexcept { return sqlite3_get_autocommit(db_) == 0; }

int connection::changed() const noexcept { return sqlite3_changes(db_); }

}  // namespace carerelay::sqlite
