#include <catch2/catch.hpp>

#include <array>
#include <iterator>
#include <map>
#include <sstream>

#include "relay/core/people/grants.hpp"
#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using core::act;
using protocol::errc;
using protocol::message_kind;
using protocol::role;
using protocol::urgency;

namespace {

/// Written from what the roles are for, not from the code. Kinds: b bulletin, h helpline, r result; `-` none.
constexpr std::string_view by_role = R"(
role            who      draft  publish  approve  send  receipts  audit  administer
nobody          person   -      -        -        bhr   -         no     no
nobody          machine  -      -        -        bhr   -         no     no
drafter         person   bh     -        -        bhr   -         no     no
drafter         machine  bh     -        -        bhr   -         no     no
publisher       person   bh     bh       -        bhr   -         no     no
publisher       machine  bh     bh       -        bhr   -         no     no
approver        person   -      -        bh       bhr   -         no     no
approver        machine  -      -        -        bhr   -         no     no
borough_viewer  person   -      -        -        bhr   bhr       no     no
borough_viewer  machine  -      -        -        bhr   bhr       no     no
auditor         person   -      -        -        bhr   bhr       yes    no
auditor         machine  -      -        -        bhr   bhr       yes    no
administrator   person   -      -        -        bhr   -         no     yes
administrator   machine  -      -        -        bhr   -         no     yes
result_sender   person   -      -        -        bhr   -         no     no
result_sender   machine  r      r        -        bhr   -         no     no
)";

/// Down: the most urgent that was granted. Across: what is asked.
constexpr std::string_view by_urgency = R"(
granted    immediate  expected  future
immediate  yes        yes       yes
expected   no         yes       yes
future     no         no        yes
)";

/// Down: the areas granted. Across: where it would go.
constexpr std::string_view by_area = R"(
granted   nowhere  enfield  haringey  both
none      yes      no       no        no
enfield   yes      yes      no        no
both      yes      yes      yes       yes
all       yes      yes      yes       yes
)";

using rows = std::map<std::string, std::map<std::string, std::string>>;

/// The table by what its first `keys` columns say, and the column's heading.
rows read(std::string_view text, std::size_t keys) {
  std::istringstream lines{std::string(text)};
  std::vector<std::string> headings;
  rows out;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::vector<std::string> cells(std::istream_iterator<std::string>(words), {});
    if (cells.empty()) continue;
    if (headings.empty()) {
      headings = cells;
      continue;
    }
    std::string key;
    for (std::size_t i = 0; i < keys; ++i) key += (i == 0 ? "" : " ") + cells[i];
    for (std::size_t i = keys; i < cells.size(); ++i) out[key][headings[i]] = cells[i];
  }
  return out;
}

constexpr std::array acts{std::pair{act::draft, "draft"},
                          std::pair{act::publish, "publish"},
                          std::pair{act::approve, "approve"},
                          std::pair{act::send, "send"},
                          std::pair{act::read_receipts, "receipts"},
                          std::pair{act::read_audit, "audit"},
                          std::pair{act::administer, "administer"}};
constexpr std::array kinds{std::pair{message_kind::guidance_bulletin, 'b'},
                           std::pair{message_kind::helpline_notice, 'h'}, std::pair{message_kind::test_result, 'r'}};
constexpr std::array urgencies{std::pair{urgency::immediate, "immediate"}, std::pair{urgency::expected, "expected"},
                               std::pair{urgency::future, "future"}};

std::vector<std::pair<std::string, std::vector<protocol::area_code>>> const places{
    {"nowhere", {}}, {"enfield", {enfield}}, {"haringey", {haringey}}, {"both", {enfield, haringey}}};

core::actor with_role(std::string const& name, bool is_person) {
  core::actor who;
  who.member.is_person = is_person;
  if (auto const found = protocol::from_word<role>(name)) who.member.roles.add(*found);
  who.grant.kinds = {message_kind::guidance_bulletin, message_kind::helpline_notice, message_kind::test_result};
  who.grant.all_areas = true;
  who.grant.highest = urgency::immediate;
  who.grant.administrator = true;
  who.grant.channels = {protocol::way::stream};
  return who;
}

