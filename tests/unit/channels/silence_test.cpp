#include <catch2/catch.hpp>

#include "adapters/ports/store.hpp"
#include "relay/core/silence/canary.hpp"
#include "relay/core/silence/check_in.hpp"
#include "relay/core/silence/quiet.hpp"
#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

/// Newest first: `answered` of `all` mails, a minute apart, each answered after ten seconds; the last one at noon.
std::vector<ports::sent_and_returned> history(int all, int answered) {
  std::vector<ports::sent_and_returned> out;
  for (int i = 0; i < all; ++i) {
    ports::sent_and_returned one{noon - minutes(i), {}};
    if (i * answered % all < answered) one.returned_at = one.sent_at + seconds(10);
    out.push_back(one);
  }
  return out;
}

void send_more(std::vector<ports::sent_and_returned>& to, int count, protocol::instant at) {
  for (int i = 0; i < count; ++i) to.insert(to.begin(), {at + seconds(i), {}});
}

protocol::home_record canary(int number) {
  protocol::home_record home;
  home.id = home_id(number);
  home.name = "Ours " + std::to_string(number);
  home.area = haringey;
  home.tags = {"canary"};
  return home;
}

struct watch_room : small_register {
  core::canary_rules rules;
  core::outbox_rules ways;
  std::vector<core::event> told;
  protocol::instant now = noon;

  core::canary_look look() {
    core::canary_look out;
    store.write([&](ports::store_writer& to) { out = core::look_at_canaries(to, rules, ways, now, random, told); });
    return out;
  }
  core::check_in_look send() {
    core::check_in_look out;
    store.write([&](ports::store_writer& to) { out = core::send_check_ins(to, ways, now, random, told); });
    return out;
  }
  ports::check_in_row begin(core::actor const& who, std::uint16_t minute, protocol::instant until) {
    protocol::audience all;
    all.areas = {enfield};
    ports::check_in_row row;
    std::array<std::uint8_t, 10> bits{};
    random.fill(bits);
    row.id = protocol::make_v7(now, bits);
    row.team = who.team.id;
    row.author = who.member.id;
    row.made_at = now;
    row.draft = protocol::encode_draft(core::check_in_draft("Anything new today?", "One tap is enough.", all));
    row.minute = minute;
    row.until = until;
    store.write([&](ports::store_writer& to) { to.put_check_in(row); });
    return row;
  }
};

}  // namespace

TEST_CASE(
    "A channel that always brought news is quiet when the first mail goes without for four minutes, and not before") {
  auto sent = history(100, 100);
  auto const at = noon + minutes(10);
  send_more(sent, 1, at);
  CHECK_FALSE(core::quiet_since(sent, core::quiet_after, at + minutes(4) - seconds(1)));
  CHECK(core::quiet_since(sent, core::quiet_after, at + minutes(4)) == at);
}

TEST_CASE("A channel of which half comes back is quiet after seven that did not, and not after six") {
  auto sent = history(100, 50);
  auto const at = noon + minutes(10);
  auto const later = at + hours(1);
  send_more(sent, 6, at);
  CHECK_FALSE(core::quiet_since(sent, core::quiet_after, later));
  send_more(sent, 1, at + minutes(1));
  CHECK(core::quiet_since(sent, core::quiet_after, later) == at);
}

TEST_CASE("A channel of which nothing ever came back is not called quiet, and one with nothing out neither") {
  std::vector<ports::sent_and_returned> sent;
  send_more(sent, 100, noon);
  CHECK_FALSE(core::quiet_since(sent, core::quiet_after, noon + hours(9)));
  CHECK_FALSE(core::quiet_since(history(100, 100), core::quiet_after, noon + hours(99)));
  CHECK_FALSE(core::quiet_since({}, core::quiet_after, noon));
}

TEST_CASE("The alarm ends by itself with the first news") {
  auto sent = history(100, 100);
  send_more(sent, 3, noon + minutes(10));
  CHECK(core::quiet_since(sent, core::quiet_after, noon + minutes(20)));
  sent.front().returned_at = noon + minutes(21);
  CHECK_FALSE(core::quiet_since(sent, core::quiet_after, noon + minutes(22)));
}

TEST_CASE("Homes of our own are in no audience and no figure, and real messages cannot name them") {
  watch_room at;
  auto const before = at.reader->areas();
  at.store.write([&](ports::store_writer& to) { (void)to.put_home(canary(50)); });
  protocol::audience everyone, borough;
  everyone.everyone = true;
  borough.areas = {haringey};
  CHECK(at.reader->resolve(everyone).size() == 8);
  CHECK(at.reader->resolve(borough).size() == 2);
  auto const after = at.reader->areas();
  REQUIRE(after.size() == before.size());
  for (std::size_t i = 0; i < after.size(); ++i) CHECK(after[i].live_homes == before[i].live_homes);
  auto const who = at.everything();
  auto named = bulletin();
  named.audience = {};
  named.audience.homes = {home_id(50)};
  CHECK(refusal(at.decide(named, who)) == "unknown_home at /audience/homes/0");
  named.status = protocol::message_status::test;
  CHECK(at.decide(named, who).has_value());
}

