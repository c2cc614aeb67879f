#include <algorithm>
#include <array>
#include <stdexcept>
#include <tuple>

#include "adapters/memory/answers.hpp"
#include "adapters/memory/writer.hpp"

namespace carerelay::memory {

using ports::outbox_state;

std::optional<ports::outbox_row> answers::outbox(ports::outbox_number number) const {
  auto const found = in.outbox.find(number);
  if (found == in.outbox.end()) return std::nullopt;
  return found->second;
}

list<ports::outbox_row> answers::outbox_of(std::uint32_t message, std::uint32_t from, std::uint32_t to) const {
  list<ports::outbox_row> out;
  for (auto const& [number, row] : in.outbox)
    if (row.message == message && row.home >= from && row.home <= to) out.push_back(row);
  std::stable_sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.home < b.home; });
  return out;
}

list<ports::outbox_row> answers::outbox_due(std::string_view channel, instant now, std::size_t limit) const {
  list<ports::outbox_row> out;
  for (auto const& [number, row] : in.outbox)
    if (row.channel == channel && row.state == outbox_state::queued && row.next_at <= now) out.push_back(row);
  std::sort(out.begin(), out.end(), [](auto const& a, auto const& b) {
    return std::tie(a.rank, a.next_at, a.number) < std::tie(b.rank, b.next_at, b.number);
  });
  if (out.size() > limit) out.resize(limit);
  return out;
}

std::optional<instant> answers::outbox_next(std::string_view channel) const {
  std::optional<instant> out;
  for (auto const& [number, row] : in.outbox) {
    if (row.channel != channel || row.state != outbox_state::queued) continue;
    if (!out || row.next_at < *out) out = row.next_at;
  }
  return out;
}

list<ports::outbox_row> answers::outbox_sending(std::string_view channel) const {
  list<ports::outbox_row> out;
  for (auto const& [number, row] : in.outbox)
    if (row.channel == channel && row.state == outbox_state::sending) out.push_back(row);
  return out;
}

list<ports::outbox_count> answers::outbox_counts(std::string_view channel) const {
  std::map<outbox_state, std::uint64_t> counts;
  for (auto const& [number, row] : in.outbox)
    if (row.channel == channel) ++counts[row.state];
  list<ports::outbox_count> out;
  for (auto const& [state, rows] : counts) out.push_back({state, rows});
  return out;
}

list<ports::outbox_row> answers::outbox_held(std::string_view channel, std::size_t limit) const {
  list<ports::outbox_row> out;
  for (auto const& [number, row] : in.outbox)
    if (row.channel == channel && row.state == outbox_state::held && out.size() < limit) out.push_back(row);
  return out;
}

list<ports::outbox_row> answers::outbox_to(std::string_view address) const {
  list<ports::outbox_row> out;
  for (auto const& [number, row] : in.outbox)
    if (row.to == address) out.push_back(row);
  return out;
}

list<ports::outbox_row> answers::outbox_posts(std::string_view channel, std::size_t limit) const {
  list<ports::outbox_row> out;
  for (auto const& [number, row] : in.outbox)
    if (row.channel == channel && row.home == 0 && row.state == ports::outbox_state::sent && row.sent_at)
      out.push_back(row);
  std::sort(out.begin(), out.end(), [](auto const& a, auto const& b) {
    return std::tuple(*a.sent_at, a.number) > std::tuple(*b.sent_at, b.number);
  });
  if (out.size() > limit) out.resize(limit);
  return out;
}

list<ports::outbox_event> answers::outbox_events(ports::outbox_number row) const {
  auto const found = in.outbox_events.find(row);
  return found == in.outbox_events.end() ? list<ports::outbox_event>{} : found->second;
}

std::optional<std::string> answers::rendered(std::uint32_t message, std::string_view channel,
                                             std::uint32_t variant) const {
  auto const found = in.rendered.find({message, std::string(channel), variant});
  if (found == in.rendered.end()) return std::nullopt;
  return found->second;
}

std::optional<ports::lane_row> answers::lane(std::string_view channel) const {
  auto const found = in.lanes.find(channel);
  if (found == in.lanes.end()) return std::nullopt;
  return found->second;
}

list<ports::unmatched_row> answers::unmatched(std::uint64_t after, std::size_t limit) const {
  list<ports::unmatched_row> out;
  for (auto const& row : in.unmatched)
    if (row.number > after && out.size() < limit) out.push_back(row);
  return out;
}

void writer::add_outbox(std::vector<ports::outbox_row> const& rows) {
  for (auto row : rows) {
    for (auto const& [number, held] : data_.outbox) {
      if (std::tie(held.message, held.home, held.contact, held.channel) ==
          std::tie(row.message, row.home, row.contact, row.channel))
        throw std::invalid_argument("add_outbox: there already");
    }
    row.number = data_.outbox.empty() ? 1 : data_.outbox.rbegin()->first + 1;
    undo_.keep_key(data_.outbox, row.number);
    data_.outbox[row.number] = row;
  }
}

void writer::put_outbox(ports::outbox_row const& row) {
  auto const found = data_.outbox.find(row.number);
  if (found == data_.outbox.end()) throw std::invalid_argument("put_outbox: no such row");
  undo_.keep(found->second);
  found->second = row;
}

void writer::erase_address(ports::outbox_number row) {
  auto const found = data_.outbox.find(row);
  if (found == data_.outbox.end()) throw std::invalid_argument("erase_address: no such row");
  undo_.keep(found->second);
  found->second.to.clear();
}

bool writer::add_outbox_event(ports::outbox_event const& event) {
  auto const held = from_.outbox_events(event.row);
  if (std::any_of(held.begin(), held.end(), [&](auto const& one) { return one.key == event.key; })) return false;
  undo_.keep_key(data_.outbox_events, event.row);
  data_.outbox_events[event.row].push_back(event);
  return true;
}

void writer::put_rendered(std::uint32_t message, std::string_view channel, std::uint32_t variant,
                          std::string_view bytes) {
  std::tuple const key{message, std::string(channel), variant};
  if (data_.rendered.contains(key)) return;
  undo_.keep_key(data_.rendered, key);
  data_.rendered[key] = bytes;
}

void writer::put_lane(ports::lane_row const& row) {
  undo_.keep_key(data_.lanes, row.channel);
  data_.lanes[row.channel] = row;
}

bool writer::add_unmatched(ports::unmatched_row const& row) {
  for (auto const& held : data_.unmatched)
    if (held.channel == row.channel && held.key == row.key) return false;
  undo_.keep_end(data_.unmatched);
  data_.unmatched.push_back(row);
  data_.unmatched.back().number = data_.unmatched.size();
  return true;
}

}  // namespace carerelay::memory
