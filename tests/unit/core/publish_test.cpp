#include "relay/core/publish/publish.hpp"

#include <catch2/catch.hpp>

#include "relay/core/stream/in_force.hpp"
#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::core;
using namespace carerelay::testing;
using protocol::closure;
using protocol::message_kind;
using std::chrono::hours;

TEST_CASE("a bulletin goes to the live homes of its area and takes effect at once") {
  small_register with;
  auto const told = with.publish(bulletin(), with.everything());
  CHECK(told.homes == std::vector<ports::home_number>{1, 2, 3, 4, 5, 6});
  CHECK(told.seqs == std::vector<std::uint64_t>(6, 1));
  auto const row = with.reader->message(told.body->id)->row;
  CHECK(row->effective == noon);
  CHECK(row->targeted == 6);
  CHECK(protocol::digest_of(told.body->json).value() == told.body->sum);
}

TEST_CASE("a dormant home is in no audience") {
  small_register with;
  auto what = bulletin();
  what.audience = {};
  what.audience.everyone = true;
  CHECK(with.publish(what, with.everything()).homes.size() == 8);
  what.audience = {};
  what.audience.homes = {home_id(9)};
  CHECK(refusal(with.decide(what, with.everything())) == "unknown_home at /audience/homes/0");
}

TEST_CASE("what the register does not know is refused by name") {
  small_register with;
  auto what = bulletin();
  what.audience.areas = {enfield, area("E09000099")};
  CHECK(refusal(with.decide(what, with.everything())) == "unknown_area at /audience/areas/1");
  what.audience = {};
  what.audience.homes = {home_id(1), home_id(77)};
  CHECK(refusal(with.decide(what, with.everything())) == "unknown_home at /audience/homes/1");
  what.audience = {};
  what.audience.tags = {"nobody-has-this"};
  CHECK(refusal(with.decide(what, with.everything())) == "empty_audience at /audience");
}

TEST_CASE("grants are checked for the kind, the urgency, the areas named and the homes reached") {
  small_register with;
  auto const enfield_only = with.account(
      "enfield-team", {{message_kind::guidance_bulletin}, {enfield}, false, protocol::urgency::expected, false});
  CHECK(refusal(with.decide(bulletin(), enfield_only)).empty());
  CHECK(refusal(with.decide(helpline(), enfield_only)) == "kind_not_granted at /kind");
  auto what = bulletin();
  what.urgency = protocol::urgency::immediate;
  CHECK(refusal(with.decide(what, enfield_only)) == "role_not_granted at /urgency");
  what = bulletin();
  what.audience.areas = {haringey};
  CHECK(refusal(with.decide(what, enfield_only)) == "area_not_granted at /audience");
  what.audience = {};
  what.audience.everyone = true;
  CHECK(refusal(with.decide(what, enfield_only)) == "area_not_granted at /audience");
  what.audience = {};
  what.audience.homes = {home_id(1), home_id(7)};
  CHECK(refusal(with.decide(what, enfield_only)) == "area_not_granted at /audience");
  CHECK(refusal(core::preview(what, enfield_only, *with.reader, noon)) == "area_not_granted at /audience");
}

TEST_CASE("the same reference with the same content is the same message, with other content it is refused") {
  small_register with;
  auto const who = with.everything();
  auto what = bulletin();
  what.reference = "IPC-17";
  auto const first = with.publish(what, who);
  auto const again = with.decide(what, who, noon + hours(1));
  REQUIRE(again.has_value());
  CHECK(std::get<published_before>(*again).id == first.body->id);
  what.info.front().headline = "Wash feet";
  CHECK(refusal(with.decide(what, who)) == "reference_reused at /reference");
}

TEST_CASE("two publishers may use one reference") {
  small_register with;
  auto what = bulletin();
  what.reference = "IPC-17";
  (void)with.publish(what, with.everything());
  auto const other = with.account("other", with.everything().grant);
  CHECK(refusal(with.decide(what, other)).empty());
}