core::wish plain(act what, message_kind kind) {
  core::wish out;
  out.act = what;
  out.kind = kind;
  out.urgency = urgency::future;
  out.channels = {protocol::way::stream};
  out.now = noon;
  return out;
}

errc answer_of(core::actor const& who, core::wish const& what) {
  auto const answer = core::authorize(who, what);
  return answer ? errc{} : static_cast<errc>(answer.error().value());
}

core::actor publisher_of(std::vector<message_kind> granted) {
  auto who = with_role("publisher", true);
  who.grant.kinds = std::move(granted);
  return who;
}

}  // namespace

TEST_CASE("every kind, area, urgency, role and act: what the tables allow is allowed, and nothing else") {
  auto const roles = read(by_role, 2);
  auto const urgent = read(by_urgency, 1);
  auto const where = read(by_area, 1);
  REQUIRE(roles.size() == 16);
  std::size_t asked = 0, allowed = 0;
  for (auto const& [name, columns] : roles) {
    std::string const role_name = name.substr(0, name.find(' '));
    for (auto const& [granted_urgency, of_urgency] : urgent)
      for (auto const& [granted_areas, of_area] : where) {
        auto who = with_role(role_name, name.ends_with("person"));
        who.grant.highest = *protocol::from_word<urgency>(granted_urgency);
        who.grant.all_areas = granted_areas == "all";
        if (granted_areas == "enfield") who.grant.areas = {enfield};
        if (granted_areas == "both") who.grant.areas = {enfield, haringey};
        for (auto const& [what, act_name] : acts)
          for (auto const& [kind, letter] : kinds)
            for (auto const& [how, how_name] : urgencies)
              for (auto const& [place, areas] : places) {
                auto wish = plain(what, kind);
                wish.urgency = how;
                wish.areas = areas;
                auto const& cell = columns.at(act_name);
                bool const is_message = what != act::read_audit && what != act::administer;
                bool expected = is_message ? cell.find(letter) != std::string::npos : cell == "yes";
                if (is_message) expected = expected && of_area.at(place) == "yes";
                // Whoever only looks on may see what is more urgent than they could send.
                if (is_message && what != act::read_receipts) expected = expected && of_urgency.at(how_name) == "yes";
                bool const is = core::authorize(who, wish).has_value();
                ++asked;
                allowed += is ? 1 : 0;
                if (is == expected) continue;
                FAIL_CHECK(name << ", granted " << granted_urgency << " in " << granted_areas << ", asks " << act_name
                                << ' ' << letter << ' ' << how_name << " to " << place << ": expected " << expected);
              }
      }
  }
  CHECK(asked == 16U * 3 * 4 * 7 * 3 * 3 * 4);
  CHECK(allowed > 0);
}

TEST_CASE("a kind that was not granted is refused to every role that sends, approves or looks on") {
  for (auto const& [granted, letter] : kinds)
    for (auto const& [asked, other] : kinds) {
      auto who = with_role("publisher", true);
      who.member.roles.add(role::approver).add(role::auditor).add(role::drafter);
      who.grant.kinds = {granted};
      for (act const what : {act::draft, act::publish, act::approve, act::send, act::read_receipts}) {
        auto const is_role = core::may_ever(who, what, asked);
        auto const answer = answer_of(who, plain(what, asked));
        if (!is_role) CHECK(answer == errc::role_not_granted);
        if (is_role) CHECK(answer == (granted == asked ? errc{} : errc::kind_not_granted));
      }
    }
}

TEST_CASE("nothing is granted by default") {
  core::actor const nobody;
  for (auto const& [what, name] : acts) {
    INFO(name);
    CHECK_FALSE(core::authorize(nobody, plain(what, message_kind::guidance_bulletin)).has_value());
  }
  core::actor all_roles;
  for (unsigned i = 0; !word(static_cast<role>(i)).empty(); ++i) all_roles.member.roles.add(static_cast<role>(i));
  all_roles.member.is_person = true;
  CHECK(answer_of(all_roles, plain(act::publish, message_kind::guidance_bulletin)) == errc::kind_not_granted);
  CHECK(answer_of(all_roles, plain(act::administer, {})) == errc::role_not_granted);  // the team may have none
}

