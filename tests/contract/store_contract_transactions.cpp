// All or nothing, and what others see meanwhile.
#include <atomic>
#include <thread>

#include "tests/contract/store_kit.hpp"

using namespace carerelay;
using namespace carerelay::contract;

namespace {

struct change_of_mind : std::exception {};

/// One of every change, so that each has to be taken back.
void change_everything(ports::store_writer& w, std::vector<ports::home_number> const& homes,
                       ports::message_number message) {
  auto moved = home(70);
  moved.former_ids = {home_id(1)};
  w.put_home(moved);
  w.put_home(home(71, "E09000099"));
  w.suspend_home(homes[1], true);
  w.put_area(area("E09000010"), "Elsewhere");
  w.put_area(area("E09000099"), "Nowhere");
  w.revoke_device(device(1, 0).id, start);
  w.add_device(device(70, homes[1]));
  ports::enrolment_code_row code;
  code.hashed = digest(70);
  code.home = homes[0];
  w.put_code(code);
  ports::publisher_row who;
  who.id = publisher("croydon");
  w.put_publisher(who);
  ports::member_row member;
  member.id = *protocol::member_id::parse("croydon");
  member.team = who.id;
  member.token_hash = digest(71);
  w.put_member(member);
  w.put_secret("token", "changed");
  w.put_resource(digest(72), "bytes");
  ports::delivered_mark const mark{homes[0], 1, message, 1, start};
  w.record_delivered({&mark, 1});
  w.record_act(message, homes[1], answer_event(70, start, protocol::response::actioned));
  auto what = bulletin(70);
  what.content.reference = "ref-70";
  auto const json = json_of(what);
  auto const added = w.add_message({&what, &json, digest(9)}, homes);
  w.record_held(1, homes[0], 99, start);
  w.close_message(message, protocol::closure::superseded, added.number, start);
}

void require_as_before(ports::store_reader& r, std::vector<ports::home_number> const& homes,
                       ports::message_number message) {
  REQUIRE(r.home(home_id(1))->record == home(1));
  REQUIRE_FALSE(r.home(home_id(70)));
  REQUIRE_FALSE(r.home(home_id(71)));
  REQUIRE(r.homes("", 10, std::nullopt).size() == 2);
  REQUIRE_FALSE(r.home(homes[1])->suspended);
  REQUIRE(r.areas().size() == 1);
  REQUIRE(r.areas()[0].name == "Enfield");
  REQUIRE_FALSE(r.device(device(1, 0).id)->revoked_at);
  REQUIRE(r.device(device(1, 0).id)->stored_up_to == 0);
  REQUIRE_FALSE(r.device(device(70, 0).id));
  REQUIRE_FALSE(r.enrolment_code(digest(70)));
  REQUIRE_FALSE(r.publisher(publisher("croydon")));
  REQUIRE_FALSE(r.member_by_token(digest(71)));
  REQUIRE(r.members(publisher("croydon")).empty());
  REQUIRE(r.secret("token") == "first");
  REQUIRE(r.resource(digest(72)) == nullptr);
  for (auto const home : homes) {
    REQUIRE(r.receipt(message, home)->what.state == protocol::receipt_state{});
    REQUIRE(r.events(message, home).empty());
    REQUIRE(r.bounds(home).last == 1);
    REQUIRE(r.inbox(home, 0, 10).size() == 1);
  }
  REQUIRE_FALSE(r.message(bulletin(70).id));
  REQUIRE_FALSE(r.message_by_reference(publisher("ukhsa-london"), "ref-70"));
  REQUIRE(r.messages(0, 10, std::nullopt).size() == 1);
  REQUIRE(r.message(message)->closed == protocol::closure::open);
  REQUIRE(r.coverage(message).all == protocol::tally{2});
  REQUIRE(r.oldest_undelivered(start) == start);
}

ports::message_number prepare(ports::store& store, std::vector<ports::home_number>& homes) {
  homes = put_homes(store, 2);
  store.write([&](auto& w) {
    w.put_area(area("E09000010"), "Enfield");
    w.put_secret("token", "first");
  });
  add_device(store, device(1, homes[0]));
  return publish(store, bulletin(1), homes).number;
}

}  // namespace