TEST_CASE("an update goes to its own audience and to every home that has the old one") {
  small_register with;
  auto const who = with.everything();
  auto const old = with.publish(bulletin(), who);
  auto what = bulletin();
  what.audience.areas = {haringey};
  auto const update = with.publish(update_of(what, old.body->id), who);
  CHECK(update.homes == std::vector<ports::home_number>{1, 2, 3, 4, 5, 6, 7, 8});
  auto const view = with.reader->message(old.body->id);
  CHECK(view->closed == closure::superseded);
  CHECK(view->closed_by == update.body->number);
  auto const in_force = current_view(*with.reader, 1, noon, 10);
  REQUIRE(in_force.size() == 1);
  CHECK(in_force.front().message.row->body->id == update.body->id);
}

TEST_CASE("an update of what is unknown, somebody else's, closed or of another kind is refused") {
  small_register with;
  auto const who = with.everything();
  auto const stranger = with.account("stranger", who.grant);
  auto const nothing = protocol::message_id(protocol::make_v4(std::array<std::uint8_t, 16>{5}));
  CHECK(refusal(with.decide(update_of(bulletin(), nothing), who)) == "reference_unknown at /references/0");
  auto const old = with.publish(bulletin(), who);
  CHECK(refusal(with.decide(update_of(bulletin(), old.body->id), stranger)) == "reference_unknown at /references/0");
  CHECK(refusal(with.decide(update_of(helpline(), old.body->id), who)) == "reference_unknown at /references/0");
  auto exercise = update_of(bulletin(), old.body->id);
  exercise.status = protocol::message_status::exercise;
  CHECK(refusal(with.decide(exercise, who)) == "reference_unknown at /references/0");
  (void)with.publish(update_of(bulletin(), old.body->id), who);
  CHECK(refusal(with.decide(update_of(bulletin(), old.body->id), who)) == "reference_closed at /references/0");
}

TEST_CASE("a cancel goes to the old audience, also to a home that has gone dormant since") {
  small_register with;
  auto const who = with.everything();
  auto const old = with.publish(bulletin(), who);
  auto home = with.reader->home(2)->record;
  home.dormant = true;
  with.store.write([&](ports::store_writer& to) { (void)to.put_home(home); });
  auto const message = protocol::parse_message(old.body->json).value();
  auto const cancel = with.publish(cancellation_of(message, "Sent by mistake."), who);
  CHECK(cancel.homes == old.homes);
  CHECK(with.reader->message(old.body->id)->closed == closure::withdrawn);
  CHECK(current_view(*with.reader, 1, noon, 10).empty());
  CHECK(refusal(with.decide(cancellation_of(message, "Again."), who)) == "reference_closed at /references/0");
}

TEST_CASE("a test result stays with the one home it was for") {
  small_register with;
  auto const who = with.everything();
  auto const first = with.publish(result(3), who);
  CHECK(first.homes == std::vector<ports::home_number>{3});
  CHECK(refusal(with.decide(update_of(result(4), first.body->id), who)) == "not_private_to_one at /audience");
  auto const corrected = with.publish(update_of(result(3), first.body->id), who);
  CHECK(corrected.homes == std::vector<ports::home_number>{3});
  auto two = result(3);
  two.audience.homes.push_back(home_id(4));
  CHECK(refusal(with.decide(two, who)) == "not_private_to_one at /audience");
}

TEST_CASE("a new helpline notice takes the place of the live one of its area and topic by itself") {
  small_register with;
  auto const who = with.everything();
  auto const old = with.publish(helpline(), who);
  auto const other_topic = with.publish(helpline("wellbeing"), who);
  auto elsewhere = helpline();
  elsewhere.audience.areas = {haringey};
  auto const neighbour = with.publish(elsewhere, who);
  CHECK(with.reader->message(old.body->id)->closed == closure::open);

  auto const fresh = with.publish(helpline(), who);
  CHECK(with.reader->message(old.body->id)->closed == closure::superseded);
  CHECK(with.reader->message(old.body->id)->closed_by == fresh.body->number);
  CHECK(with.reader->message(other_topic.body->id)->closed == closure::open);
  CHECK(with.reader->message(neighbour.body->id)->closed == closure::open);
  auto const said = protocol::parse_message(fresh.body->json).value();
  CHECK(said.content.references == std::vector<protocol::message_id>{old.body->id});
}

