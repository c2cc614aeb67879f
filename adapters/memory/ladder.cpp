#include <algorithm>
#include <tuple>

#include "adapters/memory/answers.hpp"
#include "adapters/memory/writer.hpp"

namespace carerelay::memory {

std::optional<ports::watch_row> answers::watch_due(instant now) const {
  std::optional<ports::watch_row> out;
  for (auto const& [message, next_at] : in.watches)
    if (next_at <= now && (!out || next_at < out->next_at)) out = ports::watch_row{message, next_at};
  return out;
}

std::optional<instant> answers::watch_next() const {
  std::optional<instant> out;
  for (auto const& [message, next_at] : in.watches)
    if (!out || next_at < *out) out = next_at;
  return out;
}

list<ports::watch_row> answers::watches(std::size_t limit) const {
  list<ports::watch_row> out;
  for (auto it = in.watches.rbegin(); it != in.watches.rend() && out.size() < limit; ++it)
    out.push_back({it->first, it->second});
  return out;
}

list<ports::rung_row> answers::rungs(std::uint32_t message, std::uint32_t from, std::uint32_t to) const {
  list<ports::rung_row> out;
  for (auto it = in.rungs.lower_bound({message, from}); it != in.rungs.end(); ++it) {
    if (it->first.first != message || it->first.second > to) break;
    out.insert(out.end(), it->second.begin(), it->second.end());
  }
  return out;
}

list<ports::call_row> answers::calls(std::uint32_t message, std::uint32_t home) const {
  list<ports::call_row> out;
  for (auto const& row : in.calls)
    if (row.message == message && row.home == home) out.push_back(row);
  return out;
}

list<ports::way_health_row> answers::way_health(std::uint32_t from_home, std::uint32_t to_home) const {
  list<ports::way_health_row> out;
  for (auto const& [key, row] : in.way_health)
    if (row.home >= from_home && row.home <= to_home) out.push_back(row);
  return out;
}

list<ports::sent_and_returned> answers::last_sent(std::string_view channel, std::size_t limit) const {
  list<ports::sent_and_returned> out;
  for (auto const& [number, row] : in.outbox)
    if (row.channel == channel && row.sent_at) out.push_back({*row.sent_at, row.returned_at});
  std::stable_sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.sent_at > b.sent_at; });
  if (out.size() > limit) out.resize(limit);
  return out;
}

std::optional<ports::check_in_row> answers::check_in(protocol::uuid const& id) const {
  auto const found = in.check_ins.find(id);
  if (found == in.check_ins.end()) return std::nullopt;
  return found->second;
}

list<ports::check_in_row> answers::check_ins() const {
  list<ports::check_in_row> out;
  for (auto const& [id, row] : in.check_ins) out.push_back(row);
  return out;
}

void writer::put_watch(ports::watch_row const& row) {
  undo_.keep_key(data_.watches, row.message);
  data_.watches[row.message] = row.next_at;
}

void writer::remove_watch(std::uint32_t message) {
  if (!data_.watches.contains(message)) return;
  undo_.keep_erased(data_.watches, message);
  data_.watches.erase(message);
}

bool writer::add_rung(ports::rung_row const& row) {
  std::pair const key{row.message, row.home};
  auto const held = from_.rungs(row.message, row.home, row.home);
  if (std::any_of(held.begin(), held.end(), [&](auto const& one) { return one.step == row.step; })) return false;
  undo_.keep_key(data_.rungs, key);
  data_.rungs[key].push_back(row);
  return true;
}

std::uint64_t writer::add_call(ports::call_row const& row) {
  undo_.keep_end(data_.calls);
  data_.calls.push_back(row);
  data_.calls.back().number = data_.calls.size();
  return data_.calls.size();
}

void writer::put_way_health(ports::way_health_row const& row) {
  std::tuple const key{row.home, row.contact, row.channel};
  undo_.keep_key(data_.way_health, key);
  data_.way_health[key] = row;
}

void writer::put_check_in(ports::check_in_row const& row) {
  undo_.keep_key(data_.check_ins, row.id);
  data_.check_ins[row.id] = row;
}

}  // namespace carerelay::memory
