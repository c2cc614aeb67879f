#include "relay/core/publish/visibility.hpp"

#include <algorithm>
#include <array>

#include "protocol/limits.hpp"
#include "relay/core/people/grants.hpp"
#include "relay/core/publish/two_persons.hpp"

namespace carerelay::core {

using protocol::tally;

namespace {

constexpr std::array columns{&tally::delivered, &tally::read,         &tally::acknowledged, &tally::in_progress,
                             &tally::actioned,  &tally::not_relevant, &tally::need_help};

bool is_small(std::uint64_t count) noexcept { return count < protocol::limits::smallest_count_shown; }

/// Whether showing the areas beside the sum gives nothing hidden away.
bool areas_are_safe(protocol::coverage const& figures) {
  return std::all_of(columns.begin(), columns.end(), [&](auto column) {
    if (is_small(figures.all.*column)) return true;
    return std::none_of(figures.areas.begin(), figures.areas.end(),
                        [&](auto const& area) { return is_small(area.count.*column); });
  });
}

}  // namespace

bool may_see(actor const& who, ports::message_row const& what) noexcept {
  using protocol::role;
  if (who.is_administrator()) return true;
  if (what.sender != who.team.id) return false;
  if (who.member.roles.has_any({role::drafter, role::publisher, role::approver})) return true;
  return who.has(role::result_sender) && what.kind == protocol::message_kind::test_result;
}

std::optional<ports::message_view> find_visible(ports::store_reader& store, actor const& who,
                                                protocol::message_id message) {
  auto found = store.message(message);
  if (!found || !may_see(who, *found->row)) return std::nullopt;
  return found;
}

bool looks_beyond_own_team(actor const& who) noexcept {
  return who.member.roles.has_any({protocol::role::borough_viewer, protocol::role::auditor});
}

std::optional<sight> look_at(ports::store_reader& store, actor const& who, ports::message_view const& message,
                             instant now) {
  if (may_see(who, *message.row)) return sight{message, true, {}};
  if (!looks_beyond_own_team(who)) return std::nullopt;
  sight out{message, false, {}};
  wish what;
  what.act = act::read_receipts;
  what.kind = message.row->kind;
  what.urgency = message.row->urgency;
  what.now = now;
  for (auto const& area : store.coverage(message.row->body->number).areas) {
    what.areas = std::span(&area.area, 1);
    if (authorize(who, what)) out.areas.push_back(area.area);
  }
  if (out.areas.empty()) return std::nullopt;
  std::sort(out.areas.begin(), out.areas.end());
  return out;
}

std::optional<sight> look_at(ports::store_reader& store, actor const& who, protocol::message_id message, instant now) {
  auto const found = store.message(message);
  return found ? look_at(store, who, *found, now) : std::nullopt;
}

bool is_wellbeing(ports::message_row const& what) noexcept { return what.topic == "wellbeing"; }

void make_showable(protocol::coverage& figures, bool counts_only) {
  // Reach as a fraction, compared without dividing; an area nobody was targeted in comes last.
  auto const lower = [](protocol::area_tally const& a, protocol::area_tally const& b) {
    std::uint64_t const left = a.count.delivered * b.count.targeted;
    std::uint64_t const right = b.count.delivered * a.count.targeted;
    return left != right ? left < right : a.name < b.name;
  };
  std::stable_sort(figures.areas.begin(), figures.areas.end(), lower);
  figures.counts_only = counts_only;
  if (counts_only && !areas_are_safe(figures)) figures.areas.clear();
}

protocol::coverage coverage_for(ports::store_reader& store, ports::message_view const& what) {
  protocol::coverage figures = store.coverage(what.row->body->number);
  make_showable(figures, is_wellbeing(*what.row));
  figures.counted = what.row->status == protocol::message_status::actual;
  figures.confirmed = is_confirmed(confirmation_of(store.draft_of(what.row->body->number)));
  return figures;
}

protocol::coverage coverage_for(ports::store_reader& store, sight const& what) {
  if (what.is_whole) return coverage_for(store, what.view);
  protocol::coverage figures = store.coverage(what.view.row->body->number);
  std::erase_if(figures.areas,
                [&](auto const& area) { return !std::binary_search(what.areas.begin(), what.areas.end(), area.area); });
  figures.all = {};
  for (auto const& area : figures.areas) {
    figures.all.targeted += area.count.targeted;
    for (auto const column : columns) figures.all.*column += area.count.*column;
  }
  make_showable(figures, is_wellbeing(*what.view.row));
  figures.counted = what.view.row->status == protocol::message_status::actual;
  figures.confirmed = is_confirmed(confirmation_of(store.draft_of(what.view.row->body->number)));
  return figures;
}

bool shows(sight const& seen, protocol::home_receipt const& what) noexcept {
  return seen.is_whole || std::binary_search(seen.areas.begin(), seen.areas.end(), what.area);
}

std::optional<watched> find_watched(ports::store_reader& store, protocol::member_id const& who,
                                    protocol::message_id message, instant now) {
  auto const member = find_actor(store, who);
  auto const found = member ? look_at(store, *member, message, now) : std::nullopt;
  if (!found) return std::nullopt;
  auto const& row = *found->view.row;
  return watched{row.body->number, is_wellbeing(row), found->is_whole};
}

std::optional<watch_news> read_news(ports::store_reader& store, protocol::member_id const& who,
                                    ports::message_number message, std::vector<ports::home_number> const& homes,
                                    instant now) {
  std::optional<watch_news> news;
  store.snapshot([&] {
    auto const member = find_actor(store, who);
    auto const view = store.message(message);
    auto const found = member && view ? look_at(store, *member, *view, now) : std::nullopt;
    if (!found) return;
    news.emplace().coverage = coverage_for(store, *found);
    if (is_wellbeing(*found->view.row)) return;
    for (ports::home_number const home : homes) {
      auto const row = store.receipt(message, home);
      if (row && shows(*found, row->what)) news->receipts.push_back(row->what);
    }
  });
  return news;
}

}  // namespace carerelay::core