TEST_CASE("a grant ends at the very moment it says, for every act but what was sent before") {
  auto who = with_role("publisher", true);
  who.member.roles.add(role::approver).add(role::auditor).add(role::administrator).add(role::drafter);
  who.grant.expires = noon;
  for (auto const& [what, name] : acts) {
    INFO(name);
    auto wish = plain(what, message_kind::guidance_bulletin);
    CHECK(answer_of(who, wish) == errc::grant_expired);
    wish.now = noon - std::chrono::milliseconds(1);
    CHECK(answer_of(who, wish) == errc{});
  }
}

TEST_CASE("the day's quota counts the team's messages and the member's own, and stops publishing alone") {
  auto who = publisher_of({message_kind::guidance_bulletin});
  who.member.roles.add(role::approver);
  auto const ask = [&](act what, std::uint32_t team, std::uint32_t member) {
    auto wish = plain(what, message_kind::guidance_bulletin);
    wish.sent_today = team;
    wish.sent_today_by_member = member;
    return answer_of(who, wish);
  };
  CHECK(ask(act::publish, 1'000'000, 1'000'000) == errc{});
  who.team.grant.daily_quota = 3;
  CHECK(ask(act::publish, 2, 0) == errc{});
  CHECK(ask(act::publish, 3, 0) == errc::quota_used);
  CHECK(ask(act::draft, 3, 0) == errc::quota_used);
  CHECK(ask(act::approve, 3, 0) == errc{});
  CHECK(ask(act::send, 3, 0) == errc{});
  who.member.own.emplace();
  who.member.own->daily_quota = 1;
  CHECK(ask(act::publish, 2, 0) == errc{});
  CHECK(ask(act::publish, 2, 1) == errc::quota_used);
  who.member.own->daily_quota = 0;
  CHECK(ask(act::publish, 0, 0) == errc::quota_used);
}

TEST_CASE("a way out that was not granted is refused") {
  auto who = publisher_of({message_kind::guidance_bulletin});
  auto wish = plain(act::publish, message_kind::guidance_bulletin);
  wish.channels = {protocol::way::stream, protocol::way::email};
  CHECK(answer_of(who, wish) == errc::channel_not_granted);
  who.grant.channels.add(protocol::way::email);
  CHECK(answer_of(who, wish) == errc{});
  who.grant.channels = {};
  wish.channels = {protocol::way::stream};
  CHECK(answer_of(who, wish) == errc::channel_not_granted);
}

TEST_CASE("whoever is revoked, or whose team is, may do nothing") {
  for (auto const& [what, name] : acts) {
    auto who = with_role("publisher", true);
    who.member.revoked_at = noon;
    CHECK(answer_of(who, plain(what, message_kind::guidance_bulletin)) == errc::unauthenticated);
    who.member.revoked_at.reset();
    who.team.revoked_at = noon;
    CHECK(answer_of(who, plain(what, message_kind::guidance_bulletin)) == errc::unauthenticated);
  }
}

TEST_CASE("a member's own grant narrows the team's and never widens it") {
  ports::grant team, own;
  team.kinds = {message_kind::guidance_bulletin, message_kind::test_result};
  team.areas = {enfield};
  team.highest = urgency::expected;
  team.channels = {protocol::way::stream};
  team.daily_quota = 5;
  own.kinds = {message_kind::helpline_notice, message_kind::guidance_bulletin};
  own.all_areas = true;
  own.highest = urgency::immediate;
  own.administrator = true;
  own.channels = {protocol::way::stream, protocol::way::email};
  own.expires = noon;
  for (auto const& both : {core::meet(team, own), core::meet(own, team)}) {
    CHECK(both.kinds == std::vector{message_kind::guidance_bulletin});
    CHECK_FALSE(both.all_areas);
    CHECK(both.areas == std::vector{enfield});
    CHECK(both.highest == urgency::expected);
    CHECK_FALSE(both.administrator);
    CHECK(both.channels == protocol::way_set{protocol::way::stream});
    CHECK(both.daily_quota == 5);
    CHECK(both.expires == noon);
  }
}
