#include "relay/core/ways/chat_said.hpp"

#include <catch2/catch.hpp>

#include "relay/core/ways/chat_bindings.hpp"
#include "relay/core/ways/post_ref.hpp"
#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using namespace std::chrono_literals;

namespace {

/// A chat with people of the small register.
struct chat_room : small_register {
  core::channel_rules rules;
  core::said_budget budget;
  protocol::instant now = noon;
  core::actor who;
  core::message_published told;
  std::string ref;
  int said_so_far = 0;

  chat_room() : who(everything()) {
    rules.name = "ward";
    rules.account = "relay@chat.example";
    rules.link = "https://relay.example/inbox";
    told = publish(bulletin(), who);
    ref = core::post_ref(*reader, *reader->message(told.body->number)->row);
  }
  core::said_answer hear(std::string person, std::string text, bool in_group = false, std::string key = "") {
    ports::came_back what;
    what.key = key.empty() ? "key " + std::to_string(++said_so_far) : key;
    what.who = std::move(person);
    what.said = std::move(text);
    what.in_group = in_group;
    core::said_answer out;
    store.write([&](ports::store_writer& to) { out = core::take_said(to, rules, what, now, random, budget); });
    return out;
  }
  std::string code_for(int home, std::string role = "manager", std::uint32_t contact = 0) {
    auto const made =
        core::make_chat_code(reader->home(home_id(home))->number, contact, std::move(role), now, random, {});
    store.write([&](ports::store_writer& to) { to.put_chat_code(made.row); });
    return made.text;
  }
  void bind(std::string person, int home, std::string role = "manager") {
    REQUIRE(hear(std::move(person), "join " + code_for(home, std::move(role))).notes.size() == 1);
  }
  protocol::home_receipt receipt(int home) {
    return reader->receipt(told.body->number, reader->home(home_id(home))->number)->what;
  }
  std::size_t events(int home) { return reader->events(told.body->number, reader->home(home_id(home))->number).size(); }
  std::size_t leaves(std::string const& type) {
    std::size_t count = 0;
    for (auto const& log : reader->logs())
      for (auto const& leaf : reader->log_leaves(log.number, 0, 10'000))
        count += leaf.text.find("\"type\":\"" + type + '"') != std::string::npos;
    return count;
  }
};

bool has(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("A manager binds by a code said alone, acknowledges in the group, and the home's receipt rises") {
  chat_room at;
  at.bind("kim@chat.example", 1);
  auto const said = at.hear("kim@chat.example", "ack " + at.ref, true);
  CHECK(has(said.reply, "Noted for Home 1"));
  REQUIRE(said.after_commit.size() == 1);
  auto const receipt = at.receipt(1);
  CHECK(receipt.state.stage == protocol::stage::acknowledged);
  CHECK(receipt.state.answer == protocol::response::in_progress);
  CHECK(receipt.by_role == "manager");
  CHECK(receipt.by_name.empty());
  CHECK(at.reader->events(at.told.body->number, 1).back().channel == "ward");
  CHECK(at.reader->events(at.told.body->number, 1).back().device == 0);
  CHECK(at.receipt(2).state.stage == protocol::stage::targeted);
  CHECK(at.leaves("chat_bound") == 1);
  CHECK(at.reader->chat_bindings(1).front().last_at == noon);
}

TEST_CASE("The same words delivered twice are one answer, and are not answered twice") {
  chat_room at;
  at.bind("kim@chat.example", 1);
  REQUIRE_FALSE(at.hear("kim@chat.example", "ack " + at.ref, true, "stanza 1").reply.empty());
  auto const events = at.events(1);
  auto const again = at.hear("kim@chat.example", "ack " + at.ref, true, "stanza 1");
  CHECK(again.reply.empty());
  CHECK(again.after_commit.empty());
  CHECK(at.events(1) == events);
}

TEST_CASE("Whoever is not bound changes nothing, whatever name they give, and is told how only now and then") {
  chat_room at;
  at.bind("kim@chat.example", 1);
  for (auto const* person : {"kim@evil.example", "KIM@chat.example", "room@muc.chat.example/kim", "kim"}) {
    INFO(person);
    CHECK(has(at.hear(person, "ack " + at.ref, true).reply, "I do not know"));
    CHECK(at.hear(person, "ack " + at.ref, true).reply.empty());
  }
  CHECK(at.receipt(1).state.stage == protocol::stage::targeted);
  at.now += 10min;
  CHECK_FALSE(at.hear("kim@evil.example", "help").reply.empty());
  int answered = 0;
  for (int i = 0; i < 100; ++i) answered += !at.hear("p" + std::to_string(i), "help").reply.empty();
  CHECK(answered == 19);
}

TEST_CASE("Who answers for several homes is asked which, and may name it") {
  chat_room at;
  at.bind("kim@chat.example", 1);
  at.bind("kim@chat.example", 2, "deputy");
  at.bind("kim@chat.example", 7);  // not asked for: it did not get the message
  auto const asked = at.hear("kim@chat.example", "ack " + at.ref, true);
  CHECK(has(asked.reply, "ack " + at.ref + " 1-100000001  (Home 1)"));
  CHECK_FALSE(has(asked.reply, "Home 7"));
  CHECK(at.receipt(1).state.stage == protocol::stage::targeted);
  CHECK(has(at.hear("kim@chat.example", "ack " + at.ref + " home 9").reply, "You do not answer for such a home"));
  CHECK(has(at.hear("kim@chat.example", "ack " + at.ref + " home 2").reply, "Noted for Home 2"));
  CHECK(at.receipt(2).by_role == "deputy");
  CHECK(at.receipt(1).state.stage == protocol::stage::targeted);
  CHECK(has(at.hear("kim@chat.example", "ack " + at.ref + " 1-100000001").reply, "Noted for Home 1"));
}

TEST_CASE("A code works once, in its time, said alone; in the group it binds nobody") {
  chat_room at;
  auto const code = at.code_for(1);
  CHECK(has(at.hear("lee@chat.example", "join " + code, true).reply, "never in the group"));
  CHECK(at.reader->chat_bindings(1).empty());
  CHECK(has(at.hear("kim@chat.example", code).reply, "You now answer for Home 1 (manager)"));
  CHECK(at.hear("kim@chat.example", code).reply.empty());  // heard twice: in two rooms of one account, say
  CHECK(has(at.hear("lee@chat.example", code).reply, "wrong, used or out of date"));
  auto const late = at.code_for(1);
  at.now += std::chrono::hours(73);
  CHECK(has(at.hear("lee@chat.example", late).reply, "wrong, used or out of date"));
  CHECK(at.reader->chat_bindings(1).size() == 1);
}

TEST_CASE("Codes cannot be guessed: after five wrong ones an hour nobody is even told that they are wrong") {
  chat_room at;
  for (int i = 0; i < 5; ++i)
    CHECK_FALSE(at.hear("eve@evil.example", "join ABCDE-FGHJ" + std::to_string(i)).reply.empty());
  auto const right = at.code_for(1);
  CHECK(at.hear("eve@evil.example", "join " + right).reply.empty());
  CHECK(at.reader->chat_bindings(1).empty());
  at.now += 1h;
  CHECK(has(at.hear("eve@evil.example", "join " + right).reply, "You now answer"));
}

TEST_CASE("Stop said alone ends it and leaves nothing of who it was; said in the group it is talk") {
  chat_room at;
  at.bind("kim@chat.example", 1);
  at.bind("kim@chat.example", 2);
  CHECK(has(at.hear("kim@chat.example", "Stop!", true).reply, "say stop here"));
  CHECK(at.reader->chat_bindings(1).size() == 1);
  auto const done = at.hear("kim@chat.example", "stop");
  CHECK(done.wants_stop);
  CHECK(at.reader->chat_bindings(1).empty());
  CHECK(at.reader->chat_bindings(2).empty());
  CHECK(at.leaves("chat_unbound") == 2);
  CHECK(has(at.hear("kim@chat.example", "ack " + at.ref).reply, "I do not know"));
  CHECK(at.receipt(1).state.stage == protocol::stage::targeted);
}

TEST_CASE("A suspended home is answered for by nobody, and by the same people once it is back") {
  chat_room at;
  at.bind("kim@chat.example", 1);
  at.store.write([&](ports::store_writer& to) { to.suspend_home(1, true); });
  CHECK(has(at.hear("kim@chat.example", "ack " + at.ref).reply, "I do not know"));
  auto const code = at.code_for(1);
  CHECK(has(at.hear("lee@chat.example", code).reply, "wrong, used"));
  at.store.write([&](ports::store_writer& to) { to.suspend_home(1, false); });
  CHECK(has(at.hear("kim@chat.example", "ack " + at.ref).reply, "Noted for Home 1"));
}

TEST_CASE("What the home has answered on its page stays, and what a chat cannot answer is not answered there") {
  chat_room at;
  at.bind("kim@chat.example", 1);
  at.bind("lee@chat.example", 2);
  ports::receipt_event done;
  done.id = protocol::event_id(protocol::make_v4(std::array<std::uint8_t, 16>{7}));
  done.act = protocol::receipt_act::responded;
  done.recorded_at = noon;
  done.answer = protocol::response::actioned;
  done.role = "manager";
  at.store.write([&](ports::store_writer& to) { (void)to.record_act(at.told.body->number, 1, done); });
  CHECK(has(at.hear("kim@chat.example", "ack " + at.ref).reply, "has answered " + at.ref + " already (actioned)"));
  CHECK(at.receipt(1).state.answer == protocol::response::actioned);

  auto only_done = bulletin();
  only_done.ack.required = true;
  only_done.ack.options = {protocol::response::actioned};
  auto const told = at.publish(only_done, at.who);
  auto const ref = core::post_ref(*at.reader, *at.reader->message(told.body->number)->row);
  auto const said = at.hear("lee@chat.example", "ack " + ref).reply;
  CHECK(has(said, "Not noted: " + ref + " asks for one of these answers: Done."));
  CHECK(has(said, at.rules.link));
  CHECK(at.reader->receipt(told.body->number, 2)->what.state.stage == protocol::stage::targeted);
}

TEST_CASE("A result is never answered in a chat, whoever knows its letters") {
  chat_room at;
  at.bind("kim@chat.example", 1);
  auto const told = at.publish(result(1), at.who);
  auto const number = std::to_string(told.body->number);
  for (auto const* letter : {"R", "B", "H"})
    CHECK(has(at.hear("kim@chat.example", "ack " + (letter + number) + ".1").reply, "There is no message"));
}

TEST_CASE("Everything else that is said is nothing: no answer, no note, no event, nothing in the store") {
  chat_room at;
  at.bind("kim@chat.example", 1);
  auto const before = at.leaves("chat_bound") + at.events(1);
  for (auto const* said : {"Mrs Ahmed in room 4 has a cough", "thanks!", "ack it yourself, please"}) {
    auto const out = at.hear("kim@chat.example", said, true);
    CHECK(out.reply.empty());
    CHECK(out.notes.empty());
  }
  CHECK(at.leaves("chat_bound") + at.events(1) == before);
  CHECK(at.reader->unmatched(0, 10).empty());
}

TEST_CASE("A button below a message answers for the home it went to, from that telephone alone, without a binding") {
  chat_room at;
  at.rules.account.clear();
  at.store.write([&](ports::store_writer& to) {
    ports::contact_row contact;
    contact.home = 3;
    contact.number = 1;
    contact.role = ports::contact_role::nurse;
    contact.telephone = "+447700900123";
    contact.changed_at = noon;
    to.put_contact(contact);
    ports::outbox_row row;
    row.message = at.told.body->number;
    row.home = 3;
    row.contact = 1;
    row.channel = "ward";
    row.to = "+447700900123";
    row.queued_at = row.next_at = noon;
    to.add_outbox({row});
  });
  auto const number = at.reader->outbox_of(at.told.body->number, 3, 3).front().number;
  auto const press = [&](std::string who, std::string said) {
    ports::came_back what;
    what.key = "press " + who + said;
    what.row = number;
    what.who = std::move(who);
    what.said = std::move(said);
    core::said_answer out;
    at.store.write(
        [&](ports::store_writer& to) { out = core::take_said(to, at.rules, what, at.now, at.random, at.budget); });
    return out;
  };
  CHECK(press("tel +447700900999", "ack").after_commit.empty());
  CHECK_FALSE(press("tel +447700900999", "stop").wants_stop);
  CHECK(at.receipt(3).state.stage == protocol::stage::targeted);
  CHECK(press("tel +447700900123", "ack").after_commit.size() == 1);
  CHECK(at.receipt(3).state.stage == protocol::stage::acknowledged);
  CHECK(at.receipt(3).by_role == "nurse");
  CHECK(press("tel +447700900123", "ack").after_commit.empty());
  CHECK(press("user b-123", "stop").wants_stop);
  CHECK(press("tel +447700900123", "my home is on fire").reply.empty());
}

TEST_CASE("Who is known by a name and by a number is one person, and whoever has that number next is another") {
  chat_room at;
  at.rules.account = "+15550783881";
  auto const hear = [&](std::string who, std::string number, std::string text) {
    ports::came_back what;
    what.key = "key " + std::to_string(++at.said_so_far);
    what.who = std::move(who);
    what.number = std::move(number);
    what.said = std::move(text);
    core::said_answer out;
    at.store.write(
        [&](ports::store_writer& to) { out = core::take_said(to, at.rules, what, at.now, at.random, at.budget); });
    return out;
  };
  std::string const number = "+447700900301";
  REQUIRE(hear("user GB.1", number, "join " + at.code_for(1)).notes.size() == 1);
  for (auto const& [who, by] :
       {std::pair("user GB.1", number), std::pair("user GB.1", std::string()), std::pair("tel +447700900301", number)})
    CHECK(has(hear(who, by, "help").reply, "You answer for Home 1"));
  CHECK(has(hear("user GB.2", number, "ack " + at.ref).reply, "I do not know"));
  CHECK(at.receipt(1).state.stage == protocol::stage::targeted);
  CHECK(at.leaves("chat_bound") == 1);
  // Ended by the one name, ended by both
  CHECK(hear("user GB.1", number, "stop").wants_stop);
  CHECK(at.reader->chat_bindings(1).empty());
  CHECK(at.leaves("chat_unbound") == 1);
  // Bound when the service told the number alone, known when it tells a name too
  at.now += 10min;
  REQUIRE(hear("tel +447700900301", number, "join " + at.code_for(1)).notes.size() == 1);
  CHECK(has(hear("user GB.1", number, "ack " + at.ref).reply, "Noted for Home 1"));
}

TEST_CASE("An answer to a post of ours is about that post, and one to anybody else's words is not") {
  chat_room at;
  at.rules.room.emplace();
  at.rules.room->address = "ward";
  at.bind("kim@chat.example", 1);
  at.store.write([&](ports::store_writer& to) {
    ports::outbox_row post;
    post.message = at.told.body->number;
    post.channel = "ward";
    post.to = "ward";
    post.state = ports::outbox_state::sent;
    post.sent_at = post.queued_at = post.next_at = noon;
    post.remote = "archived-7";
    to.add_outbox({post});
  });
  auto const hear = [&](std::string about) {
    ports::came_back what;
    what.key = "answer to " + about;
    what.who = "kim@chat.example";
    what.said = "ack";
    what.about = std::move(about);
    what.in_group = true;
    core::said_answer out;
    at.store.write(
        [&](ports::store_writer& to) { out = core::take_said(to, at.rules, what, at.now, at.random, at.budget); });
    return out.reply;
  };
  for (auto const* other : {"", "archived-8", "archived"}) CHECK(has(hear(other), "Which message?"));
  CHECK(at.receipt(1).state.stage == protocol::stage::targeted);
  CHECK(has(hear("archived-7"), "Noted for Home 1: " + at.ref));
}

TEST_CASE("A channel that a person has stopped takes what is acknowledged there, and says nothing to anybody") {
  chat_room at;
  at.bind("kim", 1);
  at.bind("two", 2);
  at.bind("two", 3);
  auto const stop = [&](std::string const& channel, std::string const& why) {
    ports::lane_row lane;
    lane.channel = channel;
    lane.state = ports::lane_state::stopped;
    lane.why = why;
    at.store.write([&](ports::store_writer& to) { to.put_lane(lane); });
  };
  auto const notes = [](core::said_answer const& said) {
    std::string out;
    for (auto const& one : said.notes) out += one.event + ' ' + one.about + ' ';
    return out;
  };
  auto const home = [](int number) { return home_id(number).text(); };
  stop("ward", "stopped_by_a_person");

  auto const noted = at.hear("kim", "ack " + at.ref, true);
  CHECK(noted.reply.empty());
  CHECK(notes(noted) == "chat_acknowledged " + home(1) + ' ');
  CHECK(at.receipt(1).state.stage == protocol::stage::acknowledged);
  // What would have to be asked back is not lost without a word: somebody can ring them.
  auto const unclear = at.hear("two", "ack " + at.ref);
  CHECK(unclear.reply.empty());
  CHECK(notes(unclear) == "chat_unanswered " + home(2) + " chat_unanswered " + home(3) + ' ');
  CHECK(at.receipt(2).state.stage == protocol::stage::targeted);
  CHECK(at.hear("kim", "help").reply.empty());
  CHECK(at.hear("nobody", "help").reply.empty());
  auto const gone = at.hear("kim", "stop");
  CHECK((gone.reply.empty() && gone.wants_stop));
  CHECK(notes(gone) == "chat_unbound " + home(1) + ' ');
  CHECK(at.hear("new", "join " + at.code_for(4)).reply.empty());

  ports::lane_row running;
  running.channel = "ward";
  at.store.write([&](ports::store_writer& to) { to.put_lane(running); });
  CHECK(at.hear("two", "ack " + at.ref + ' ' + home(2)).reply.find("Noted for Home 2") == 0);
  CHECK(at.hear("new", "help").reply.find("You answer for Home 4") == 0);
  // A room that its service has closed is no kill switch of a person.
  stop("ward", "gone");
  CHECK_FALSE(at.hear("new", "help").reply.empty());
}

TEST_CASE(
    "In a group of a service nobody is answered while the service's own channel is stopped, nor the other way round") {
  chat_room at;
  at.bind("kim", 1);
  auto const put = [&](std::string const& channel, ports::lane_state state) {
    ports::lane_row lane;
    lane.channel = channel;
    lane.state = state;
    lane.why = "stopped_by_a_person";
    at.store.write([&](ports::store_writer& to) { to.put_lane(lane); });
  };
  at.rules.room.emplace().kind = "whatsapp_group";
  CHECK_FALSE(at.hear("kim", "help").reply.empty());
  put("whatsapp", ports::lane_state::stopped);
  CHECK(at.hear("kim", "help").reply.empty());
  put("whatsapp", ports::lane_state::running);
  CHECK_FALSE(at.hear("kim", "help").reply.empty());
  put("another group", ports::lane_state::stopped);
  CHECK_FALSE(at.hear("kim", "help").reply.empty());
}
