#include <catch2/catch.hpp>

#include <stdexcept>

#include "relay/core/ways/posts.hpp"
#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using ports::outbox_state;
using ports::send_outcome;
using protocol::way;
using std::chrono::seconds;

namespace {

struct plain_renderer final : ports::renderer {
  [[nodiscard]] std::string render(protocol::disclosed_post const& post, bool possible_duplicate) const override {
    return (possible_duplicate ? "POSSIBLE DUPLICATE " : "") + post.reference() + '|' + post.replaces() + '|' +
           post.title() + '|' + post.summary();
  }
};

core::channel_rules room(std::string name, way by, std::vector<protocol::area_code> areas = {}) {
  bool const is_hook = by == way::webhook;
  core::channel_rules out;
  out.name = name;
  out.kind = is_hook ? protocol::channel_kind::webhook : protocol::channel_kind::chat;
  out.way = by;
  out.link = "https://relay.example/inbox";
  out.lane.per_minute = 6'000;
  out.lane.burst = 100;
  out.renderer = std::make_shared<plain_renderer>();
  out.room.emplace();
  out.room->kind = is_hook ? "standard" : "slack";
  out.room->title = name;
  out.room->address = name;
  out.room->to = is_hook ? protocol::destination_kind::web_endpoint : protocol::destination_kind::chat_group;
  out.room->areas = std::move(areas);
  out.room->plain = out.renderer;
  return out;
}

/// Rooms for everybody, for each borough, and for another program.
struct groups : small_register {
  core::outbox_rules rules;
  core::actor who = everything();
  protocol::instant now = noon;

  groups() {
    rules.channels = {room("all", way::chat), room("enfield", way::chat, {enfield}),
                      room("haringey", way::chat, {haringey}), room("hook", way::webhook)};
    who.grant.channels.add(way::chat);
    who.grant.channels.add(way::webhook);
  }
  ports::message_number send_out(protocol::draft what) {
    auto const decided = decide(std::move(what), who, now);
    REQUIRE(decided.has_value());
    ports::message_number number = 0;
    store.write([&](ports::store_writer& to) {
      number = core::put(to, std::get<core::publication>(*decided), &rules).body->number;
    });
    return number;
  }
  core::lane_step turn(std::string_view name, std::vector<core::attempt_ended> const& ended = {}) {
    core::lane_step out;
    store.write([&](ports::store_writer& to) { out = core::run_lane(to, *rules.find(name), ended, 10, now, random); });
    return out;
  }
  std::string states(ports::message_number message) {
    std::string out;
    for (auto const& row : reader->outbox_of(message, 0, ~0U)) {
      CHECK(row.home == 0);
      out += row.channel + ':' + std::string(core::word(row));
      if (!row.reason.empty()) out += '(' + row.reason + ')';
      out += ' ';
    }
    return out;
  }
};

protocol::draft open_bulletin() {
  auto what = bulletin();
  what.scope = protocol::message_scope::public_;
  return what;
}

}  // namespace

TEST_CASE("A room gets a message when the grant has its way and the message reaches a home of its areas") {
  groups at;
  CHECK(at.states(at.send_out(open_bulletin())) == "all:queued enfield:queued hook:queued ");
  auto other = open_bulletin();
  other.audience.areas = {haringey};
  CHECK(at.states(at.send_out(other)) == "all:queued haringey:queued hook:queued ");
  at.who.grant.channels = {way::stream, way::webhook};
  CHECK(at.states(at.send_out(open_bulletin())) == "hook:queued ");
  at.who.grant.channels = {way::stream};
  CHECK(at.states(at.send_out(open_bulletin())).empty());
  at.who.grant.channels = {way::stream, way::chat};
  auto test = open_bulletin();
  test.status = protocol::message_status::test;
  CHECK(at.states(at.send_out(test)).empty());
}

TEST_CASE("A room is told the headline and two sentences of what is public, and that something waits otherwise") {
  groups at;
  at.send_out(open_bulletin());
  auto step = at.turn("all");
  REQUIRE(step.go.size() == 1);
  CHECK(*step.go.front().bytes == "B1.1||Wash hands|With soap.");
  CHECK(step.go.front().to == "all");
  at.send_out(bulletin());
  step = at.turn("hook");
  REQUIRE(step.go.size() == 2);
  CHECK(*step.go[1].bytes == "B2.1||New guidance is waiting for your home: sign in to read it.|");
}

