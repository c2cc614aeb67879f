#include <catch2/catch.hpp>

#include "adapters/ports/log_rules.hpp"
#include "tests/contract/store_kit.hpp"

using namespace carerelay;
using namespace carerelay::contract;
using ports::outbox_state;

namespace {

struct sent_message {
  ports::message_number number = 0;
  std::vector<ports::home_number> homes;
};

sent_message message_to(ports::store& store, int homes) {
  sent_message out;
  out.homes = put_homes(store, homes);
  out.number = publish(store, bulletin(1), out.homes).number;
  return out;
}

ports::outbox_row row_of(sent_message const& what, std::size_t home, std::string channel = "email") {
  ports::outbox_row row;
  row.message = what.number;
  row.home = what.homes[home];
  row.channel = std::move(channel);
  row.to = "manager@rosewood.example";
  row.level = protocol::disclosure::full;
  row.rank = 1;
  row.queued_at = row.next_at = start;
  return row;
}

ports::outbox_row numbered(ports::outbox_row row, ports::outbox_number number) {
  row.number = number;
  return row;
}

void add(ports::store& store, std::vector<ports::outbox_row> const& rows) {
  store.write([&](auto& w) { w.add_outbox(rows); });
}

}  // namespace

TEST_CASE("a row of the outbox comes back as it was put, over a restart, and changes with what happens to it") {
  ON_EVERY_STORE();
  auto const what = message_to(store, 2);
  auto group = row_of(what, 0, "teams");
  group.home = 0;
  group.to.clear();
  add(store, {row_of(what, 0), row_of(what, 1), group});
  held->reopen();
  auto changed = numbered(row_of(what, 1), 2);
  REQUIRE(held->store().reader()->outbox(2) == changed);
  changed.state = outbox_state::sent;
  changed.attempts = 3;
  changed.in_doubt = true;
  changed.next_at = start + minutes(3);
  changed.until = start + hours(2);
  changed.sent_at = start + minutes(4);
  changed.reason = "mailbox_full";
  changed.remote = "4X2k";
  changed.returned = ports::returned_news::displayed;
  changed.returned_at = start + minutes(9);
  held->store().write([&](auto& w) { w.put_outbox(changed); });
  held->reopen();
  auto const reader = held->store().reader();
  CHECK(reader->outbox(2) == changed);
  CHECK_FALSE(reader->outbox(4));
  CHECK(reader->outbox_of(what.number, 1, 1'000'000) == std::vector{numbered(row_of(what, 0), 1), changed});
  CHECK(reader->outbox_of(what.number, 0, 0) == std::vector{numbered(group, 3)});
  CHECK(reader->outbox_of(what.number + 1, 0, 1'000'000).empty());
  CHECK(reader->outbox_counts("email") ==
        std::vector<ports::outbox_count>{{outbox_state::queued, 1}, {outbox_state::sent, 1}});
}

TEST_CASE("a message has one row for a home, contact and channel, and what was refused leaves nothing") {
  ON_EVERY_STORE();
  auto const what = message_to(store, 2);
  add(store, {row_of(what, 0)});
  CHECK_THROWS_AS(add(store, {row_of(what, 1), row_of(what, 0)}), std::invalid_argument);
  CHECK(store.reader()->outbox_of(what.number, 0, 1'000'000).size() == 1);
  auto deputy = row_of(what, 0);
  deputy.contact = 2;
  add(store, {row_of(what, 0, "teams"), row_of(what, 1), deputy});
  CHECK(store.reader()->outbox_of(what.number, 0, 1'000'000).size() == 4);
  CHECK(store.reader()->outbox(4) == numbered(deputy, 4));
  CHECK_THROWS_AS(store.write([&](auto& w) { w.put_outbox(numbered(row_of(what, 0), 9)); }), std::invalid_argument);
}