TEST_CASE("a notice for one borough does not take the other borough's notice away") {
  small_register with;
  auto const who = with.everything();
  auto both = helpline();
  both.audience.areas = {enfield, haringey};
  auto const wide = with.publish(both, who);
  (void)with.publish(helpline(), who);
  CHECK(with.reader->message(wide.body->id)->closed == closure::open);
  auto const everywhere = with.publish(both, who);
  CHECK(with.reader->message(wide.body->id)->closed == closure::superseded);
  CHECK(everywhere.homes.size() == 8);
}

TEST_CASE("an exercise takes no real notice away, and neither does an account that may not speak there") {
  small_register with;
  auto const who = with.everything();
  auto both = helpline();
  both.audience.areas = {enfield, haringey};
  auto const live = with.publish(both, who);
  auto drill = both;
  drill.status = protocol::message_status::exercise;
  (void)with.publish(drill, who);
  CHECK(with.reader->message(live.body->id)->closed == closure::open);
  auto const enfield_only = with.account(
      "enfield-team", {{message_kind::helpline_notice}, {enfield}, false, protocol::urgency::expected, false});
  (void)with.publish(helpline(), enfield_only);
  CHECK(with.reader->message(live.body->id)->closed == closure::open);
}

TEST_CASE("what has expired before it takes effect is refused") {
  small_register with;
  auto what = bulletin();
  what.expires = noon;
  CHECK(refusal(with.decide(what, with.everything())) == "expires_too_early at /expires");
  what.effective = noon - hours(5);
  what.expires = noon - hours(1);
  CHECK(refusal(with.decide(what, with.everything())) == "expires_too_early at /expires");
  what.expires = noon + hours(1);
  CHECK(refusal(with.decide(what, with.everything())).empty());
}

TEST_CASE("a file a message names must have been uploaded, with that size") {
  small_register with;
  auto what = bulletin();
  protocol::resource_link poster{"Poster", "application/pdf", 3, {}};
  poster.sha256[0] = 1;
  what.resources = {poster};
  CHECK(refusal(with.decide(what, with.everything())) == "unknown_value at /resources/0/sha256");
  with.store.write([&](ports::store_writer& to) { to.put_resource(poster.sha256, "four"); });
  CHECK(refusal(with.decide(what, with.everything())) == "out_of_range at /resources/0/size");
  what.resources.front().size = 4;
  CHECK(refusal(with.decide(what, with.everything())).empty());
}

TEST_CASE("what is not yet effective is not in force, and then it is") {
  small_register with;
  auto what = bulletin();
  what.effective = noon + hours(2);
  (void)with.publish(what, with.everything());
  CHECK(current_view(*with.reader, 1, noon, 10).empty());
  CHECK(current_view(*with.reader, 1, noon + hours(2), 10).size() == 1);
}

TEST_CASE("a preview counts the homes by area and publishes nothing") {
  small_register with;
  auto what = bulletin();
  what.audience.areas = {enfield, haringey};
  auto const counted = core::preview(what, with.everything(), *with.reader, noon);
  REQUIRE(counted.has_value());
  CHECK(counted->homes == 8);
  REQUIRE(counted->areas.size() == 2);
  CHECK(counted->areas[0].homes == 6);
  CHECK(counted->areas[1].homes == 2);
  CHECK(with.reader->messages(0, 10, std::nullopt).empty());
}

TEST_CASE("a preview of an update counts the homes that have the old message too") {
  small_register with;
  auto const who = with.everything();
  auto const old = with.publish(bulletin(), who);
  auto what = update_of(bulletin(), old.body->id);
  what.audience.areas = {haringey};
  auto const counted = core::preview(what, who, *with.reader, noon);
  REQUIRE(counted.has_value());
  CHECK(counted->homes == 8);
}
