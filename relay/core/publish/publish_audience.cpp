#include "relay/core/publish/publish_audience.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "protocol/register/canary.hpp"
#include "relay/core/people/grants.hpp"

namespace carerelay::core {

using protocol::errc;

namespace {

void check_areas(protocol::audience const& who, ports::store_reader& store, protocol::faults& wrong) {
  if (who.areas.empty()) return;
  std::set<protocol::area_code> known;
  for (ports::area_row const& row : store.areas()) known.insert(row.area);
  for (std::size_t i = 0; i < who.areas.size(); ++i) {
    if (known.contains(who.areas[i])) continue;
    wrong.push_back({"/audience/areas/" + std::to_string(i), errc::unknown_area,
                     "no home of the register is in " + who.areas[i].text()});
  }
}

/// Homes of our own are in no figure: real messages do not go there.
void check_homes(protocol::audience const& who, bool is_test, ports::store_reader& store, protocol::faults& wrong) {
  for (std::size_t i = 0; i < who.homes.size(); ++i) {
    auto const row = store.home(who.homes[i]);
    bool const is_ours = row && protocol::is_canary(row->record.tags);
    if (row && !row->record.dormant && (!is_ours || is_test)) continue;
    if (is_ours && !row->record.dormant) {
      wrong.push_back({"/audience/homes/" + std::to_string(i), errc::unknown_home,
                       who.homes[i].text() + " is not a care home: it gets tests only"});
      continue;
    }
    wrong.push_back({"/audience/homes/" + std::to_string(i), errc::unknown_home,
                     who.homes[i].text() + (row ? " is dormant in the register" : " is not in the register")});
  }
}

}  // namespace

std::vector<ports::home_number> resolve_audience(protocol::draft const& what, ports::store_reader& store,
                                                 protocol::faults& wrong) {
  std::size_t const before = wrong.size();
  check_areas(what.audience, store, wrong);
  check_homes(what.audience, what.status == protocol::message_status::test, store, wrong);
  if (wrong.size() != before) return {};
  auto homes = store.resolve(what.audience);
  if (homes.empty()) {
    wrong.push_back({"/audience", errc::empty_audience, "no home of the register is in this audience"});
  } else if (what.scope == protocol::message_scope::private_ && homes.size() != 1) {
    wrong.push_back({"/audience", errc::not_private_to_one, "a private message goes to exactly one home"});
  }
  return homes;
}

std::vector<protocol::area_code> areas_of(protocol::draft const& what, std::vector<ports::home_number> const& homes,
                                          ports::grant const& given, ports::store_reader& store) {
  std::set<protocol::area_code> areas(what.audience.areas.begin(), what.audience.areas.end());
  if (!given.all_areas) {
    for (ports::home_number const home : homes) {
      if (auto const row = store.home(home)) areas.insert(row->record.area);
    }
  }
  return {areas.begin(), areas.end()};
}

usage usage_of(actor const& who, act what, ports::store_reader& store, instant now) {
  usage out;
  out.act = what;
  out.now = now;
  auto const& own = who.member.own;
  bool const has_own_quota = own && own->daily_quota;
  if (!who.team.grant.daily_quota && !has_own_quota) return out;
  // Their day begins at midnight in London, which is always there, and once: clocks change at 01:00 UTC.
  auto const midnight = protocol::from_london(protocol::to_london(now).date, std::chrono::minutes(0));
  instant const since = midnight.first.value_or(now);
  out.sent_today = static_cast<std::uint32_t>(store.published_since(who.team.id, since));
  if (has_own_quota) out.sent_today_by_member = static_cast<std::uint32_t>(store.published_since(who.member.id, since));
  return out;
}

wish wish_of(protocol::draft const& what, protocol::message_kind kind, std::vector<protocol::area_code> const& areas,
             usage const& how) noexcept {
  wish out;
  out.act = how.act;
  out.kind = kind;
  out.urgency = what.urgency;
  out.areas = areas;
  out.channels = {protocol::way::stream};
  out.now = how.now;
  out.sent_today = how.sent_today;
  out.sent_today_by_member = how.sent_today_by_member;
  return out;
}

namespace {

protocol::fault role_fault(protocol::draft const& what, actor const& who, act how) {
  if (may_ever(who, how, what.kind))
    return {"/urgency", errc::role_not_granted,
            "the most urgent this account may send is " + std::string(word(who.grant.highest))};
  return {"", errc::role_not_granted,
          what.kind == protocol::message_kind::test_result
              ? "test results are sent by a machine with the role result_sender, or by a person with it whose signing "
                "key an administrator has registered"
              : "sending " + std::string(word(what.kind)) + "s needs the role publisher"};
}

}  // namespace

void check_grants(protocol::draft const& what, std::vector<protocol::area_code> const& areas, actor const& who,
                  usage const& how, protocol::faults& wrong) {
  auto const allowed = authorize(who, wish_of(what, what.kind, areas, how));
  if (allowed) return;
  std::error_code const why = allowed.error();
  switch (static_cast<errc>(why.value())) {
    case errc::kind_not_granted:
      wrong.push_back(
          {"/kind", errc::kind_not_granted, "this account may not send " + std::string(word(what.kind)) + "s"});
      return;
    case errc::role_not_granted: wrong.push_back(role_fault(what, who, how.act)); return;
    case errc::area_not_granted: {
      auto const first =
          std::find_if(areas.begin(), areas.end(), [&](auto const& area) { return !covers(who.grant, area); });
      wrong.push_back({"/audience", errc::area_not_granted,
                       "this account may not send to " + (first == areas.end() ? "that area" : first->text())});
      return;
    }
    case errc::channel_not_granted:
      wrong.push_back({"", errc::channel_not_granted, "this account may not send to homes' own devices (stream)"});
      return;
    case errc::grant_expired:
      wrong.push_back({"", errc::grant_expired,
                       "what this account was granted ended on " + protocol::to_text(*who.grant.expires) +
                           ": ask an administrator to extend it"});
      return;
    case errc::quota_used:
      wrong.push_back(
          {"", errc::quota_used, "this account has published all it may today; its day begins at midnight"});
      return;
    default: wrong.push_back({"", errc::unauthenticated, "this account is closed"}); return;
  }
}

void join(std::vector<ports::home_number>& homes, std::vector<ports::home_number> const& more) {
  std::vector<ports::home_number> both;
  both.reserve(homes.size() + more.size());
  std::set_union(homes.begin(), homes.end(), more.begin(), more.end(), std::back_inserter(both));
  homes = std::move(both);
}

std::vector<ports::home_number> live_ones(std::vector<ports::home_number> const& homes, ports::store_reader& store) {
  std::vector<ports::home_number> live;
  std::copy_if(homes.begin(), homes.end(), std::back_inserter(live), [&](ports::home_number home) {
    auto const row = store.home(home);
    return row && !row->record.dormant;
  });
  return live;
}

}  // namespace carerelay::core
