#include <catch2/catch.hpp>

#include "adapters/ports/store.hpp"
#include "tests/contract/store_kit.hpp"

using namespace carerelay;
using namespace carerelay::contract;

namespace {

struct awaited {
  std::vector<ports::home_number> homes;
  ports::message_number first = 0, second = 0;
};

awaited two_messages(ports::store& store) {
  awaited out;
  out.homes = put_homes(store, 2);
  out.first = publish(store, bulletin(1), out.homes).number;
  out.second = publish(store, bulletin(2), out.homes).number;
  return out;
}

void change(ports::store& store, std::function<void(ports::store_writer&)> const& work) {
  store.write([&](ports::store_writer& to) { work(to); });
}

ports::check_in_row check_in() {
  ports::check_in_row row;
  row.id = protocol::make_v7(start, std::array<std::uint8_t, 10>{3});
  row.team = publisher("ncl-ipc");
  row.author = *protocol::member_id::parse("jane");
  row.made_at = start;
  row.draft = "{}";
  row.minute = 570;
  row.until = start + hours(99);
  return row;
}

}  // namespace

TEST_CASE("the message that is due first is looked at first, over a restart, and one that is over never again") {
  ON_EVERY_STORE();
  auto const at = two_messages(store);
  change(store, [&](auto& to) {
    to.put_watch({at.first, start + minutes(9)});
    to.put_watch({at.second, start + minutes(5)});
  });
  held->reopen();
  auto const reader = held->store().reader();
  CHECK_FALSE(reader->watch_due(start + minutes(4)));
  CHECK(reader->watch_next() == start + minutes(5));
  CHECK(reader->watch_due(start + minutes(20))->message == at.second);
  CHECK(reader->watches(1) == std::vector<ports::watch_row>{{at.second, start + minutes(5)}});
  change(held->store(), [&](auto& to) {
    to.put_watch({at.second, start + minutes(30)});
    to.remove_watch(at.first);
    to.remove_watch(at.first);
  });
  CHECK_FALSE(reader->watch_due(start + minutes(20)));
  CHECK(reader->watches(9).size() == 1);
}

TEST_CASE("a step is taken once for a home and message, in the order in which steps were taken") {
  ON_EVERY_STORE();
  auto const at = two_messages(store);
  ports::rung_row const mailed{at.first, at.homes[0], "email", start, ports::rung_outcome::sent, "email", 0, ""};
  ports::rung_row const deputy{at.first, at.homes[0], "deputy", start + minutes(1), ports::rung_outcome::sent,
                               "sms",    2,           ""};
  ports::rung_row const other{at.first, at.homes[1], "call_list", start, ports::rung_outcome::skipped, "", 0, "why"};
  change(store, [&](auto& to) {
    CHECK(to.add_rung(mailed));
    CHECK(to.add_rung(other));
    CHECK(to.add_rung(deputy));
    auto again = mailed;
    again.at = start + hours(1);
    CHECK_FALSE(to.add_rung(again));
  });
  held->reopen();
  auto const reader = held->store().reader();
  CHECK(reader->rungs(at.first, 0, ~0U) == std::vector{mailed, deputy, other});
  CHECK(reader->rungs(at.first, at.homes[1], at.homes[1]) == std::vector{other});
  CHECK(reader->rungs(at.second, 0, ~0U).empty());
}

TEST_CASE("calls, the health of ways and check-ins come back as they were put, and what was refused leaves nothing") {
  ON_EVERY_STORE();
  auto const at = two_messages(store);
  ports::call_row call{0,
                       at.first,
                       at.homes[0],
                       start,
                       "jane",
                       ports::call_outcome::will_act,
                       "the deputy",
                       start + hours(1),
                       "will ring back"};
  ports::way_health_row health{at.homes[0], 2, "email", start, start + minutes(1), start + minutes(2), "mailbox_full"};
  auto asked = check_in();
  change(store, [&](auto& to) {
    CHECK(to.add_call(call) == 1);
    to.put_way_health(health);
    to.put_check_in(asked);
  });
  call.number = 1;
  health.failed_why = "policy";
  asked.last_day = 20'000;
  asked.last_message = at.first;
  asked.ended_at = start + hours(2);
  asked.approver = *protocol::member_id::parse("john");
  asked.needs_approval = true;
  change(store, [&](auto& to) {
    to.put_way_health(health);
    to.put_check_in(asked);
  });
  CHECK_THROWS(change(store, [&](auto& to) {
    to.add_call(call);
    to.put_way_health({at.homes[1], 0, "email", start, {}, {}, ""});
    to.put_watch({at.first, start});
    to.add_rung({at.first, at.homes[0], "email", start, ports::rung_outcome::sent, "email", 0, ""});
    throw std::runtime_error("no");
  }));
  held->reopen();
  auto const reader = held->store().reader();
  CHECK(reader->calls(at.first, at.homes[0]) == std::vector{call});
  CHECK(reader->way_health(0, ~0U) == std::vector{health});
  CHECK(reader->check_in(asked.id) == asked);
  CHECK(reader->check_ins() == std::vector{asked});
  CHECK(reader->watches(9).empty());
  CHECK(reader->rungs(at.first, 0, ~0U).empty());
}

TEST_CASE("what a channel took last comes newest first, with when something came back of it") {
  ON_EVERY_STORE();
  auto const at = two_messages(store);
  store.write([&](auto& to) {
    std::vector<ports::outbox_row> rows;
    for (int i = 0; i < 3; ++i) {
      ports::outbox_row row;
      row.message = i < 2 ? at.first : at.second;
      row.home = at.homes[static_cast<std::size_t>(i % 2)];
      row.channel = "email";
      row.state = ports::outbox_state::sent;
      if (i != 1) row.sent_at = start + minutes(i);
      if (i == 0) row.returned_at = start + minutes(5);
      rows.push_back(row);
    }
    to.add_outbox(rows);
  });
  auto const reader = store.reader();
  CHECK(reader->last_sent("email", 9) ==
        std::vector<ports::sent_and_returned>{{start + minutes(2), {}}, {start, start + minutes(5)}});
  CHECK(reader->last_sent("email", 1).size() == 1);
  CHECK(reader->last_sent("chat", 9).empty());
}

TEST_CASE("homes of our own are in no audience unless they are named, and in no area's figure") {
  ON_EVERY_STORE();
  auto ours = home(1), like = home(2);
  ours.tags = {"canary"};
  like.tags = {"a-canary", "canary-wharf-abc"};  // ends so, and begins so with 16 letters, and is neither
  auto const canary = put(store, ours);
  auto const other = put(store, like);
  auto const reader = store.reader();
  protocol::audience everyone, borough, named, tagged;
  everyone.everyone = true;
  borough.areas = {area("E09000010")};
  named.homes = {ours.id};
  tagged.tags = {"canary"};
  CHECK(reader->resolve(everyone) == std::vector{other});
  CHECK(reader->resolve(borough) == std::vector{other});
  CHECK(reader->resolve(tagged).empty());
  CHECK(reader->resolve(named) == std::vector{canary});
  CHECK(reader->areas().at(0).live_homes == 1);
}
