#include "relay/core/silence/ladder.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace carerelay;
using namespace carerelay::core;
using protocol::stage;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

instant const sent = instant(std::chrono::milliseconds(1'795'000'000'000));

awaited_message urgent() {
  awaited_message out;
  out.kind = protocol::message_kind::guidance_bulletin;
  out.urgency = protocol::urgency::immediate;
  out.begins = sent;
  return out;
}

/// A home with an address of its own, a manager with a mobile, and a deputy with both.
awaited_home silent() {
  awaited_home out;
  out.ways = {{0, false, "email"},      {1, false, "email", "no_address"},
              {2, true, "email"},       {0, false, "whatsapp", "no_such_channel"},
              {1, false, "notify_sms"}, {2, true, "notify_sms"}};
  return out;
}

/// Writes down what was decided, as the store does.
void write_down(awaited_home& home, climbed const& what, instant now) {
  for (auto const& one : what.now) {
    home.taken.push_back({one.step, now, one.what != rung_kind::skip});
    for (auto& way : home.ways)
      if (one.what == rung_kind::send && way.channel == one.channel && way.contact == one.contact) way.was_tried = true;
  }
}

std::string text(climbed const& what) {
  std::string out;
  for (auto const& one : what.now) {
    out += (out.empty() ? "" : " ") + one.step + '=';
    if (one.what == rung_kind::send) out += one.channel + std::to_string(one.contact);
    if (one.what == rung_kind::list) out += "ring";
    if (one.what == rung_kind::skip) out += '(' + one.why + ')';
  }
  return out;
}

}  // namespace

TEST_CASE("a silent home is written to, then its manager, then the deputy, then rung, each after its time") {
  ladder_rules const rules;
  auto home = silent();
  std::vector<std::string> steps;
  instant now = sent;
  for (;;) {
    auto const next = climb(rules, urgent(), home, now);
    if (!next.now.empty()) steps.push_back(std::to_string((now - sent) / minutes(1)) + ' ' + text(next));
    write_down(home, next, now);
    if (!next.next) break;
    CHECK(*next.next > now);
    now = *next.next;
  }
  CHECK(steps == std::vector<std::string>{"240 email=email0", "300 whatsapp=(no_such_channel) notify_sms=notify_sms1",
                                          "360 deputy=email2", "420 call_list=ring"});
  CHECK(climb(rules, urgent(), home, now + hours(99)).now.empty());
}

TEST_CASE("each urgency has its clock, and a message that asks for an answer sooner is not waited for longer") {
  ladder_rules const rules;
  auto what = urgent();
  CHECK(first_step_at(rules, what, stage::targeted) == sent + hours(4));
  what.urgency = protocol::urgency::expected;
  CHECK(first_step_at(rules, what, stage::targeted) == sent + hours(48));
  what.urgency = protocol::urgency::future;
  CHECK(first_step_at(rules, what, stage::delivered) == sent + hours(7 * 24));
  what.due = sent + hours(30);
  CHECK(first_step_at(rules, what, stage::targeted) == sent + hours(30));
  what.due = sent - hours(1);  // before it holds: no hurry was meant
  CHECK(first_step_at(rules, what, stage::targeted) == sent + hours(7 * 24));
}

TEST_CASE(
    "an urgent result is waited for an hour to be read and four to be answered, another one as its urgency says") {
  ladder_rules const rules;
  auto what = urgent();
  what.kind = protocol::message_kind::test_result;
  what.wants_answer = true;
  CHECK(first_step_at(rules, what, stage::targeted) == sent + hours(1));
  CHECK(first_step_at(rules, what, stage::delivered) == sent + hours(1));
  CHECK(first_step_at(rules, what, stage::read) == sent + hours(4));
  what.urgency = protocol::urgency::expected;
  CHECK(first_step_at(rules, what, stage::targeted) == sent + hours(48));
}

TEST_CASE("nothing is done a moment before the time, and it is done at it") {
  ladder_rules const rules;
  auto const early = climb(rules, urgent(), silent(), sent + hours(4) - std::chrono::milliseconds(1));
  CHECK(early.now.empty());
  CHECK(early.next == sent + hours(4));
  CHECK_FALSE(climb(rules, urgent(), silent(), sent + hours(4)).now.empty());
}

TEST_CASE("a home that has read a message is left alone, and one that was asked to answer only when it has") {
  ladder_rules const rules;
  auto home = silent();
  home.stage = stage::read;
  auto what = urgent();
  CHECK(climb(rules, what, home, sent + hours(9)).is_answered);
  CHECK(climb(rules, what, home, sent + hours(9)).now.empty());
  CHECK_FALSE(climb(rules, what, home, sent + hours(9)).next);
  what.wants_answer = true;
  CHECK(text(climb(rules, what, home, sent + hours(9))) == "email=email0");
  home.stage = stage::acknowledged;
  CHECK(climb(rules, what, home, sent + hours(9)).now.empty());
}

TEST_CASE("delivered to a device is silence: the ladder goes on until somebody has read it") {
  auto home = silent();
  home.stage = stage::delivered;
  CHECK(text(climb({}, urgent(), home, sent + hours(4))) == "email=email0");
}

