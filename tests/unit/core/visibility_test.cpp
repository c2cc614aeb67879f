#include "relay/core/publish/visibility.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::core;
using namespace carerelay::testing;

namespace {

protocol::area_tally area_of(std::string name, std::uint64_t targeted, std::uint64_t delivered) {
  protocol::area_tally out;
  out.name = std::move(name);
  out.count.targeted = targeted;
  out.count.delivered = delivered;
  return out;
}

protocol::coverage figures(std::vector<protocol::area_tally> areas) {
  protocol::coverage out;
  out.areas = std::move(areas);
  for (auto const& area : out.areas) {
    out.all.targeted += area.count.targeted;
    out.all.delivered += area.count.delivered;
  }
  return out;
}

}  // namespace

TEST_CASE("a publisher sees its own messages, an administrator all, anybody else none") {
  small_register with;
  auto const who = with.everything();
  auto const told = with.publish(bulletin(), who);
  auto const stranger = with.account("stranger", who.grant);
  auto grant = who.grant;
  grant.administrator = true;
  auto const admin = with.account("admin", grant);
  CHECK(find_visible(*with.reader, who, told.body->id));
  CHECK(find_visible(*with.reader, admin, told.body->id));
  CHECK_FALSE(find_visible(*with.reader, stranger, told.body->id));
  CHECK(find_watched(*with.reader, who.member.id, told.body->id, noon));
  CHECK_FALSE(find_watched(*with.reader, stranger.member.id, told.body->id, noon));
}

TEST_CASE("the borough that has been reached least comes first") {
  auto shown = figures({area_of("Barnet", 10, 9), area_of("Camden", 10, 2), area_of("Brent", 100, 20)});
  make_showable(shown, false);
  CHECK(shown.areas[0].name == "Brent");
  CHECK(shown.areas[1].name == "Camden");
  CHECK(shown.areas[2].name == "Barnet");
}

TEST_CASE("a wellbeing message shows no borough whose count could be worked out from the sum") {
  auto small = figures({area_of("Barnet", 20, 18), area_of("Camden", 20, 3)});
  make_showable(small, true);
  CHECK(small.counts_only);
  CHECK(small.areas.empty());
  auto large = figures({area_of("Barnet", 20, 18), area_of("Camden", 20, 5)});
  make_showable(large, true);
  CHECK(large.areas.size() == 2);
  auto early = figures({area_of("Barnet", 20, 1), area_of("Camden", 20, 0)});
  make_showable(early, true);
  CHECK(early.areas.size() == 2);  // the sum is hidden as well
}

TEST_CASE("an exercise is shown and counts for nothing") {
  small_register with;
  auto what = bulletin();
  what.status = protocol::message_status::exercise;
  auto const told = with.publish(what, with.everything());
  CHECK_FALSE(coverage_for(*with.reader, *with.reader->message(told.body->id)).counted);
}

TEST_CASE("news of a wellbeing message names no home") {
  small_register with;
  auto what = bulletin();
  auto const open = with.publish(what, with.everything());
  what.topic = "wellbeing";
  auto const hidden = with.publish(what, with.everything());
  auto const who = *protocol::member_id::parse("all-kinds");
  CHECK(read_news(*with.reader, who, open.body->number, {1, 2}, noon)->receipts.size() == 2);
  CHECK(read_news(*with.reader, who, hidden.body->number, {1, 2}, noon)->receipts.empty());
}
