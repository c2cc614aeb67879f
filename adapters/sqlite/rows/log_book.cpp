#include "adapters/sqlite/rows/log_book.hpp"

#include <algorithm>
#include <stdexcept>

#include "adapters/sqlite/rows/row_sum.hpp"
#include "adapters/sqlite/rows/rows.hpp"

namespace carerelay::sqlite {

namespace evidence = protocol::evidence;

std::uint64_t log_book::append(kind what, std::string_view text, std::int64_t receipt) {
  load();
  leaf& next = pending_.emplace_back();
  next.log = current_;
  next.what = what;
  next.receipt = receipt;
  next.salt = fresh_salt();
  next.committed = evidence::commitment(next.salt, text);
  return next_index_++;
}

log_number log_book::current() {
  load();
  return current_;
}

evidence::salt log_book::fresh_salt() {
  if (salts_left_ == 0) {
    random_.fill(drawn_);
    salts_left_ = drawn_.size() / sizeof(evidence::salt);
  }
  evidence::salt out{};
  auto const at = drawn_.begin() + static_cast<std::ptrdiff_t>(--salts_left_ * out.size());
  std::copy_n(at, out.size(), out.begin());
  // What is in the file only must not stay in memory.
  std::fill_n(at, out.size(), std::uint8_t{0});
  return out;
}

void log_book::go_back(mark const& to) noexcept {
  pending_.resize(std::min(pending_.size(), to.pending));
  current_ = to.log;
  next_index_ = to.next;
}

void log_book::forget() noexcept {
  pending_.clear();
  current_ = edge_.log;
  next_index_ = edge_.size;
}

void log_book::committed() {
  if (pending_.empty()) return;
  std::swap(edge_, next_);
  pending_.clear();
}

void log_book::flush() {
  if (pending_.empty()) return;
  next_ = edge_;
  for (std::size_t begin = 0; begin < pending_.size();) {
    if (pending_[begin].log != next_.log) next_ = {pending_[begin].log, 0, {}};
    auto const room = leaves_a_tile - next_.size % leaves_a_tile;
    auto end = begin;
    while (end < pending_.size() && end - begin < room && pending_[end].log == next_.log) ++end;
    write_row(begin, end, next_);
    begin = end;
  }
}

void log_book::write_row(std::size_t begin, std::size_t end, edge& to) {
  leaves_.clear();
  kinds_.clear();
  bool any_event = false;
  std::int64_t receipts_from = 0, receipts = 0;
  for (auto at = begin; at < end; ++at) {
    auto const& each = pending_[at];
    leaves_.append(protocol::as_text(each.salt));
    leaves_.append(protocol::as_text(each.committed));
    kinds_ += static_cast<char>(each.what);
    any_event = any_event || each.what == kind::event;
    if (each.what == kind::event) continue;
    if (receipts_from == 0) receipts_from = each.receipt;
    if (each.receipt != receipts_from + receipts++) throw std::logic_error("log_book: receipt events leap");
  }
  if (!any_event) kinds_.clear();
  std::optional<std::int64_t> const from = receipts_from == 0 ? std::nullopt : std::optional(receipts_from);
  std::optional<protocol::bytes_view> const kinds =
      any_event ? std::optional(protocol::as_bytes(kinds_)) : std::nullopt;
  auto const key = leaf_key(to.log, to.size);
  db_.run("INSERT INTO log_leaves(key,receipts_from,kinds,leaves,sum) VALUES(?,?,?,?,?)", key, from, kinds,
          protocol::as_bytes(leaves_), sum_of_leaves(key, receipts_from, kinds_, leaves_));
  for (auto at = begin; at < end; ++at) {
    ++to.size;
    add(evidence::leaf_of(pending_[at].committed), 0, to);
  }
}

void log_book::add(evidence::hash const& what, std::size_t level, edge& to) {
  if (to.levels.size() <= level) to.levels.resize(level + 1);
  to.levels[level].push_back(what);
  if (level > 0) {
    auto const height = static_cast<unsigned>(8 * level);
    auto const at = (to.size >> height) - 1;
    db_.run("INSERT INTO log_nodes(log,height,at,hash) VALUES(?,?,?,?)", to.log, height, at,
            protocol::bytes_view(what));
  }
  if (to.levels[level].size() < leaves_a_tile) return;
  auto const folded = evidence::fold(to.levels[level]);
  to.levels[level].clear();
  add(folded, level + 1, to);
}

void log_book::load() {
  if (is_loaded_) return;
  is_loaded_ = true;
  {
    auto q = db_.ask("SELECT coalesce(max(number),0) FROM logs");
    q.step();
    edge_.log = q.as<log_number>(0);
  }
  current_ = edge_.log;
  if (current_ == 0) return;
  {
    auto q = db_.ask("SELECT key, length(leaves) FROM log_leaves WHERE key<? ORDER BY key DESC LIMIT 1",
                     leaf_key(current_ + 1, 0));
    if (q.step() && q.integer(0) >= leaf_key(current_, 0)) {
      edge_.size =
          static_cast<std::uint64_t>(q.integer(0) - leaf_key(current_, 0)) + q.as<std::uint64_t>(1) / leaf_bytes;
    }
  }
  edge_.levels.resize(1);
  auto const tile = edge_.size - edge_.size % leaves_a_tile;
  {
    auto q = db_.ask("SELECT leaves FROM log_leaves WHERE key>=? AND key<? ORDER BY key", leaf_key(current_, tile),
                     leaf_key(current_, edge_.size));
    while (q.step()) {
      auto const leaves = q.text(0);
      for (std::size_t at = 0; at + leaf_bytes <= leaves.size(); at += leaf_bytes) {
        evidence::hash committed{};
        std::copy_n(leaves.begin() + static_cast<std::ptrdiff_t>(at) + 16, committed.size(), committed.begin());
        edge_.levels[0].push_back(evidence::leaf_of(committed));
      }
    }
  }
  for (unsigned level = 1; (edge_.size >> (8 * level)) > 0; ++level) {
    auto& hashes = edge_.levels.emplace_back();
    auto const complete = edge_.size >> (8 * level);
    auto q = db_.ask("SELECT hash FROM log_nodes WHERE log=? AND height=? AND at>=? ORDER BY at", current_, 8 * level,
                     complete - complete % leaves_a_tile);
    while (q.step()) {
      if (!q.bytes(0, hashes.emplace_back())) damaged("log_nodes", static_cast<std::int64_t>(complete));
    }
    if (hashes.size() != complete % leaves_a_tile) damaged("log_nodes", static_cast<std::int64_t>(complete));
  }
  next_index_ = edge_.size;
  if (edge_.levels[0].size() != edge_.size % leaves_a_tile) damaged("log_leaves", leaf_key(current_, tile));
}

}  // namespace carerelay::sqlite