TEST_CASE("what is due comes urgent first, then the longest waiting, and only of its channel") {
  ON_EVERY_STORE();
  auto const what = message_to(store, 6);
  auto later = row_of(what, 0), urgent = row_of(what, 1), other = row_of(what, 2, "teams"), sending = row_of(what, 3),
       first = row_of(what, 4), second = row_of(what, 5);
  later.next_at = start + minutes(5);
  urgent.rank = 0;
  urgent.next_at = start + minutes(1);
  sending.state = outbox_state::sending;
  second.next_at = start + seconds(1);
  add(store, {later, urgent, other, sending, first, second});
  held->reopen();
  auto const reader = held->store().reader();
  auto const numbers = [&](protocol::instant now, std::size_t most) {
    std::vector<ports::outbox_number> out;
    for (auto const& row : reader->outbox_due("email", now, most)) out.push_back(row.number);
    return out;
  };
  CHECK(numbers(start, 10) == std::vector<ports::outbox_number>{5});
  CHECK(numbers(start + minutes(2), 10) == std::vector<ports::outbox_number>{2, 5, 6});
  CHECK(numbers(start + minutes(2), 2) == std::vector<ports::outbox_number>{2, 5});
  CHECK(numbers(start + minutes(5), 10) == std::vector<ports::outbox_number>{2, 5, 6, 1});
  CHECK(reader->outbox_next("email") == start);
  CHECK(reader->outbox_next("teams") == start);
  CHECK_FALSE(reader->outbox_next("none"));
  CHECK(reader->outbox_sending("email") == std::vector{numbered(sending, 4)});
  CHECK(reader->outbox_sending("teams").empty());
}

TEST_CASE("an event of a row is kept once, in the order in which it came") {
  ON_EVERY_STORE();
  auto const what = message_to(store, 2);
  add(store, {row_of(what, 0), row_of(what, 1)});
  ports::outbox_event const one{1, "z", start, "accepted", "250 2.0.0"}, two{1, "a", start + minutes(1), "failed", ""};
  std::vector<bool> added;
  store.write([&](auto& w) { added = {w.add_outbox_event(one), w.add_outbox_event(two), w.add_outbox_event(one)}; });
  CHECK(added == std::vector{true, true, false});
  held->reopen();
  CHECK(held->store().reader()->outbox_events(1) == std::vector{one, two});
  CHECK(held->store().reader()->outbox_events(2).empty());
}

TEST_CASE("rendered bytes are stored once: the first stay") {
  ON_EVERY_STORE();
  auto const what = message_to(store, 1);
  std::string const bytes("a\0b\r\n", 5);
  store.write([&](auto& w) {
    w.put_rendered(what.number, "email", 3, bytes);
    w.put_rendered(what.number, "email", 3, "other");
    w.put_rendered(what.number, "email", 1, "pointer");
  });
  held->reopen();
  auto const reader = held->store().reader();
  CHECK(reader->rendered(what.number, "email", 3) == bytes);
  CHECK(reader->rendered(what.number, "email", 1) == "pointer");
  CHECK_FALSE(reader->rendered(what.number, "teams", 3));
}

TEST_CASE("a channel remembers its tokens, its breaker and who stopped it") {
  ON_EVERY_STORE();
  CHECK_FALSE(store.reader()->lane("email"));
  ports::lane_row row{"email", ports::lane_state::stopped, "by a person", 1'500, start, 20'778, 12,
                      3,       start + minutes(1)};
  store.write([&](auto& w) { w.put_lane(row); });
  row.sent_today = 13;
  store.write([&](auto& w) { w.put_lane(row); });
  held->reopen();
  CHECK(held->store().reader()->lane("email") == row);
}

TEST_CASE("what nothing of ours has signed is listed once") {
  ON_EVERY_STORE();
  std::vector<bool> added;
  store.write([&](auto& w) {
    added = {w.add_unmatched({0, "email", "k1", start, "forged"}), w.add_unmatched({0, "email", "k1", start, "forged"}),
             w.add_unmatched({0, "email", "k2", start + minutes(1), "unsigned"})};
  });
  CHECK(added == std::vector{true, false, true});
  held->reopen();
  auto const reader = held->store().reader();
  CHECK(reader->unmatched(0, 10).size() == 2);
  CHECK(reader->unmatched(1, 10) ==
        std::vector<ports::unmatched_row>{{2, "email", "k2", start + minutes(1), "unsigned"}});
}

