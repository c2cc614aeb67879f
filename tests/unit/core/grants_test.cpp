#include "relay/core/people/grants.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using protocol::errc;
using protocol::message_kind;
using protocol::urgency;

namespace {

errc asked(core::actor const& who, message_kind kind, urgency how, std::vector<protocol::area_code> areas) {
  core::wish what;
  what.kind = kind;
  what.urgency = how;
  what.areas = areas;
  what.channels = {protocol::way::stream};
  what.now = testing::noon;
  auto const answer = core::authorize(who, what);
  return answer ? errc{} : static_cast<errc>(answer.error().value());
}

}  // namespace

TEST_CASE("an account sends the kinds it was granted, to its areas, as urgently as granted") {
  core::actor who;
  who.grant = {{message_kind::guidance_bulletin}, {testing::enfield}, false, urgency::expected, false};
  who.grant.channels = {protocol::way::stream};
  who.member.roles = {protocol::role::publisher, protocol::role::result_sender};
  auto const bulletin = message_kind::guidance_bulletin;
  CHECK(asked(who, bulletin, urgency::expected, {testing::enfield}) == errc{});
  CHECK(asked(who, bulletin, urgency::future, {testing::enfield}) == errc{});
  CHECK(asked(who, bulletin, urgency::immediate, {testing::enfield}) == errc::role_not_granted);
  CHECK(asked(who, message_kind::test_result, urgency::expected, {testing::enfield}) == errc::kind_not_granted);
  CHECK(asked(who, bulletin, urgency::expected, {testing::enfield, testing::haringey}) == errc::area_not_granted);
  who.grant.all_areas = true;
  CHECK(asked(who, bulletin, urgency::expected, {testing::enfield, testing::haringey}) == errc{});
  who.team.revoked_at = testing::noon;
  CHECK(asked(who, bulletin, urgency::expected, {}) == errc::unauthenticated);
}

TEST_CASE("an administrator without grants sends nothing") {
  core::actor who;
  who.member.roles = {protocol::role::administrator};
  who.grant.kinds = {message_kind::guidance_bulletin};
  who.grant.administrator = true;
  who.grant.all_areas = true;
  CHECK(asked(who, message_kind::guidance_bulletin, urgency::future, {}) == errc::role_not_granted);
}