TEST_CASE("a message that was replaced, cancelled or has expired is not pursued") {
  auto what = urgent();
  what.is_open = false;
  CHECK(climb({}, what, silent(), sent + hours(9)).now.empty());
  CHECK_FALSE(climb({}, what, silent(), sent + hours(9)).next);
  what = urgent();
  what.ends = sent + hours(5);
  CHECK_FALSE(climb({}, what, silent(), sent + hours(5) - minutes(1)).now.empty());
  CHECK(climb({}, what, silent(), sent + hours(5)).now.empty());
}

TEST_CASE("switched off, it does nothing") {
  ladder_rules rules;
  rules.is_on = false;
  CHECK(climb(rules, urgent(), silent(), sent + hours(99)).now.empty());
}

TEST_CASE("a mail that went when the message was published is not sent again, and costs no time") {
  auto home = silent();
  home.ways[0].was_tried = true;
  CHECK(text(climb({}, urgent(), home, sent + hours(4))) ==
        "email=(went_before) whatsapp=(no_such_channel) notify_sms=notify_sms1");
}

TEST_CASE("a suspended home is written nothing and rung at once") {
  auto home = silent();
  home.is_suspended = true;
  CHECK(text(climb({}, urgent(), home, sent + hours(4))) ==
        "email=(home_suspended) whatsapp=(home_suspended) notify_sms=(home_suspended) deputy=(home_suspended) "
        "call_list=ring");
}

TEST_CASE("a home nobody can write to is rung at once") {
  awaited_home home;
  CHECK(text(climb({}, urgent(), home, sent + hours(4))) ==
        "email=(no_address) whatsapp=(no_address) notify_sms=(no_address) deputy=(no_second_contact) call_list=ring");
}

TEST_CASE("of a wellbeing message nobody is put on a list that names homes") {
  auto what = urgent();
  what.names_nobody = true;
  awaited_home home;
  auto const next = climb({}, what, home, sent + hours(4));
  CHECK(next.now.back().what == rung_kind::skip);
  CHECK(next.now.back().why == "names_nobody");
  CHECK_FALSE(next.next);
}

TEST_CASE("without a deputy by that word the second person is asked, by the first way that leads to them") {
  auto home = silent();
  for (auto& way : home.ways) way.is_deputy = false;
  home.taken = {{"email", sent, false}, {"whatsapp", sent, false}, {"notify_sms", sent, false}};
  home.ways[2].why_not = "opted_out";
  CHECK(text(climb({}, urgent(), home, sent + hours(4))) == "deputy=notify_sms2");
}

TEST_CASE("the deputy is the one who is called so, whoever else there is, and the settings say which way comes first") {
  ladder_rules rules;
  rules.steps = {"notify_sms", "email", "deputy"};
  awaited_home home;
  home.ways = {{1, false, "email"}, {3, false, "email"}, {2, true, "email"}, {2, true, "notify_sms"}};
  home.taken = {{"notify_sms", sent, false}, {"email", sent, false}};
  CHECK(text(climb(rules, urgent(), home, sent + hours(4))) == "deputy=notify_sms2");
}

TEST_CASE("whatever happens in whatever order, no step is taken twice and none after an answer") {
  std::mt19937 chance(20261121);  // NOLINT: the same every time
  auto const draw = [&](unsigned most) { return static_cast<unsigned>(chance() % most); };
  ladder_rules const rules;
  for (int round = 0; round < 3'000; ++round) {
    auto what = urgent();
    what.urgency = static_cast<protocol::urgency>(draw(3));
    what.wants_answer = draw(2) == 0;
    if (draw(4) == 0) what.ends = sent + hours(draw(200));
    auto home = silent();
    for (auto& way : home.ways)
      if (draw(3) == 0) way.was_tried = true;
    home.is_suspended = draw(8) == 0;
    std::vector<std::string> seen;
    std::vector<std::pair<std::string, std::uint32_t>> written;
    for (auto const& way : home.ways)
      if (way.was_tried) written.emplace_back(way.channel, way.contact);
    instant now = sent;
    instant last = sent - hours(999);
    bool is_over = false;
    for (int look = 0; look < 40; ++look) {
      now += minutes(draw(3'000));
      if (draw(12) == 0 && home.stage < stage::acknowledged)
        home.stage = static_cast<stage>(static_cast<unsigned>(home.stage) + 1);
      if (draw(40) == 0) what.is_open = false;
      is_over = is_over || is_answered(what, home.stage) || !what.is_open || (what.ends && now >= *what.ends);
      auto const next = climb(rules, what, home, now);
      if (is_over) {
        REQUIRE(next.now.empty());
        continue;
      }
      std::size_t acts = 0;
      for (auto const& one : next.now) {
        REQUIRE(std::find(seen.begin(), seen.end(), one.step) == seen.end());
        seen.push_back(one.step);
        acts += one.what != rung_kind::skip ? 1 : 0;
        if (one.what != rung_kind::send) continue;
        std::pair const to{one.channel, one.contact};
        REQUIRE(std::find(written.begin(), written.end(), to) == written.end());
        written.push_back(to);
        REQUIRE_FALSE(home.is_suspended);
      }
      REQUIRE(acts <= 1);
      if (acts == 1) {
        REQUIRE(now >= first_step_at(rules, what, home.stage));
        REQUIRE(now - last >= patience(rules, what, home.stage) / 4);
        last = now;
      }
      // A crash before anything was written down, and one after it.
      auto const again = climb(rules, what, home, now);
      REQUIRE(text(again) == text(next));
      write_down(home, next, now);
      REQUIRE(climb(rules, what, home, now).now.empty());
    }
  }
}
