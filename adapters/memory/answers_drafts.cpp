#include <algorithm>

#include "adapters/memory/answers.hpp"
#include "adapters/ports/store_rules.hpp"

namespace carerelay::memory {
namespace {

template <class Predicate>
std::uint64_t count_since(tables const& in, instant since, Predicate const& counts) {
  auto const found = std::ranges::count_if(
      in.messages, [&](message_entry const& held) { return held.view.row->sent >= since && counts(held); });
  return static_cast<std::uint64_t>(found);
}

template <class Predicate>
std::optional<ports::draft_row> find_draft(tables const& in, Predicate const& is_it) {
  auto const found = std::ranges::find_if(in.drafts, [&](auto const& entry) { return is_it(entry.second); });
  if (found == in.drafts.end()) return std::nullopt;
  return found->second;
}

}  // namespace

protocol::member_id answers::author(message_number message) const {
  auto const* const held = in.message(message);
  return held == nullptr ? protocol::member_id{} : held->author;
}

std::uint64_t answers::published_since(protocol::publisher_id const& team, instant since) const {
  return count_since(in, since, [&](message_entry const& held) { return held.view.row->sender == team; });
}

std::uint64_t answers::published_since(protocol::member_id const& author, instant since) const {
  return count_since(in, since, [&](message_entry const& held) { return held.author == author; });
}

std::uint64_t answers::to_all_homes_since(instant since) const {
  return count_since(in, since, [](message_entry const& held) { return held.all_homes; });
}

std::optional<ports::draft_row> answers::draft(protocol::draft_id id) const {
  auto const found = in.drafts.find(id);
  if (found == in.drafts.end()) return std::nullopt;
  return found->second;
}

std::optional<ports::draft_row> answers::draft_by_reference(protocol::publisher_id const& team,
                                                            std::string_view reference) const {
  return find_draft(in, [&](ports::draft_row const& row) {
    return row.team == team && row.reference == reference && row.state == ports::draft_state::waiting;
  });
}

std::optional<ports::draft_row> answers::draft_of(message_number message) const {
  return find_draft(in, [&](ports::draft_row const& row) { return message != 0 && row.message == message; });
}

list<ports::draft_row> answers::drafts(protocol::draft_id before, std::size_t limit,
                                       std::optional<protocol::publisher_id> const& team) const {
  list<ports::draft_row> out;
  for (auto at = in.drafts.rbegin(); at != in.drafts.rend() && out.size() < limit; ++at) {
    auto const& [id, row] = *at;
    bool const is_before = before.is_nil() || id < before;
    if (is_before && (!team || row.team == *team)) out.push_back(row);
  }
  return out;
}

list<ports::draft_row> answers::drafts_due(instant now) const {
  list<ports::draft_row> out;
  for (auto const& [id, row] : in.drafts) {
    if (ports::is_due(row, now)) out.push_back(row);
  }
  return out;
}

list<ports::confirmed_row> answers::confirmations(home_number home) const {
  list<ports::confirmed_row> out;
  for (auto const& [id, row] : in.drafts) {
    if (row.state != ports::draft_state::confirmed || row.signatures.empty()) continue;
    auto const* const receipt = in.receipt(row.message, home);
    auto const* const held = in.message(row.message);
    if (receipt == nullptr || held == nullptr) continue;
    out.push_back({receipt->what.seq, held->view.row->body->id, row.signatures.back().when});
  }
  std::ranges::sort(out, {}, &ports::confirmed_row::seq);
  return out;
}

}  // namespace carerelay::memory
