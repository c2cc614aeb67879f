// Messages and the stream of each home.
#include <algorithm>

#include "tests/contract/store_kit.hpp"

using namespace carerelay;
using namespace carerelay::contract;
using numbers = std::vector<ports::home_number>;
using seqs = std::vector<std::uint64_t>;

namespace {

seqs seqs_of(std::vector<ports::inbox_row> const& rows) {
  seqs out;
  for (auto const& row : rows) out.push_back(row.seq);
  return out;
}

std::vector<ports::message_number> numbers_of(std::vector<ports::message_view> const& views) {
  std::vector<ports::message_number> out;
  for (auto const& view : views) out.push_back(view.row->body->number);
  return out;
}

}  // namespace

TEST_CASE("a message comes back as it was accepted, after the store was opened again too") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 2);
  auto what = bulletin(1);
  what.content.reference = "2026/117";
  what.content.type = protocol::msg_type::update;
  what.content.status = protocol::message_status::exercise;
  what.content.scope = protocol::message_scope::private_;
  what.content.urgency = protocol::urgency::future;
  what.content.effective = start + hours(1);
  what.content.expires = start + hours(48);
  auto const done = publish(store, what, homes);
  held->reopen();
  auto const reader = held->store().reader();
  for (auto const& view : {reader->message(what.id), reader->message(done.number),
                           reader->message_by_reference(what.sender, "2026/117")}) {
    REQUIRE(view);
    REQUIRE(view->closed == protocol::closure::open);
    REQUIRE(view->closed_by == 0);
    auto const& row = *view->row;
    REQUIRE(row.body->id == what.id);
    REQUIRE(row.body->number == done.number);
    REQUIRE(row.body->sum == what.sum);
    REQUIRE(row.body->json == json_of(what));
    REQUIRE(row.kind == what.content.kind);
    REQUIRE(row.type == what.content.type);
    REQUIRE(row.status == what.content.status);
    REQUIRE(row.scope == what.content.scope);
    REQUIRE(row.urgency == what.content.urgency);
    REQUIRE(row.sender == what.sender);
    REQUIRE(row.topic == what.content.topic);
    REQUIRE(row.reference == "2026/117");
    REQUIRE(row.headline == "Headline 1");
    REQUIRE(row.sent == what.sent);
    REQUIRE(row.effective == start + hours(1));
    REQUIRE(row.expires == start + hours(48));
    REQUIRE(row.draft_sum == digest(9));
    REQUIRE(row.targeted == 2);
  }
}

TEST_CASE("a message that is not there is not found") {
  ON_EVERY_STORE();
  publish(store, bulletin(1), {});
  auto const reader = store.reader();
  REQUIRE_FALSE(reader->message(bulletin(2).id));
  REQUIRE_FALSE(reader->message(ports::message_number(0)));
  REQUIRE_FALSE(reader->message(ports::message_number(2)));
  REQUIRE_FALSE(reader->message_by_reference(publisher("ukhsa-london"), ""));
  REQUIRE_FALSE(reader->message_by_reference(publisher("ukhsa-london"), "x"));
}

TEST_CASE("readers share one body instead of each reading its own") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 2);
  publish(store, bulletin(1), homes);
  held->reopen();
  auto const one = held->store().reader();
  auto const other = held->store().reader();
  auto const first = one->inbox(homes[0], 0, 10);
  auto const second = other->inbox(homes[1], 0, 10);
  REQUIRE(first[0].message.row == second[0].message.row);
}

TEST_CASE("a message id and a publisher's reference are used once") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  auto what = bulletin(1);
  what.content.reference = "a";
  publish(store, what, homes);
  REQUIRE_THROWS(publish(store, bulletin(1), homes));
  auto same_reference = bulletin(2);
  same_reference.content.reference = "a";
  REQUIRE_THROWS(publish(store, same_reference, homes));
  same_reference.sender = publisher("croydon");  // another publisher's own key
  REQUIRE_NOTHROW(publish(store, same_reference, homes));
  REQUIRE_NOTHROW(publish(store, bulletin(3), homes));  // no reference: as many as one likes
  REQUIRE_NOTHROW(publish(store, bulletin(4), homes));
  REQUIRE(store.reader()->bounds(homes[0]).last == 4);
}

