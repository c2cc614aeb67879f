// How messages end, and what their receipts come to: lists and coverage.
#include "tests/contract/receipts_kit.hpp"

using namespace carerelay;
using namespace carerelay::contract;
using protocol::closure;
using protocol::move;
using protocol::receipt_act;
using protocol::response;
using protocol::stage;

TEST_CASE("closing a message closes its receipts, each with an event, once") {
  ON_EVERY_STORE();
  published const p(store);
  deliver(store, {p.mark(0)});
  auto const next = publish(store, bulletin(2), p.homes).number;
  store.write([&](auto& w) { w.close_message(p.message, closure::superseded, next, start + hours(1)); });
  store.write([&](auto& w) { w.close_message(p.message, closure::withdrawn, 0, start + hours(2)); });  // too late
  held->reopen();
  auto const reader = held->store().reader();
  auto const view = *reader->message(p.message);
  REQUIRE(view.closed == closure::superseded);
  REQUIRE(view.closed_by == next);
  for (int home : {0, 1, 2}) {
    REQUIRE(reader->receipt(p.message, p.homes[home])->what.state.closed == closure::superseded);
    auto const events = reader->events(p.message, p.homes[home]);
    REQUIRE(events.back().act == receipt_act::superseded);
    REQUIRE(events.back().channel == "relay");
    REQUIRE(events.back().device == 0);
    REQUIRE(events.back().recorded_at == start + hours(1));
    REQUIRE(events.size() == (home == 0 ? 2 : 1));
  }
  REQUIRE(reader->receipt(p.message, p.homes[0])->what.state.stage == stage::delivered);
  REQUIRE(reader->message(next)->closed == closure::open);
}

TEST_CASE("a receipt that rises after it was closed is marked late") {
  ON_EVERY_STORE();
  published const p(store);
  store.write([&](auto& w) { w.close_message(p.message, closure::withdrawn, 0, start); });
  REQUIRE(deliver(store, {p.mark(0, start + minutes(5))}) == 1);
  REQUIRE(act(store, p.message, p.homes[1], read_event(1, start + minutes(6))).what == move::late);
  for (int home : {0, 1}) {
    REQUIRE(p.receipt(home).late);
    REQUIRE(p.receipt(home).state.closed == closure::withdrawn);
    REQUIRE(p.events(home).back().late);
  }
  REQUIRE(p.receipt(0).state.stage == stage::delivered);
  REQUIRE(p.receipt(0).delivered_at == start + minutes(5));
  REQUIRE_FALSE(p.receipt(2).late);
}

TEST_CASE("messages expire at their moment, once, and may still be replaced") {
  ON_EVERY_STORE();
  published const p(store);
  auto what = bulletin(2);
  what.content.expires = start + hours(2);
  auto const a = publish(store, what, p.homes).number;
  what = bulletin(3);
  what.content.expires = start + hours(3);
  auto const b = publish(store, what, p.homes).number;
  auto const expire = [&](protocol::instant now) {
    std::vector<ports::message_number> out;
    store.write([&](auto& w) { out = w.expire(now); });
    return out;
  };
  using list = std::vector<ports::message_number>;
  REQUIRE(expire(start + hours(1)).empty());
  REQUIRE(expire(start + hours(2)) == list{a});
  REQUIRE(expire(start + hours(2)).empty());
  REQUIRE(store.reader()->message(a)->closed == closure::expired);
  REQUIRE(store.reader()->receipt(a, p.homes[0])->what.state.closed == closure::expired);
  REQUIRE(store.reader()->events(a, p.homes[0]).back().act == receipt_act::expired);
  store.write([&](auto& w) { w.close_message(a, closure::superseded, b, start + hours(2)); });
  REQUIRE(store.reader()->message(a)->closed == closure::superseded);
  REQUIRE(store.reader()->message(a)->closed_by == b);
  REQUIRE(store.reader()->receipt(a, p.homes[0])->what.state.closed == closure::expired);
  REQUIRE(expire(start + hours(99)) == list{b});
  REQUIRE(store.reader()->message(p.message)->closed == closure::open);  // has no end
}

TEST_CASE("receipts are listed in order of home, page by page") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 5);
  auto const message = publish(store, bulletin(1), {homes[0], homes[1], homes[3], homes[4]}).number;
  auto const reader = store.reader();
  auto const page = reader->receipts(message, 0, 3);
  REQUIRE(page.size() == 3);
  REQUIRE(page[0].home == homes[0]);
  REQUIRE(page[2].home == homes[3]);
  REQUIRE(page[2].what.home == home_id(4));
  auto const rest = reader->receipts(message, homes[3], 3);
  REQUIRE(rest.size() == 1);
  REQUIRE(rest[0].home == homes[4]);
  REQUIRE(reader->receipts(message, homes[4], 3).empty());
  REQUIRE(reader->receipts(99, 0, 3).empty());
  REQUIRE(reader->audience(message) == std::vector{homes[0], homes[1], homes[3], homes[4]});
  REQUIRE(reader->audience(99).empty());
}

