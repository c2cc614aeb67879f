#include <algorithm>

#include "adapters/ports/store.hpp"
#include "adapters/sqlite/answers/answers.hpp"

namespace carerelay::sqlite {
namespace {

#define INBOX_COLUMNS "r.seq,r.home,r.message,s.closed,s.closed_by,s.sum," CARERELAY_RECEIPT_COLUMNS

// An entry is a home's only if its receipt says the same: nobody may get another's.
#define FROM_INBOX                                                                         \
  "FROM inbox i JOIN receipts r ON r.message=i.message AND r.home=i.home AND r.seq=i.seq " \
  "JOIN message_states s ON s.number=i.message "

/// Every entry there must be, and no other: a row that is lost does not go unseen.
void require_whole(list<ports::inbox_row> const& rows, home_number home, std::uint64_t after, std::uint64_t count) {
  bool whole = rows.size() == count;
  for (std::size_t i = 0; whole && i < rows.size(); ++i) whole = rows[i].seq == after + 1 + i;
  if (!whole) damaged("inbox", "of home " + std::to_string(home) + " after " + std::to_string(after));
}

bool is_in_force(ports::message_view const& view, instant now) {
  return view.closed == protocol::closure::open && view.row->effective <= now &&
         (!view.row->expires || *view.row->expires > now);
}

}  // namespace

answers::stream answers::stream_of(home_number home) {
  stream out;
  auto q = db_.ask("SELECT last, filed, sum FROM streams WHERE home=?", home);
  if (!q.step()) return out;
  out = {q.as<std::uint64_t>(0), q.as<std::uint64_t>(1)};
  if (sum_of_stream(home, out.last, out.filed) != q.integer(2)) damaged("streams", home);
  return out;
}

ports::inbox_bounds answers::bounds(home_number home) { return {1, stream_of(home).last}; }

ports::inbox_row answers::read_inbox(query const& q) {
  ports::inbox_row row;
  row.state = read_receipt(q, 6).what.state;
  row.seq = q.as<std::uint64_t>(0);
  row.message = view(q.as<message_number>(2), q.as<int>(3), q.as<message_number>(4), q.integer(5));
  return row;
}

list<ports::inbox_row> answers::unfiled(home_number home, std::uint64_t after) {
  list<ports::inbox_row> out;
  // Newest first, so that a home that missed little looks at little.
  auto q = db_.ask("SELECT " INBOX_COLUMNS
                   "FROM broadcasts b CROSS JOIN receipts r ON r.message=b.message AND r.home=? "
                   "JOIN message_states s ON s.number=b.message ORDER BY b.message DESC",
                   home);
  while (q.step() && q.as<std::uint64_t>(0) > after) out.push_back(read_inbox(q));
  std::reverse(out.begin(), out.end());
  return out;
}

list<ports::inbox_row> answers::inbox(home_number home, std::uint64_t after, std::size_t limit) {
  list<ports::inbox_row> out;
  auto const held = stream_of(home);
  if (after >= held.last || limit == 0) return out;
  auto const wanted = std::min<std::uint64_t>(limit, held.last - after);
  if (after < held.filed) {
    auto q = db_.ask("SELECT " INBOX_COLUMNS FROM_INBOX "WHERE i.home=? AND i.seq>? ORDER BY i.seq LIMIT ?", home,
                     after, wanted);
    while (q.step()) out.push_back(read_inbox(q));
  }
  if (out.size() < wanted) {
    for (auto& row : unfiled(home, std::max(after, held.filed))) {
      if (out.size() < wanted) out.push_back(std::move(row));
    }
  }
  require_whole(out, home, after, wanted);
  return out;
}

list<ports::inbox_row> answers::in_force(home_number home, instant now, std::size_t limit) {
  list<ports::inbox_row> out;
  auto const newest = unfiled(home, stream_of(home).filed);
  for (auto row = newest.rbegin(); row != newest.rend() && out.size() < limit; ++row) {
    if (is_in_force(row->message, now)) out.push_back(*row);
  }
  // `effective` is not in message_states: most that are open have begun, so the body, shared, tells.
  auto q = db_.ask("SELECT " INBOX_COLUMNS FROM_INBOX
                   "WHERE i.home=? AND s.closed=0 AND (s.expires IS NULL OR s.expires>?) ORDER BY i.seq DESC",
                   home, now);
  while (out.size() < limit && q.step()) {
    auto row = read_inbox(q);
    if (is_in_force(row.message, now)) out.push_back(std::move(row));
  }
  return out;
}

std::optional<ports::inbox_row> answers::inbox_entry(home_number home, std::uint64_t seq) {
  if (seq == 0) return std::nullopt;
  auto found = inbox(home, seq - 1, 1);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace carerelay::sqlite