TEST_CASE("Nothing of a result or of a private message goes to any room, and the row says why") {
  groups at;
  auto const all =
      "all:suppressed(not_by_this_channel) enfield:suppressed(not_by_this_channel) "
      "hook:suppressed(not_by_this_channel) ";
  CHECK(at.states(at.send_out(result(2))) == all);
  auto secret = bulletin();
  secret.scope = protocol::message_scope::private_;
  secret.audience = {};
  secret.audience.homes = {home_id(2)};
  auto const number = at.send_out(secret);
  CHECK(at.states(number) == all);
  CHECK(core::in_words(at.reader->outbox_of(number, 0, 0).front()) ==
        "not posted: nothing of it may be said in a group");
  for (auto const* name : {"all", "enfield", "hook"}) CHECK(at.turn(name).go.empty());
}

TEST_CASE("A correction and a withdrawal are posts of their own that name what they replace") {
  groups at;
  auto const first = at.send_out(open_bulletin());
  CHECK(at.turn("all").go.size() == 1);
  at.now += seconds(1);
  auto update = update_of(open_bulletin(), at.reader->message(first)->row->body->id);
  auto const second = at.send_out(update);
  auto step = at.turn("all");
  REQUIRE(step.go.size() == 1);
  CHECK(*step.go.front().bytes == "B1.2|B1.1|Wash hands|With soap.");
  // Where the first had not gone yet, only the second goes.
  CHECK(at.turn("enfield").go.size() == 1);
  CHECK(at.states(first) == "all:sending enfield:withdrawn(superseded) hook:queued ");
  at.now += seconds(1);
  auto const old = protocol::parse_message(at.reader->message(second)->row->body->json).value();
  at.send_out(core::cancellation_of(old, "It was wrong."));
  step = at.turn("all");
  REQUIRE(step.go.size() == 1);
  CHECK(step.go.front().bytes->starts_with("B1.3|B1.2|"));
}

TEST_CASE("Whether a post may go is asked again at its turn: the room's place, its areas, what may be said") {
  groups at;
  auto const number = at.send_out(open_bulletin());
  at.rules.channels[0].room->address = "elsewhere";
  at.rules.channels[1].room->areas = {haringey};
  at.rules.channels[3].kind = protocol::channel_kind::email;
  for (auto const* name : {"all", "enfield", "hook"}) CHECK(at.turn(name).go.empty());
  CHECK(at.states(number) ==
        "all:suppressed(address_changed) enfield:suppressed(not_for_this_room) "
        "hook:suppressed(no_longer_secure) ");
}

TEST_CASE("What the scanner finds keeps a post from a room until a person has looked") {
  groups at;
  auto what = open_bulletin();
  what.info.front().description = "Ring about 943 476 5919. And more.";
  auto const number = at.send_out(what);
  CHECK(at.states(number).starts_with("all:held(nhs_number in description) "));
  at.store.write([&](ports::store_writer& to) { (void)core::release_held(to, number, "jane", at.now); });
  CHECK(at.turn("all").go.size() == 1);
}

TEST_CASE("A room that is gone for good fails the post and stops the room, and no other") {
  groups at;
  auto const number = at.send_out(open_bulletin());
  auto const next = at.send_out(open_bulletin());
  auto const row = at.turn("all").go.front().row;
  auto const step = at.turn("all", {{row, {send_outcome::gone, "gone", "HTTP 410", "", {}}}});
  CHECK(step.go.empty());
  CHECK(step.notes.front().event == "channel_gone");
  CHECK(at.reader->lane("all")->state == ports::lane_state::stopped);
  CHECK(at.reader->lane("all")->why == "gone");
  CHECK(core::in_words(*at.reader->outbox(row)) == "not posted: the room is no more at that address");
  CHECK(at.turn("enfield").go.size() == 2);
  CHECK(at.states(number).starts_with("all:failed(gone) "));
  CHECK(at.states(next).starts_with("all:"));
}