TEST_CASE("coverage counts every home at its stage or beyond, by area, least reached first") {
  ON_EVERY_STORE();
  std::vector<ports::home_number> homes;
  store.write([&](auto& w) {
    w.put_area(area("E09000010"), "Enfield");
    w.put_area(area("E09000014"), "Haringey");
    for (int i = 1; i <= 4; ++i) homes.push_back(w.put_home(home(i, "E09000010")));
    for (int i = 5; i <= 6; ++i) homes.push_back(w.put_home(home(i, "E09000014")));
    homes.push_back(w.put_home(home(7, "E09000008")));
    w.put_home(home(8, "E09000008"));  // not in the audience
  });
  auto const message = publish(store, bulletin(1), homes).number;
  deliver(store,
          {{homes[0], 0, message, 1, start}, {homes[4], 0, message, 1, start}, {homes[5], 0, message, 1, start}});
  act(store, message, homes[1], read_event(1, start));
  act(store, message, homes[2], answer_event(2, start, response::actioned));
  act(store, message, homes[4], answer_event(3, start, response::need_help));
  auto const got = store.reader()->coverage(message);
  REQUIRE(got.counted);
  REQUIRE_FALSE(got.counts_only);
  REQUIRE(got.all == protocol::tally{7, 5, 3, 2, 0, 1, 0, 1});
  REQUIRE(got.all.unreached() == 2);
  REQUIRE(got.areas.size() == 3);
  REQUIRE(got.areas[0].name == "E09000008");
  REQUIRE(got.areas[0].count == protocol::tally{1, 0, 0, 0, 0, 0, 0, 0});
  REQUIRE(got.areas[1].name == "Enfield");
  REQUIRE(got.areas[1].area == area("E09000010"));
  REQUIRE(got.areas[1].count == protocol::tally{4, 3, 2, 1, 0, 1, 0, 0});
  REQUIRE(got.areas[2].name == "Haringey");
  REQUIRE(got.areas[2].count == protocol::tally{2, 2, 1, 1, 0, 0, 0, 1});
}

TEST_CASE("the denominator of coverage is the audience as it was at publish") {
  ON_EVERY_STORE();
  published const p(store);
  auto gone = home(1);
  gone.dormant = true;
  put(store, gone);
  put(store, home(40));
  REQUIRE(store.reader()->coverage(p.message).all.targeted == 3);
  REQUIRE(store.reader()->message(p.message)->row->targeted == 3);
  REQUIRE(store.reader()->coverage(99).all.targeted == 0);
}

TEST_CASE("exercises are not counted, and wellbeing shows counts only") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  auto exercise = bulletin(1);
  exercise.content.status = protocol::message_status::exercise;
  auto wellbeing = bulletin(2);
  wellbeing.content.topic = "wellbeing";
  auto const a = publish(store, exercise, homes).number;
  auto const b = publish(store, wellbeing, homes).number;
  REQUIRE_FALSE(store.reader()->coverage(a).counted);
  REQUIRE_FALSE(store.reader()->coverage(a).counts_only);
  REQUIRE(store.reader()->coverage(b).counted);
  REQUIRE(store.reader()->coverage(b).counts_only);
}

TEST_CASE("the oldest message that somebody still waits for is known") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 2);
  auto const oldest = [&](protocol::instant now = start + hours(5)) { return store.reader()->oldest_undelivered(now); };
  REQUIRE_FALSE(oldest());
  auto ending = bulletin(1, start);
  ending.content.expires = start + hours(4);
  publish(store, ending, homes);
  auto const a = publish(store, bulletin(2, start + hours(1)), homes).number;
  auto const b = publish(store, bulletin(3, start + hours(2)), homes).number;
  publish(store, bulletin(4, start + hours(3)), {});  // for nobody
  REQUIRE(oldest(start + hours(3)) == start);
  REQUIRE(oldest(start + hours(4)) == start + hours(1));  // the first has expired, swept or not
  deliver(store, {{homes[0], 0, a, 2, start}});
  REQUIRE(oldest() == start + hours(1));
  act(store, a, homes[1], read_event(1, start));
  REQUIRE(oldest() == start + hours(2));
  store.write([&](auto& w) { w.close_message(b, closure::withdrawn, 0, start); });
  REQUIRE_FALSE(oldest());
  deliver(store, {{homes[0], 0, b, 3, start}});  // late: nobody waited any more
  REQUIRE_FALSE(oldest());
}