TEST_CASE("rows of the outbox are there with their message or not at all") {
  ON_EVERY_STORE();
  auto const what = message_to(store, 2);
  CHECK_THROWS_AS(store.write([&](auto& w) {
    w.add_outbox({row_of(what, 0)});
    w.put_lane({"email", {}, "", 0, start, 0, 0, 0, start});
    w.add_unmatched({0, "email", "k", start, "unsigned"});
    throw std::runtime_error("no");
  }),
                  std::runtime_error);
  CHECK_FALSE(store.reader()->outbox(1));
  CHECK_FALSE(store.reader()->lane("email"));
  CHECK(store.reader()->unmatched(0, 10).empty());
}

TEST_CASE("an address is taken out of the rows that have it and of the store's files, and of no other row") {
  ON_EVERY_STORE();
  auto const what = message_to(store, 3);
  auto other = row_of(what, 1);
  other.to = "other@oak.example";
  auto held_back = row_of(what, 2);
  held_back.state = outbox_state::held;
  add(store, {row_of(what, 0), other, held_back});
  CHECK(store.reader()->outbox_to("manager@rosewood.example").size() == 2);
  CHECK(store.reader()->outbox_held("email", 10) == std::vector{numbered(held_back, 3)});
  CHECK(store.reader()->outbox_held("email", 0).empty());
  CHECK(store.reader()->outbox_held("teams", 10).empty());
  store.write([&](auto& w) {
    w.erase_address(1);
    w.erase_address(3);
  });
  CHECK(store.scrub());
  held->reopen();
  auto const reader = held->store().reader();
  CHECK(reader->outbox_to("manager@rosewood.example").empty());
  CHECK(reader->outbox(1)->to.empty());
  CHECK(reader->outbox(2) == numbered(other, 2));
  CHECK_THROWS_AS(held->store().write([&](auto& w) { w.erase_address(99); }), std::invalid_argument);
}

TEST_CASE(
    "what a channel posted to its group is given newest first, and nothing of homes, other channels or what waits") {
  ON_EVERY_STORE();
  auto const one = message_to(store, 2);
  auto const posted = [&](ports::message_number message, protocol::instant at) {
    auto row = row_of(one, 0, "teams");
    row.message = message;
    row.home = 0;
    row.state = outbox_state::sent;
    row.sent_at = at;
    return row;
  };
  std::vector<ports::message_number> more;
  for (int i = 2; i < 6; ++i) more.push_back(publish(store, bulletin(i), one.homes).number);
  auto waiting = posted(more[2], start);
  waiting.state = outbox_state::queued;
  waiting.sent_at.reset();
  auto of_a_home = row_of(one, 1, "teams");
  of_a_home.state = outbox_state::sent;
  of_a_home.sent_at = start + minutes(9);
  auto elsewhere = posted(more[3], start + minutes(9));
  elsewhere.channel = "slack";
  add(store, {posted(one.number, start + minutes(2)), posted(more[0], start + minutes(3)),
              posted(more[1], start + minutes(1)), waiting, of_a_home, elsewhere});
  auto const reader = held->store().reader();
  auto const posts = reader->outbox_posts("teams", 10);
  REQUIRE(posts.size() == 3);
  CHECK(posts[0] == numbered(posted(more[0], start + minutes(3)), 2));
  CHECK(posts[1].number == 1);
  CHECK(posts[2].number == 3);
  CHECK(reader->outbox_posts("teams", 1).size() == 1);
  CHECK(reader->outbox_posts("nothing", 10).empty());
}

TEST_CASE("what channels did for a home is found in the log by message and home") {
  ON_EVERY_STORE();
  auto const what = message_to(store, 2);
  auto const id = store.reader()->message(what.number)->row->body->id;
  auto const before = store.reader()->leaves_about(id).size();
  store.write([&](auto& w) {
    protocol::evidence::event said{protocol::evidence::event_type::channel, start};
    said.message = id;
    said.filed_under = ports::channel_events_of(what.number, what.homes[0]);
    said.more = {{"channel", "email"}, {"what", "sent"}};
    w.log_event(said);
  });
  auto const reader = store.reader();
  auto const places = reader->leaves_about(ports::channel_events_of(what.number, what.homes[0]));
  REQUIRE(places.size() == 1);
  CHECK(reader->log_leaves(places[0].log, places[0].index, 1).at(0).text.find(id.text()) != std::string::npos);
  CHECK(reader->leaves_about(ports::channel_events_of(what.number, what.homes[1])).empty());
  CHECK(reader->leaves_about(id).size() == before);
}
