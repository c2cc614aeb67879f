#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "protocol/bytes.hpp"
#include "protocol/ids.hpp"
#include "protocol/instant.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace carerelay::sqlite {

/// One run of a prepared statement: bound when made, stepped by its owner, given back when it goes. Text and blobs of a
/// column live until the next step.
class query {
 public:
  query(sqlite3* db, sqlite3_stmt* statement) noexcept : db_(db), statement_(statement) {}
  query(query&& other) noexcept : db_(other.db_), statement_(std::exchange(other.statement_, nullptr)) {}
  query& operator=(query&&) = delete;
  ~query();

  /// The next row, or false at the end. Throws store_full, store_damaged, std::invalid_argument for a broken rule of
  /// the schema, std::runtime_error.
  bool step();

  [[nodiscard]] bool is_null(int column) const noexcept;
  [[nodiscard]] std::int64_t integer(int column) const noexcept;
  template <class T>
  [[nodiscard]] T as(int column) const noexcept {
    return static_cast<T>(integer(column));
  }
  [[nodiscard]] std::string_view text(int column) const noexcept;  ///< text or blob, "" for null
  [[nodiscard]] protocol::instant time(int column) const noexcept {
    return protocol::instant(std::chrono::milliseconds(integer(column)));
  }
  [[nodiscard]] std::optional<protocol::instant> maybe_time(int column) const noexcept {
    return is_null(column) ? std::nullopt : std::optional(time(column));
  }
  /// False when the blob has not exactly this length.
  template <std::size_t Size>
  [[nodiscard]] bool bytes(int column, std::array<std::uint8_t, Size>& out) const noexcept {
    auto const held = text(column);
    if (held.size() != Size) return false;
    std::memcpy(out.data(), held.data(), Size);
    return true;
  }

  void bind(int at, std::nullptr_t);
  void bind(int at, std::int64_t value);
  void bind(int at, std::string_view text);
  void bind(int at, protocol::bytes_view blob);
  template <class T>
  requires std::is_integral_v<T> || std::is_enum_v<T>
  void bind(int at, T value) { bind(at, static_cast<std::int64_t>(value)); }
  void bind(int at, protocol::instant value) { bind(at, value.time_since_epoch().count()); }
  template <class Tag>
  void bind(int at, protocol::text_id<Tag> const& id) {
    bind(at, std::string_view(id.text()));
  }
  template <class T>
  void bind(int at, std::optional<T> const& value) {
    if (value) {
      bind(at, *value);
    } else {
      bind(at, nullptr);
    }
  }

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_;
};

/// One connection to one file. Used by one thread at a time.
class connection {
 public:
  /// How long a statement waits for another connection: opening, and a log that begins anew.
  static constexpr int busy_ms = 5'000;

  struct how {
    std::string vfs;         ///< "" for SQLite's own
    bool read_only = false;  ///< no statement of this connection may write
    bool create = false;
  };
  /// Throws std::runtime_error, store_damaged.
  connection(std::string const& path, how const& options);
  connection(connection const&) = delete;
  connection& operator=(connection const&) = delete;
  ~connection();

  /// Starts a statement kept prepared under its text, which must be a literal. What is bound by reference (text, blobs)
  /// must outlive the query.
  template <class... Args>
  [[nodiscard]] query ask(char const* sql, Args const&... args) {
    return query_with(prepared(sql), args...);
  }
  /// Runs it to its end; gives the number of rows changed.
  template <class... Args>
  int run(char const* sql, Args const&... args) {
    auto q = ask(sql, args...);
    while (q.step()) {
    }
    return changed();
  }
  /// Runs one or more statements that are used once.
  void script(std::string const& sql);
  /// The first column of the first row.
  [[nodiscard]] std::int64_t number(std::string const& sql);
  [[nodiscard]] std::string text(std::string const& sql);

  void begin();
  void commit();
  void roll_back() noexcept;
  /// False when SQLite itself has rolled back (after store_full, for one).
  [[nodiscard]] bool in_transaction() const noexcept;

  [[nodiscard]] int changed() const noexcept;
  [[nodiscard]] sqlite3* handle() const noexcept { return db_; }

 private:
  template <class... Args>
  query query_with(sqlite3_stmt* statement, Args const&... args) {
    query q(db_, statement);
    int at = 0;
    (q.bind(++at, args), ...);
    return q;
  }
  sqlite3_stmt* prepared(char const* sql);

  sqlite3* db_ = nullptr;
  bool expects_transaction_ = false;
  std::unordered_map<char const*, sqlite3_stmt*> prepared_;  ///< by address: literals do not move
};

/// Throws what stands for this result code.
[[noreturn]] void fail(sqlite3* db, int code, std::string_view doing);

}  // namespace carerelay::sqlite