TEST_CASE("What is known of a post is said as it is, and never that a home has it") {
  ports::outbox_row row;
  row.state = outbox_state::sent;
  CHECK(core::in_words(row) == "taken by the room's service; nothing more is known");
  row.remote = "spaces/1/messages/2";
  CHECK(core::in_words(row) == "posted: the room's service gave it a name");
  row.returned = ports::returned_news::delivered;
  CHECK(core::in_words(row) == "posted: it was seen there");
  row.state = outbox_state::queued;
  row.returned = ports::returned_news::none;
  CHECK(core::in_words(row) == "waiting to be posted");
  row.attempts = 1;
  row.reason = "no_connection";
  CHECK(core::in_words(row) == "tried, will be tried again: nothing answers at its address");
}

namespace {

/// A group that a person posts to, beside one that the relay posts to.
struct managers : groups {
  managers() {
    rules.channels = {room("managers", way::chat, {enfield}), room("all", way::chat)};
    rules.channels.front().room->kind = "hosted";
    rules.channels.front().room->host = "Jo";
  }
  core::post_seen look(ports::message_number number, std::string_view name = "managers") {
    for (auto& one : core::posts_of(*reader, rules, *reader->message(number), now))
      if (one.row.channel == name) return one;
    throw std::runtime_error("no such post");
  }
  bool report(ports::message_number number, std::string_view who, std::string_view name = "managers") {
    auto post = look(number, name);
    bool taken = false;
    store.write(
        [&](ports::store_writer& to) { taken = core::report_posted(to, post, *protocol::member_id::parse(who), now); });
    return taken;
  }
};

}  // namespace

TEST_CASE("A group that a person posts to waits for its host, and who said first that it was posted stays") {
  managers at;
  auto const number = at.send_out(open_bulletin());
  auto post = at.look(number);
  CHECK(core::post_word(post) == "waiting");
  CHECK(core::post_in_words(post, "") == "waiting for Jo to post it");
  CHECK(post.text == "B1.1||Wash hands|With soap.");
  CHECK(at.report(number, "jane"));
  at.now += seconds(5);
  CHECK(at.report(number, "other"));
  post = at.look(number);
  CHECK(core::post_word(post) == "posted");
  CHECK(core::post_in_words(post, "Jane") == "posted: reported by Jane");
  CHECK(post.row.remote == "jane");
  CHECK(post.row.sent_at == noon);
  CHECK(at.reader->outbox_events(post.row.number).size() == 1);
  CHECK_FALSE(at.report(number, "jane", "all"));
  // It rests on the word of whoever said so first, and the evidence log says whose that is, once.
  std::string leaves;
  for (auto const& leaf : at.reader->log_leaves(1, 0, 1'000))
    if (leaf.text.find("\"what\":\"posted\"") != std::string::npos) leaves += leaf.text + '\n';
  CHECK(leaves.find("\"by\":\"jane\"") != std::string::npos);
  CHECK(leaves.find("\"why\":\"reported\"") != std::string::npos);
  CHECK(std::count(leaves.begin(), leaves.end(), '\n') == 1);
}

TEST_CASE("What nobody should paste is not shown to be pasted") {
  managers at;
  CHECK_FALSE(at.report(at.send_out(result(2)), "jane"));
  auto found = open_bulletin();
  found.info.front().description = "Ring about 943 476 5919.";
  auto const held = at.send_out(found);
  CHECK(at.look(held).text.empty());
  CHECK_FALSE(at.report(held, "jane"));

  auto const old = at.send_out(open_bulletin());
  at.now += seconds(1);
  at.send_out(update_of(open_bulletin(), at.reader->message(old)->row->body->id));
  auto post = at.look(old);
  CHECK(core::post_word(post) == "withdrawn");
  CHECK(post.text.empty());
  // Somebody had done it before they knew: what happened is written down.
  CHECK(at.report(old, "jane"));
  CHECK(core::post_word(at.look(old)) == "posted");

  auto const last = at.send_out(open_bulletin());
  ports::lane_row stopped;
  stopped.channel = "managers";
  stopped.state = ports::lane_state::stopped;
  at.store.write([&](ports::store_writer& to) { to.put_lane(stopped); });
  CHECK(at.look(last).text.empty());
  CHECK(core::post_in_words(at.look(last), "") == "not to be posted: a person has stopped the room");
  // A room that is no longer in the settings keeps its rows, and shows nothing to paste.
  at.rules.channels.erase(at.rules.channels.begin());
  CHECK(at.look(last).text.empty());
  CHECK(core::post_word(at.look(last)) == "queued");
}