TEST_CASE("a message for homes that are not there, or not in order, is refused whole") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 2);
  REQUIRE_THROWS(publish(store, bulletin(1), {homes[0], 77}));
  REQUIRE_THROWS(publish(store, bulletin(1), {homes[1], homes[0]}));
  REQUIRE_THROWS(publish(store, bulletin(1), {homes[0], homes[0]}));
  REQUIRE(store.reader()->bounds(homes[0]).last == 0);
  REQUIRE(publish(store, bulletin(1), homes).seqs == seqs{1, 1});
}

TEST_CASE("each home counts its own entries 1, 2, 3 without gaps") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 3);
  REQUIRE(publish(store, bulletin(1), {homes[0], homes[1]}).seqs == seqs{1, 1});
  REQUIRE(publish(store, bulletin(2), {homes[1], homes[2]}).seqs == seqs{2, 1});
  REQUIRE(publish(store, bulletin(3), homes).seqs == seqs{2, 3, 2});
  held->reopen();
  auto& again = held->store();
  REQUIRE(publish(again, bulletin(4), {homes[1]}).seqs == seqs{4});
  auto const reader = again.reader();
  REQUIRE(seqs_of(reader->inbox(homes[1], 0, 10)) == seqs{1, 2, 3, 4});
  REQUIRE(reader->bounds(homes[0]).last == 2);
  REQUIRE(reader->bounds(homes[1]).last == 4);
  REQUIRE(reader->bounds(homes[1]).first == 1);
  REQUIRE(reader->bounds(homes[2]).last == 2);
}

TEST_CASE("messages of one transaction follow each other") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 2);
  auto const a = bulletin(1), b = bulletin(2);
  auto const json_a = json_of(a), json_b = json_of(b);
  store.write([&](auto& w) {
    REQUIRE(w.add_message({&a, &json_a, digest(9)}, homes).seqs == seqs{1, 1});
    REQUIRE(w.bounds(homes[0]).last == 1);  // a transaction sees itself
    REQUIRE(w.message(a.id)->row->body->json == json_a);
    REQUIRE(w.add_message({&b, &json_b, digest(9)}, homes).seqs == seqs{2, 2});
    REQUIRE(w.inbox(homes[1], 0, 10).size() == 2);
  });
}

TEST_CASE("a new home has an empty stream") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  auto const bounds = store.reader()->bounds(homes[0]);
  REQUIRE(bounds.first == 1);
  REQUIRE(bounds.last == 0);
  REQUIRE(store.reader()->inbox(homes[0], 0, 10).empty());
  REQUIRE(store.reader()->bounds(99).last == 0);
  REQUIRE(store.reader()->inbox(99, 0, 10).empty());
}

TEST_CASE("an inbox is read from a cursor, a page at a time") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  for (int i = 1; i <= 7; ++i) publish(store, bulletin(i), homes);
  auto const reader = store.reader();
  REQUIRE(seqs_of(reader->inbox(homes[0], 0, 3)) == seqs{1, 2, 3});
  REQUIRE(seqs_of(reader->inbox(homes[0], 3, 3)) == seqs{4, 5, 6});
  REQUIRE(seqs_of(reader->inbox(homes[0], 6, 3)) == seqs{7});
  REQUIRE(reader->inbox(homes[0], 7, 3).empty());
  REQUIRE(reader->inbox(homes[0], 1'000'000, 3).empty());
  REQUIRE(reader->inbox(homes[0], ~std::uint64_t(0) >> 1, 3).empty());
  REQUIRE(reader->inbox(homes[0], 0, 0).empty());
  auto const row = reader->inbox(homes[0], 4, 1)[0];
  REQUIRE(row.message.row->body->id == bulletin(5).id);
  REQUIRE(row.state.stage == protocol::stage::targeted);
  REQUIRE(reader->inbox_entry(homes[0], 5)->message.row->body->id == bulletin(5).id);
  REQUIRE_FALSE(reader->inbox_entry(homes[0], 0));
  REQUIRE_FALSE(reader->inbox_entry(homes[0], 8));
}

