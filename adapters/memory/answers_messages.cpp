#include <algorithm>
#include <ranges>

#include "adapters/memory/answers.hpp"
#include "adapters/ports/store_rules.hpp"

namespace carerelay::memory {

receipt_entry const* tables::receipt(message_number number, home_number home) const noexcept {
  auto const* const held = message(number);
  if (held == nullptr) return nullptr;
  auto const found = std::ranges::lower_bound(held->receipts, home, {}, &receipt_entry::home);
  return found != held->receipts.end() && found->home == home ? &*found : nullptr;
}

namespace {

ports::receipt_row row_of(tables const& in, receipt_entry const& entry) {
  ports::receipt_row out{entry.home, entry.what};
  auto const& home = in.homes[entry.home - 1].row.record;
  out.what.home = home.id;
  out.what.home_name = home.name;
  out.what.area = home.area;
  out.what.telephone = home.telephone;
  return out;
}

ports::inbox_row inbox_row_of(tables const& in, home_number home, std::uint64_t seq, message_number number) {
  return {seq, in.messages[number - 1].view, in.receipt(number, home)->what.state};
}

bool is_in_force(ports::message_view const& view, instant now) {
  return view.closed == protocol::closure::open && view.row->effective <= now &&
         (!view.row->expires || *view.row->expires > now);
}

}  // namespace

std::optional<ports::message_view> answers::message(message_number number) const {
  auto const* const found = in.message(number);
  if (found == nullptr) return std::nullopt;
  return found->view;
}

std::optional<ports::message_view> answers::message(protocol::message_id id) const {
  auto const found = in.message_ids.find(id);
  return found == in.message_ids.end() ? std::nullopt : message(found->second);
}

std::optional<ports::message_view> answers::message_by_reference(protocol::publisher_id const& sender,
                                                                 std::string_view reference) const {
  auto const found = in.references.find({sender, std::string(reference)});
  return found == in.references.end() ? std::nullopt : message(found->second);
}

list<ports::message_view> answers::messages(message_number before, std::size_t limit,
                                            std::optional<protocol::publisher_id> const& sender) const {
  list<ports::message_view> out;
  auto const most = static_cast<message_number>(in.messages.size());
  for (auto n = before == 0 ? most : std::min(before - 1, most); n > 0 && out.size() < limit; --n) {
    auto const& view = in.messages[n - 1].view;
    if (!sender || view.row->sender == *sender) out.push_back(view);
  }
  return out;
}

list<ports::message_view> answers::open_messages(protocol::message_kind kind, std::string_view topic) const {
  list<ports::message_view> out;
  for (auto const& held : in.messages) {
    bool const fits = held.view.row->kind == kind && held.view.row->topic == topic;
    if (fits && held.view.closed == protocol::closure::open) out.push_back(held.view);
  }
  return out;
}

std::shared_ptr<std::string const> answers::resource(protocol::digest const& sha256) const {
  auto const found = in.resources.find(sha256);
  return found == in.resources.end() ? nullptr : found->second;
}

ports::inbox_bounds answers::bounds(home_number home) const {
  auto const* const found = in.home(home);
  return {1, found == nullptr ? 0 : found->inbox.size()};
}

list<ports::inbox_row> answers::inbox(home_number home, std::uint64_t after, std::size_t limit) const {
  list<ports::inbox_row> out;
  auto const* const found = in.home(home);
  if (found == nullptr) return out;
  for (auto seq = after; seq < found->inbox.size() && out.size() < limit; ++seq) {
    out.push_back(inbox_row_of(in, home, seq + 1, found->inbox[seq]));
  }
  return out;
}

list<ports::inbox_row> answers::in_force(home_number home, instant now, std::size_t limit) const {
  list<ports::inbox_row> out;
  auto const* const found = in.home(home);
  if (found == nullptr) return out;
  for (auto seq = found->inbox.size(); seq > 0 && out.size() < limit; --seq) {
    auto const number = found->inbox[seq - 1];
    if (is_in_force(in.messages[number - 1].view, now)) out.push_back(inbox_row_of(in, home, seq, number));
  }
  return out;
}

std::optional<ports::inbox_row> answers::inbox_entry(home_number home, std::uint64_t seq) const {
  auto const* const found = in.home(home);
  if (found == nullptr || seq == 0 || seq > found->inbox.size()) return std::nullopt;
  return inbox_row_of(in, home, seq, found->inbox[seq - 1]);
}

std::optional<ports::receipt_row> answers::receipt(message_number message, home_number home) const {
  auto const* const found = in.receipt(message, home);
  if (found == nullptr) return std::nullopt;
  return row_of(in, *found);
}

list<ports::receipt_row> answers::receipts(message_number message, home_number after, std::size_t limit) const {
  list<ports::receipt_row> out;
  auto const* const held = in.message(message);
  if (held == nullptr) return out;
  auto from = std::ranges::upper_bound(held->receipts, after, {}, &receipt_entry::home);
  for (; from != held->receipts.end() && out.size() < limit; ++from) out.push_back(row_of(in, *from));
  return out;
}

list<home_number> answers::audience(message_number message) const {
  list<home_number> out;
  auto const* const held = in.message(message);
  if (held == nullptr) return out;
  for (auto const& entry : held->receipts) out.push_back(entry.home);
  return out;
}

protocol::coverage answers::coverage(message_number message) const {
  protocol::coverage out;
  auto const* const held = in.message(message);
  if (held == nullptr) return out;
  out.counted = held->counted;
  out.counts_only = held->counts_only;
  std::map<protocol::area_code, protocol::tally> by_area;
  for (auto const& entry : held->receipts) {
    ports::add(out.all, entry.what.state, 1);
    ports::add(by_area[in.homes[entry.home - 1].row.record.area], entry.what.state, 1);
  }
  for (auto const& [area, count] : by_area) {
    auto const named = in.area_names.find(area);
    out.areas.push_back({area, named == in.area_names.end() ? area.text() : named->second, count});
  }
  ports::put_in_order(out.areas);
  return out;
}

list<ports::receipt_event> answers::events(message_number message, home_number home) const {
  auto const* const found = in.receipt(message, home);
  return found == nullptr ? list<ports::receipt_event>() : found->events;
}

std::optional<instant> answers::oldest_undelivered(instant now) const {
  std::optional<instant> oldest;
  for (auto const& held : in.messages) {
    auto const& row = *held.view.row;
    bool const live = held.view.closed == protocol::closure::open && (!row.expires || *row.expires > now);
    if (live && held.undelivered > 0 && (!oldest || row.sent < *oldest)) oldest = row.sent;
  }
  return oldest;
}

}  // namespace carerelay::memory