TEST_CASE("A canary is sent a test on time and once, and is silent when it has not stored it four minutes later") {
  watch_room at;
  CHECK(at.look().silent.empty());
  CHECK(at.told.empty());  // there is none yet
  at.store.write([&](ports::store_writer& to) { (void)to.put_home(canary(50)); });
  CHECK(at.look().next == noon + minutes(4));
  CHECK(at.look().next == noon + minutes(4));
  CHECK(at.told.size() == 1);
  at.now = noon + minutes(4) - seconds(1);
  CHECK_FALSE(at.look().has_judged);
  at.now = noon + minutes(4);
  auto const silent = at.look().silent;
  REQUIRE(silent.size() == 1);
  CHECK(silent[0].area == haringey);
  CHECK(silent[0].way == "stream");
  auto const test = std::get<core::message_published>(at.told[0]);
  ports::receipt_event stored;
  stored.act = protocol::receipt_act::read;
  stored.recorded_at = at.now;
  stored.id = protocol::event_id(protocol::make_v7(at.now, std::array<std::uint8_t, 10>{7}));
  at.store.write([&](ports::store_writer& to) { (void)to.record_act(test.body->number, test.homes[0], stored); });
  CHECK(at.look().silent.empty());
  at.now = noon + minutes(15);
  (void)at.look();
  CHECK(at.told.size() == 2);
  CHECK_FALSE(at.reader->coverage(test.body->number).counted);
}

TEST_CASE("A check-in goes once a day at its hour, over restarts, and takes the place of the day before's") {
  watch_room at;
  auto const who = at.everything();
  at.begin(who, 13 * 60, noon + hours(24 * 3));
  CHECK(at.send().done.empty());
  CHECK(at.send().next == noon + hours(1));
  at.now = noon + hours(1);
  REQUIRE(at.send().done.size() == 1);
  CHECK(at.send().done.empty());
  REQUIRE(at.told.size() == 1);
  auto const first = std::get<core::message_published>(at.told[0]).body->number;
  at.now = noon + hours(25);
  REQUIRE(at.send().done.at(0).why.empty());
  CHECK(at.reader->message(first)->closed == protocol::closure::superseded);
  auto const second = std::get<core::message_published>(at.told[1]).body;
  auto const said = protocol::parse_message(second->json);
  REQUIRE(said.has_value());
  CHECK(said->content.ack.options == std::vector{protocol::response::actioned, protocol::response::need_help});
  CHECK(said->content.topic == core::check_in_topic);
  at.now = noon + hours(24 * 3 + 1);  // over
  CHECK(at.send().done.empty());
}

TEST_CASE("A crash after the message and before the note of it sends nothing twice") {
  watch_room at;
  auto const who = at.everything();
  auto const row = at.begin(who, 13 * 60, noon + hours(99));
  at.now = noon + hours(2);  // late, the same day
  CHECK(at.send().done.size() == 1);
  at.store.write([&](ports::store_writer& to) { to.put_check_in(row); });  // as if never noted
  CHECK(at.send().done.at(0).why == "sent_before");
  CHECK(at.told.size() == 1);
}

TEST_CASE("A check-in made after its hour begins tomorrow; days that were missed are not made up for") {
  watch_room at;
  auto const who = at.everything();
  at.begin(who, 9 * 60, noon + hours(24 * 9));
  CHECK(at.send().done.empty());
  CHECK(at.send().next == noon + hours(21));
  at.now = noon + hours(24 * 4);
  CHECK(at.send().done.size() == 1);
  CHECK(at.told.size() == 1);
}

TEST_CASE("The hour is London's, also when the clocks change, and the hour that is skipped is the one after it") {
  auto const at = [](char const* text) { return *protocol::parse_instant(text); };
  // Sunday 28 March 2027: 01:00 GMT becomes 02:00 BST.
  CHECK(core::hour_on_day(at("2027-03-27T12:00:00Z"), 9 * 60) == at("2027-03-27T09:00:00Z"));
  CHECK(core::hour_on_day(at("2027-03-28T12:00:00Z"), 9 * 60) == at("2027-03-28T08:00:00Z"));
  CHECK(core::hour_on_day(at("2027-03-28T12:00:00Z"), 90) == at("2027-03-28T01:30:00Z"));
  // Sunday 31 October 2027: 02:00 BST becomes 01:00 GMT; the first 01:30 counts.
  CHECK(core::hour_on_day(at("2027-10-31T12:00:00Z"), 90) == at("2027-10-31T00:30:00Z"));
  ports::check_in_row row;
  row.minute = 9 * 60;
  row.made_at = at("2027-03-27T09:30:00Z");
  row.until = at("2028-01-01T00:00:00Z");
  CHECK(core::next_of(row, at("2027-03-27T10:00:00Z")) == at("2027-03-28T08:00:00Z"));
  using namespace std::chrono;
  row.last_day = sys_days(year(2027) / 10 / 30).time_since_epoch().count();
  CHECK(core::next_of(row, at("2027-10-30T10:00:00Z")) == at("2027-10-31T09:00:00Z"));
}

TEST_CASE("A check-in that another person must stand for waits until they have") {
  watch_room at;
  auto const who = at.everything();
  auto row = at.begin(who, 13 * 60, noon + hours(99));
  row.needs_approval = true;
  at.store.write([&](ports::store_writer& to) { to.put_check_in(row); });
  at.now = noon + hours(1);
  CHECK(at.send().done.empty());
  row.approver = who.member.id;
  at.store.write([&](ports::store_writer& to) { to.put_check_in(row); });
  CHECK(at.send().done.size() == 1);
}