TEST_CASE("an entry shows how far its receipt has come, and how its message was closed") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  auto const first = publish(store, bulletin(1), homes).number;
  auto const next = publish(store, bulletin(2), homes).number;
  act(store, first, homes[0], read_event(1, start));
  store.write([&](auto& w) { w.close_message(first, protocol::closure::superseded, next, start + hours(1)); });
  auto const row = *store.reader()->inbox_entry(homes[0], 1);
  REQUIRE(row.message.closed == protocol::closure::superseded);
  REQUIRE(row.message.closed_by == next);
  REQUIRE(row.state.stage == protocol::stage::read);
  REQUIRE(row.state.closed == protocol::closure::superseded);
}

TEST_CASE("in force is what has begun, has not expired and was not replaced, newest first") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  auto const in = [&](int number, hours from, std::optional<hours> to) {
    auto what = bulletin(number);
    what.content.effective = start + from;
    if (to) what.content.expires = start + *to;
    return publish(store, what, homes).number;
  };
  in(1, hours(0), std::nullopt);
  auto const old = in(2, hours(0), std::nullopt);
  in(3, hours(0), hours(2));
  in(4, hours(5), std::nullopt);
  in(5, hours(1), hours(9));
  store.write([&](auto& w) { w.close_message(old, protocol::closure::withdrawn, 0, start); });
  auto const reader = store.reader();
  REQUIRE(seqs_of(reader->in_force(homes[0], start, 10)) == seqs{3, 1});
  REQUIRE(seqs_of(reader->in_force(homes[0], start + hours(1), 10)) == seqs{5, 3, 1});  // begins at its moment
  REQUIRE(seqs_of(reader->in_force(homes[0], start + hours(2), 10)) == seqs{5, 1});     // ends at its moment
  REQUIRE(seqs_of(reader->in_force(homes[0], start + hours(6), 10)) == seqs{5, 4, 1});
  REQUIRE(seqs_of(reader->in_force(homes[0], start + hours(6), 2)) == seqs{5, 4});
  REQUIRE(reader->in_force(99, start, 10).empty());
}

TEST_CASE("messages are listed newest first, page by page, and by sender") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  std::vector<ports::message_number> n;
  for (int i = 1; i <= 5; ++i) {
    auto what = bulletin(i);
    if (i % 2 == 0) what.sender = publisher("croydon");
    n.push_back(publish(store, what, homes).number);
  }
  using list = std::vector<ports::message_number>;
  auto const reader = store.reader();
  REQUIRE(numbers_of(reader->messages(0, 2, std::nullopt)) == list{n[4], n[3]});
  REQUIRE(numbers_of(reader->messages(n[3], 2, std::nullopt)) == list{n[2], n[1]});
  REQUIRE(numbers_of(reader->messages(n[1], 2, std::nullopt)) == list{n[0]});
  REQUIRE(reader->messages(n[0], 2, std::nullopt).empty());
  REQUIRE(numbers_of(reader->messages(0, 10, publisher("croydon"))) == list{n[3], n[1]});
  REQUIRE(numbers_of(reader->messages(n[3], 10, publisher("croydon"))) == list{n[1]});
  REQUIRE(reader->messages(0, 10, publisher("nobody")).empty());
}