TEST_CASE("when the work throws, nothing of it remains and the exception goes on") {
  ON_EVERY_STORE();
  std::vector<ports::home_number> homes;
  auto const message = prepare(store, homes);
  REQUIRE_THROWS_AS(store.write([&](auto& w) {
    change_everything(w, homes, message);
    REQUIRE(w.message(bulletin(70).id)->row->body->json == json_of(bulletin(70)));
    throw change_of_mind();
  }),
                    change_of_mind);
  require_as_before(*store.reader(), homes, message);
  held->reopen();
  require_as_before(*held->store().reader(), homes, message);
}

TEST_CASE("what was thrown away can be done again, with another content under the same numbers") {
  ON_EVERY_STORE();
  std::vector<ports::home_number> homes;
  auto const message = prepare(store, homes);
  REQUIRE_THROWS(store.write([&](auto& w) {
    change_everything(w, homes, message);
    REQUIRE(w.message(bulletin(70).id));
    throw change_of_mind();
  }));
  auto const done = publish(store, bulletin(80), homes);
  REQUIRE(done.seqs == std::vector<std::uint64_t>{2, 2});
  auto const reader = store.reader();
  REQUIRE(reader->message(done.number)->row->body->id == bulletin(80).id);
  REQUIRE(reader->inbox(homes[0], 1, 10)[0].message.row->body->json == json_of(bulletin(80)));
}

TEST_CASE("one change of everything holds when the work does not throw") {
  ON_EVERY_STORE();
  std::vector<ports::home_number> homes;
  auto const message = prepare(store, homes);
  store.write([&](auto& w) { change_everything(w, homes, message); });
  held->reopen();
  auto const reader = held->store().reader();
  REQUIRE(reader->home(home_id(1))->record.id == home_id(70));
  REQUIRE(reader->home(homes[1])->suspended);
  REQUIRE(reader->areas().size() == 2);
  REQUIRE(reader->device(device(1, 0).id)->revoked_at == start);
  REQUIRE(reader->device(device(1, 0).id)->stored_up_to == 2);
  REQUIRE(reader->secret("token") == "changed");
  REQUIRE(reader->receipt(message, homes[1])->what.state.stage == protocol::stage::acknowledged);
  REQUIRE(reader->message(message)->closed == protocol::closure::superseded);
  REQUIRE(reader->receipts(reader->message(bulletin(70).id)->row->body->number, 0, 10).size() == 2);
}

TEST_CASE("a part that fails takes only itself back") {
  ON_EVERY_STORE();
  std::vector<ports::home_number> homes;
  auto const message = prepare(store, homes);
  store.write([&](auto& w) {
    w.put_home(home(3));
    REQUIRE_THROWS_AS(store.part(w,
                                 [&](auto& in) {
                                   change_everything(in, homes, message);
                                   throw change_of_mind();
                                 }),
                      change_of_mind);
    REQUIRE_FALSE(w.message(bulletin(70).id));
    store.part(w, [&](auto& in) { in.put_home(home(4)); });
    auto const what = bulletin(80);  // takes the numbers that were given back
    auto const json = json_of(what);
    auto const added = w.add_message({&what, &json, digest(9)}, homes);
    REQUIRE(w.message(added.number)->row->body->id == bulletin(80).id);
  });
  auto const reader = store.reader();
  REQUIRE(reader->home(home_id(3)));
  REQUIRE(reader->home(home_id(4)));
  REQUIRE_FALSE(reader->home(home_id(70)));
  REQUIRE(reader->home(home_id(1))->record == home(1));
  REQUIRE(reader->secret("token") == "first");
  REQUIRE(reader->messages(0, 10, std::nullopt).size() == 2);
  REQUIRE(reader->messages(0, 10, std::nullopt)[0].row->body->id == bulletin(80).id);
  REQUIRE(reader->coverage(message).all == protocol::tally{2});
}

