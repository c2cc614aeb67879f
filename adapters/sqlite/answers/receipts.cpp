#include <algorithm>
#include <map>

#include "adapters/ports/store.hpp"
#include "adapters/ports/store_rules.hpp"
#include "adapters/sqlite/answers/answers.hpp"

namespace carerelay::sqlite {
namespace {

#define FROM_RECEIPTS "FROM receipts r JOIN homes h ON h.number=r.home "

ports::receipt_row with_home(query const& q) {
  auto held = read_receipt(q);
  ports::receipt_row row{held.home, std::move(held.what)};
  auto const id = protocol::home_id::parse(q.text(receipt_columns));
  auto const area = protocol::area_code::parse(q.text(receipt_columns + 1));
  if (!id || !area) damaged("homes", held.home);
  row.what.home = *id;
  row.what.area = *area;
  row.what.home_name = q.text(receipt_columns + 2);
  row.what.telephone = q.text(receipt_columns + 3);
  return row;
}

}  // namespace

std::optional<stored_receipt> answers::stored(message_number message, home_number home) {
  auto q = db_.ask("SELECT " CARERELAY_RECEIPT_COLUMNS "FROM receipts r WHERE message=? AND home=?", message, home);
  return q.step() ? std::optional(read_receipt(q)) : std::nullopt;
}

std::optional<ports::receipt_row> answers::receipt(message_number message, home_number home) {
  auto q = db_.ask("SELECT " CARERELAY_RECEIPT_COLUMNS ",h.id,h.area,h.name,h.telephone " FROM_RECEIPTS
                   "WHERE r.message=? AND r.home=?",
                   message, home);
  return q.step() ? std::optional(with_home(q)) : std::nullopt;
}

list<ports::receipt_row> answers::receipts(message_number message, home_number after, std::size_t limit) {
  list<ports::receipt_row> out;
  auto q = db_.ask("SELECT " CARERELAY_RECEIPT_COLUMNS ",h.id,h.area,h.name,h.telephone " FROM_RECEIPTS
                   "WHERE r.message=? AND r.home>? ORDER BY r.home LIMIT ?",
                   message, after, static_cast<std::int64_t>(std::min<std::size_t>(limit, 1U << 30)));
  while (q.step()) out.push_back(with_home(q));
  return out;
}

list<home_number> answers::audience(message_number message) {
  list<home_number> out;
  auto q = db_.ask("SELECT home FROM receipts WHERE message=? ORDER BY home", message);
  while (q.step()) out.push_back(q.as<home_number>(0));
  return out;
}

protocol::coverage answers::coverage(message_number message) {
  protocol::coverage out;
  {
    auto q = db_.ask("SELECT status, wellbeing FROM messages WHERE number=?", message);
    if (!q.step()) return out;
    out.counted = q.as<protocol::message_status>(0) == protocol::message_status::actual;
    out.counts_only = q.integer(1) != 0;
  }
  // Summed here: SQLite would sort ten thousand rows to group them.
  std::map<std::string, std::array<std::uint64_t, 256>, std::less<>> counts;
  auto last = counts.end();
  {
    auto q = db_.ask("SELECT h.area, r.state " FROM_RECEIPTS "WHERE r.message=?", message);
    while (q.step()) {
      auto const area = q.text(0);
      if (last == counts.end() || last->first != area) {
        last = counts.find(area);
        if (last == counts.end()) last = counts.emplace(std::string(area), std::array<std::uint64_t, 256>{}).first;
      }
      ++last->second[static_cast<std::uint8_t>(q.integer(1))];
    }
  }
  for (auto const& [code, by_state] : counts) {
    auto const area = protocol::area_code::parse(code);
    if (!area) damaged("homes", "of area " + code);
    protocol::tally tally;
    for (int packed = 0; packed < 256; ++packed) {
      if (by_state[packed] == 0) continue;
      protocol::receipt_state state;
      bool late = false;
      if (!unpacked(packed, state, late)) damaged("receipts", "of message " + std::to_string(message));
      ports::add(tally, state, by_state[packed]);
      ports::add(out.all, state, by_state[packed]);
    }
    auto q = db_.ask("SELECT name FROM areas WHERE code=?", *area);
    out.areas.push_back({*area, q.step() ? std::string(q.text(0)) : code, tally});
  }
  ports::put_in_order(out.areas);
  return out;
}

list<stored_event> answers::chain(message_number message, home_number home, std::int64_t last) {
  list<stored_event> out;
  while (last > 0) {
    auto q = db_.ask("SELECT " CARERELAY_EVENT_COLUMNS "FROM receipt_events WHERE number=?", last);
    if (!q.step()) damaged("receipt_events", last);
    auto row = read_event(q);
    // Numbers only fall along a chain, so it ends.
    if (row.message != message || row.home != home || row.previous >= last) damaged("receipt_events", last);
    last = row.previous;
    out.push_back(std::move(row));
  }
  std::reverse(out.begin(), out.end());
  return out;
}

list<ports::receipt_event> answers::events(message_number message, home_number home) {
  list<ports::receipt_event> out;
  auto const held = stored(message, home);
  if (!held) return out;
  for (auto& row : chain(message, home, held->last_event)) out.push_back(std::move(row.what));
  return out;
}

std::optional<instant> answers::oldest_undelivered(instant now) {
  auto q = db_.ask(
      "SELECT sent FROM message_states WHERE closed=0 AND undelivered>0 AND (expires IS NULL OR expires>?) "
      "ORDER BY sent LIMIT 1",
      now);
  return q.step() ? std::optional(q.time(0)) : std::nullopt;
}

}  // namespace carerelay::sqlite