TEST_CASE("the open messages of a kind and topic are found, so that a new notice can replace them") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  auto const notice = [&](int number, std::string topic) {
    auto what = bulletin(number);
    what.content.kind = protocol::message_kind::helpline_notice;
    what.content.topic = std::move(topic);
    return publish(store, what, homes).number;
  };
  auto const a = notice(1, "flu-line");
  auto const b = notice(2, "flu-line");
  notice(3, "other-line");
  auto bulletin_of_same_topic = bulletin(4);
  bulletin_of_same_topic.content.topic = "flu-line";
  publish(store, bulletin_of_same_topic, homes);
  auto const open = [&] {
    auto found = numbers_of(store.reader()->open_messages(protocol::message_kind::helpline_notice, "flu-line"));
    std::sort(found.begin(), found.end());
    return found;
  };
  REQUIRE(open() == std::vector{a, b});
  store.write([&](auto& w) { w.close_message(a, protocol::closure::superseded, b, start); });
  REQUIRE(open() == std::vector{b});
}

TEST_CASE("a message to nobody is kept and has no receipts") {
  ON_EVERY_STORE();
  auto const done = publish(store, bulletin(1), {});
  REQUIRE(done.seqs.empty());
  REQUIRE(store.reader()->audience(done.number).empty());
  REQUIRE(store.reader()->coverage(done.number).all.targeted == 0);
}

TEST_CASE("ten thousand homes each get their place, and a large body comes back whole") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 10'000);
  auto what = bulletin(1);
  std::string const json = "{\"text\":\"" + std::string(400'000, 'x') + "\"}";
  ports::published_row done;
  store.write([&](auto& w) { done = w.add_message({&what, &json, digest(9)}, homes); });
  REQUIRE(done.seqs == seqs(10'000, 1));
  held->reopen();
  auto const reader = held->store().reader();
  REQUIRE(reader->message(what.id)->row->body->json == json);
  REQUIRE(reader->audience(done.number) == homes);
}

TEST_CASE("streams stay whole through many messages to many, to some and to one") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 9);
  auto const late = device(1, homes[4]);
  auto const device_number = add_device(store, late);
  std::vector<std::vector<protocol::message_id>> expected(homes.size());
  unsigned draw = 7;
  for (int i = 1; i <= 90; ++i) {
    std::vector<ports::home_number> targets;
    for (std::size_t h = 0; h < homes.size(); ++h) {
      draw = draw * 1'103'515'245 + 12'345;
      bool const is_in = i % 5 == 0 ? h == static_cast<std::size_t>(i) % homes.size() : i % 3 != 0 || draw >> 30 != 0;
      if (!is_in) continue;
      targets.push_back(homes[h]);
      expected[h].push_back(bulletin(i).id);
    }
    auto const done = publish(held->store(), bulletin(i), targets);
    for (std::size_t t = 0; t < targets.size(); ++t) {
      auto const at = static_cast<std::size_t>(std::find(homes.begin(), homes.end(), targets[t]) - homes.begin());
      REQUIRE(done.seqs[t] == expected[at].size());
    }
    if (i == 50) held->reopen();
  }
  auto& again = held->store();
  auto const reader = again.reader();
  for (std::size_t h = 0; h < homes.size(); ++h) {
    auto const all = reader->inbox(homes[h], 0, 1'000);
    REQUIRE(all.size() == expected[h].size());
    REQUIRE(reader->bounds(homes[h]).last == expected[h].size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      REQUIRE(all[i].seq == i + 1);
      REQUIRE(all[i].message.row->body->id == expected[h][i]);
      REQUIRE(reader->inbox_entry(homes[h], i + 1)->message.row->body->id == expected[h][i]);
      auto const page = reader->inbox(homes[h], i, 4);
      REQUIRE(page.size() == std::min<std::size_t>(4, all.size() - i));
      REQUIRE(page.front().seq == i + 1);
    }
    auto const newest = reader->in_force(homes[h], start, 7);
    REQUIRE(newest.size() == 7);
    for (std::size_t i = 0; i < newest.size(); ++i) REQUIRE(newest[i].seq == all.size() - i);
  }
  again.write(
      [&](auto& w) { REQUIRE(w.record_held(device_number, homes[4], 1'000, start).size() == expected[4].size()); });
  REQUIRE(reader->device(late.id)->stored_up_to == expected[4].size());
}
