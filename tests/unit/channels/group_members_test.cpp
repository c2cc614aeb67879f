#include "relay/core/ways/group_members.hpp"

#include <catch2/catch.hpp>

#include "protocol/crypto/crockford.hpp"
#include "relay/core/ways/chat_bindings.hpp"
#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using namespace std::chrono_literals;

namespace {

/// A room with people of the small register: posts that went there, and what it tells of its members.
struct group : small_register {
  core::channel_rules rules;
  core::actor who;
  protocol::instant now = noon;
  int posted = 0;

  group() : who(everything()) {
    rules.name = "ward";
    rules.account = "relay@chat.example";
    rules.room.emplace();
    rules.room->kind = "xmpp";
    rules.kind = protocol::channel_kind::chat;
    rules.way = protocol::way::chat;
    rules.room->address = "ward@rooms.chat.example";
  }
  /// Publishes, and posts it while these people are there; gives the message.
  ports::message_number post(std::vector<std::string> members) {
    auto const number = publish(bulletin(), who).body->number;
    now += 1min;
    store.write([&](ports::store_writer& to) {
      ports::outbox_row row;
      row.message = number;
      row.channel = "ward";
      row.to = rules.room->address;
      row.state = ports::outbox_state::sending;
      row.attempts = 1;
      row.queued_at = row.next_at = now;
      to.add_outbox({row});
    });
    auto const row = reader->outbox_of(number, 0, 0).back().number;
    ports::verdict taken;
    taken.what = ports::send_outcome::accepted;
    taken.remote = "post " + std::to_string(++posted);
    taken.members = std::move(members);
    store.write([&](ports::store_writer& to) { (void)core::run_lane(to, rules, {{row, taken}}, 0, now, random); });
    return number;
  }
  void bind(std::string person, int home, std::uint32_t contact = 0) {
    auto const made = core::make_chat_code(reader->home(home_id(home))->number, contact, "manager", now, random, {});
    auto const code = *protocol::crypto::parse_code(made.text);
    store.write([&](ports::store_writer& to) {
      to.put_chat_code(made.row);
      REQUIRE(core::bind_by_code(to, code, rules.account, {person, ""}, now, random));
    });
  }
  std::size_t show(std::string person, std::string about, bool and_before = true) {
    ports::came_back what;
    what.key = "shown " + person;
    what.who = std::move(person);
    what.about = std::move(about);
    what.news = ports::returned_news::displayed;
    std::size_t out = 0;
    store.write([&](ports::store_writer& to) { out = core::take_shown(to, rules, what, and_before, now); });
    return out;
  }
  /// In words, what is known of a home; "" for nothing.
  std::string known(ports::message_number message, int home) {
    auto const number = reader->home(home_id(home))->number;
    std::string out;
    for (auto const& row : reader->outbox_of(message, number, number)) out += core::in_words(row);
    return out;
  }
  std::size_t leaves(std::string const& what) {
    std::size_t count = 0;
    for (auto const& log : reader->logs())
      for (auto const& leaf : reader->log_leaves(log.number, 0, 10'000))
        count += leaf.text.find("\"what\":\"" + what + '"') != std::string::npos;
    return count;
  }
};

struct fixed_words final : ports::renderer {
  std::string render(protocol::disclosed_post const&, bool) const override { return "a post"; }
};

std::string const was_there = "posted to the group; somebody who answers for the home was in it then";
std::string const was_shown = "shown on the device of somebody who answers for the home (their own receipt)";

}  // namespace

TEST_CASE("Who was in the group when it was posted is known of homes whose people are bound, and of no other") {
  group at;
  at.bind("kim@chat.example", 1);
  at.bind("lee@chat.example", 2);
  auto const message = at.post({"kim@chat.example", "eve@evil.example"});
  CHECK(at.known(message, 1) == was_there);
  CHECK(at.known(message, 2).empty());
  CHECK(at.leaves("in_the_group") == 1);
  // It raises no receipt, and is no post of the room's own.
  CHECK(at.reader->receipt(message, 1)->what.state.stage == protocol::stage::targeted);
  CHECK(at.reader->outbox_posts("ward", 10).size() == 1);
  CHECK(at.reader->last_sent("ward", 10).size() == 1);
  CHECK_FALSE(at.reader->outbox_next("ward"));
}

TEST_CASE(
    "What a person's own device has shown is known of their home: that post, and those before that they were there "
    "for") {
  group at;
  at.bind("kim@chat.example", 1);
  auto const first = at.post({"kim@chat.example"});
  auto const missed = at.post({});
  auto const second = at.post({"kim@chat.example"});
  auto const later = at.post({"kim@chat.example"});
  CHECK(at.show("kim@chat.example", "post 3") == 2);
  CHECK(at.known(first, 1) == was_shown);
  CHECK(at.known(missed, 1).empty());
  CHECK(at.known(second, 1) == was_shown);
  CHECK(at.known(later, 1) == was_there);
  CHECK(at.leaves("displayed") == 2);
  CHECK(at.show("kim@chat.example", "post 3") == 0);  // told again
  CHECK(at.show("kim@chat.example", "post 2") == 1);  // they have come back to it, or were bound late
  CHECK(at.known(missed, 1) == was_shown);
  for (auto const message : {first, second, later})
    CHECK(at.reader->receipt(message, 1)->what.state.stage == protocol::stage::targeted);
}

TEST_CASE("A receipt for one post alone says nothing of those before it") {
  group at;
  at.bind("kim@chat.example", 1);
  auto const first = at.post({"kim@chat.example"});
  auto const second = at.post({"kim@chat.example"});
  CHECK(at.show("kim@chat.example", "post 2", false) == 1);
  CHECK(at.known(first, 1) == was_there);
  CHECK(at.known(second, 1) == was_shown);
}

TEST_CASE(
    "Receipts of whoever is not bound, of homes that did not get the message, and of no post of ours change nothing") {
  group at;
  at.bind("kim@chat.example", 1);
  at.bind("dan@chat.example", 7);  // not in the audience
  auto const message = at.post({"dan@chat.example"});
  auto const leaves = at.leaves("displayed");
  CHECK(at.show("eve@evil.example", "post 1") == 0);
  CHECK(at.show("dan@chat.example", "post 1") == 0);
  CHECK(at.show("kim@chat.example", "post 2") == 0);
  CHECK(at.show("kim@chat.example", "") == 0);
  CHECK(at.known(message, 1).empty());
  CHECK(at.known(message, 7).empty());
  at.store.write([&](ports::store_writer& to) { to.suspend_home(1, true); });
  CHECK(at.show("kim@chat.example", "post 1") == 0);
  CHECK(at.leaves("displayed") == leaves);
  CHECK(at.reader->unmatched(0, 10).empty());
}

TEST_CASE("A post is the first of its room until one was taken there, and again when the room has moved") {
  group at;
  auto const is_first = [&] {
    auto const number = at.publish(bulletin(), at.who).body->number;
    bool out = false;
    at.store.write([&](ports::store_writer& to) {
      ports::outbox_row row;
      row.message = number;
      row.channel = "ward";
      row.to = at.rules.room->address;
      row.level = protocol::may_say(bulletin().kind, bulletin().scope, at.rules.kind, at.rules.room->to);
      row.queued_at = row.next_at = at.now;
      to.add_outbox({row});
      auto const step = core::run_lane(to, at.rules, {}, 1, at.now, at.random);
      REQUIRE(step.go.size() == 1);
      out = step.go.front().is_first;
      ports::verdict taken;
      taken.what = ports::send_outcome::accepted;
      (void)core::run_lane(to, at.rules, {{step.go.front().row, taken}}, 0, at.now, at.random);
    });
    at.now += 1min;
    return out;
  };
  at.rules.renderer = std::make_shared<fixed_words>();
  CHECK(is_first());
  CHECK_FALSE(is_first());
  at.rules.room->address = "other@rooms.chat.example";
  CHECK(is_first());
}