TEST_CASE("parts inside parts fail alone too") {
  ON_EVERY_STORE();
  store.write([&](auto& w) {
    store.part(w, [&](auto& outer) {
      outer.put_home(home(1));
      REQUIRE_THROWS(store.part(outer, [&](auto& inner) {
        inner.put_home(home(2));
        throw change_of_mind();
      }));
      outer.put_home(home(3));
    });
  });
  auto const reader = store.reader();
  REQUIRE(reader->home(home_id(1)));
  REQUIRE_FALSE(reader->home(home_id(2)));
  REQUIRE(reader->home(home_id(3)));
}

TEST_CASE("nothing of a transaction is left when it throws after its parts succeeded") {
  ON_EVERY_STORE();
  REQUIRE_THROWS(store.write([&](auto& w) {
    store.part(w, [](auto& in) { in.put_home(home(1)); });
    throw change_of_mind();
  }));
  REQUIRE_FALSE(store.reader()->home(home_id(1)));
}

TEST_CASE("a reader made before a commit sees it afterwards") {
  ON_EVERY_STORE();
  auto const reader = store.reader();
  REQUIRE_FALSE(reader->home(home_id(1)));
  put(store, home(1));
  REQUIRE(reader->home(home_id(1)));
}

TEST_CASE("a snapshot may hold a snapshot, and ends when its work throws") {
  ON_EVERY_STORE();
  auto const reader = store.reader();
  reader->snapshot([&] { reader->snapshot([&] { REQUIRE(reader->areas().empty()); }); });
  REQUIRE_THROWS_AS(reader->snapshot([] { throw change_of_mind(); }), change_of_mind);
  put(store, home(1));
  REQUIRE(reader->areas().size() == 1);
  store.write([&](auto& w) { w.snapshot([&] { REQUIRE(w.areas().size() == 1); }); });
}

TEST_CASE("readers on other threads see whole transactions only, and one state for a snapshot's length") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 20);
  std::atomic<bool> done = false;
  std::atomic<int> torn = 0, looks = 0;
  auto const look = [&] {
    auto const reader = store.reader();
    while (!done) {
      // One call: a message and its receipts come together.
      auto const newest = reader->messages(0, 1, std::nullopt);
      if (!newest.empty()) {
        auto const number = newest[0].row->body->number;
        auto const reached = reader->coverage(number).all.delivered;
        if (reached != 0 && reached != homes.size()) ++torn;
        if (reader->audience(number).size() != homes.size()) ++torn;
      }
      // Many calls in one snapshot: every home has come equally far.
      reader->snapshot([&] {
        auto const last = reader->bounds(homes.front()).last;
        for (auto const home : homes) torn += reader->bounds(home).last == last ? 0 : 1;
        torn += reader->inbox(homes.back(), 0, 1'000).size() == last ? 0 : 1;
      });
      ++looks;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) threads.emplace_back(look);
  for (int round = 1; round <= 40 || looks < 50; ++round) {
    auto const what = publish(store, bulletin(round), homes);
    std::vector<ports::delivered_mark> marks;
    for (std::size_t i = 0; i < homes.size(); ++i) marks.push_back({homes[i], 0, what.number, what.seqs[i], start});
    deliver(store, marks);
    if (round > 5'000) break;
  }
  done = true;
  for (auto& thread : threads) thread.join();
  REQUIRE(torn == 0);
  REQUIRE(looks >= 50);
}

TEST_CASE("a store with room is not full") {
  ON_EVERY_STORE();
  REQUIRE_FALSE(store.is_full());
  store.recover_space();
  REQUIRE_FALSE(store.is_full());
}
