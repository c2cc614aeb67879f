#include "relay/core/silence/escalate.hpp"

#include <catch2/catch.hpp>

#include "adapters/ports/store.hpp"
#include "relay/core/silence/call_list.hpp"
#include "relay/core/ways/way_health.hpp"
#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

struct plain_renderer final : ports::renderer {
  [[nodiscard]] std::string render(protocol::disclosed_post const& post, bool) const override { return post.title(); }
};

/// A register whose first home has a mailbox of its own, and a manager and a deputy with others.
struct duty_desk : small_register {
  core::ladder_rules ladder;
  core::outbox_rules ways;
  core::actor who = with_email();
  protocol::instant now = noon;

  duty_desk() {
    core::channel_rules email;
    email.name = "email";
    email.kind = protocol::channel_kind::email;
    email.way = protocol::way::email;
    email.link = "https://relay.example/inbox";
    email.lane.per_minute = 60'000;
    email.renderer = std::make_shared<plain_renderer>();
    ways.channels.push_back(std::move(email));
    ladder.steps = {"stream", "email", "deputy", "call_list"};
    auto home = reader->home(home_id(1))->record;
    home.email = "one@nhs.net";
    home.telephone = "+442079460001";
    store.write([&](ports::store_writer& to) {
      (void)to.put_home(home);
      add_contact(to, 1, ports::contact_role::manager, "manager@nhs.net", "");
      add_contact(to, 2, ports::contact_role::deputy, "deputy@nhs.net", "+447700900002");
    });
  }
  static void add_contact(ports::store_writer& to, std::uint32_t number, ports::contact_role role, std::string email,
                          std::string telephone) {
    ports::contact_row row;
    row.home = 1;
    row.number = row.place = number;
    row.role = role;
    row.email = std::move(email);
    row.telephone = std::move(telephone);
    to.put_contact(row);
  }
  core::actor with_email() {
    auto out = everything();
    out.grant.channels.add(protocol::way::email);
    out.team.grant.channels.add(protocol::way::email);
    store.write([&](ports::store_writer& to) { to.put_publisher(out.team); });
    return out;
  }
  protocol::draft to_first() {
    auto what = bulletin();
    what.scope = protocol::message_scope::public_;
    what.urgency = protocol::urgency::immediate;
    what.audience = {};
    what.audience.homes = {home_id(1)};
    return what;
  }
  /// Published without a row for email, as by a channel that was set up later.
  ports::message_number send_out(protocol::draft what) { return publish(std::move(what), who, now).body->number; }

  /// Everything that is due now, a home at a time; "email sent, call_list listed".
  std::string look(std::size_t homes = 1) {
    std::string out;
    core::look_place place;
    for (int i = 0; i < 100; ++i) {
      core::escalation_look seen;
      store.write([&](ports::store_writer& to) { seen = core::escalate(to, ladder, ways, place, homes, now); });
      for (auto const& one : seen.taken)
        if (one.outcome != ports::rung_outcome::skipped)
          out += (out.empty() ? "" : ", ") + one.step + ' ' + std::string(core::word(one.outcome));
      place = std::move(seen.place);
      next = seen.next;
      if (!seen.has_more) return out;
    }
    return "never ends";
  }
  std::string rows(ports::message_number message) {
    std::string out;
    for (auto const& row : reader->outbox_of(message, 0, ~0U))
      out += (out.empty() ? "" : " ") + row.to + ':' + std::string(core::word(row));
    return out;
  }
  void read_by(int home, ports::message_number message) {
    ports::receipt_event event;
    event.act = protocol::receipt_act::read;
    event.recorded_at = now;
    event.id = protocol::event_id(protocol::make_v7(now, std::array<std::uint8_t, 10>{1}));
    store.write([&](ports::store_writer& to) { (void)to.record_act(message, reader_number(to, home), event); });
  }
  static ports::home_number reader_number(ports::store_reader& from, int home) {
    return from.home(home_id(home))->number;
  }
  std::vector<core::call_entry> calls() { return core::call_list(*reader, who, now, 100); }
  std::optional<protocol::instant> next;
};

}  // namespace

TEST_CASE("A home that stays silent is mailed, then its deputy, then it is on the list of those to be rung") {
  duty_desk at;
  auto const message = at.send_out(at.to_first());
  CHECK(at.look().empty());
  CHECK(at.next == noon + hours(4));
  at.now = noon + hours(4);
  CHECK(at.look() == "email sent");
  CHECK(at.rows(message) == "one@nhs.net:queued");
  CHECK(at.look().empty());
  at.now += hours(1);
  CHECK(at.look() == "deputy sent");
  CHECK(at.rows(message) == "one@nhs.net:queued deputy@nhs.net:queued");
  CHECK(at.reader->outbox_of(message, 0, ~0U).back().contact == 2);
  CHECK(at.calls().empty());
  at.now += hours(1);
  CHECK(at.look() == "call_list listed");
  auto const calls = at.calls();
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].why == "not reached after 6 h; email: waiting to be sent; email to the deputy: waiting to be sent");
  CHECK(calls[0].home.record.telephone == "+442079460001");
  REQUIRE(calls[0].others.size() == 2);
  CHECK(calls[0].others[1].telephone == "+447700900002");
  at.now += hours(9);
  CHECK(at.look().empty());
}

TEST_CASE("A home that reads in the middle is left alone, and is not rung") {
  duty_desk at;
  auto const message = at.send_out(at.to_first());
  at.now = noon + hours(4);
  CHECK(at.look() == "email sent");
  at.read_by(1, message);
  at.now += hours(50);
  CHECK(at.look().empty());
  CHECK(at.calls().empty());
  CHECK(at.reader->watches(10).empty());
}

TEST_CASE("A home that reads after it was put on the list is no longer on it, without anybody taking it off") {
  duty_desk at;
  auto const message = at.send_out(at.to_first());
  at.ladder.steps = {"call_list"};
  at.now = noon + hours(4);
  CHECK(at.look() == "call_list listed");
  CHECK(at.calls().size() == 1);
  at.read_by(1, message);
  CHECK(at.calls().empty());
}

TEST_CASE("Looked at again after a crash, with nothing remembered but the store, nothing is done twice") {
  duty_desk at;
  auto everybody = at.to_first();
  everybody.audience = {};
  everybody.audience.areas = {enfield};
  auto const message = at.send_out(everybody);
  at.now = noon + hours(4);
  // Half of the homes, then the process ends: its place is lost.
  core::escalation_look half;
  at.store.write([&](ports::store_writer& to) { half = core::escalate(to, at.ladder, at.ways, {}, 3, at.now); });
  CHECK(half.has_more);
  auto const listed = at.look(2);
  CHECK(std::count(listed.begin(), listed.end(), 'c') > 0);
  // Home 1 was mailed once; the others have nothing to write to and are on the list once.
  CHECK(at.rows(message) == "one@nhs.net:queued");
  CHECK(at.calls().size() == 5);
  CHECK(at.look(2).empty());
}

TEST_CASE("What went by email when it was published is not sent again") {
  duty_desk at;
  auto const decided = at.decide(at.to_first(), at.who);
  REQUIRE(decided.has_value());
  ports::message_number message = 0;
  at.store.write([&](ports::store_writer& to) {
    message = core::put(to, std::get<core::publication>(*decided), &at.ways).body->number;
  });
  at.now = noon + hours(4);
  at.look();
  auto const rows = at.reader->outbox_of(message, 0, ~0U);
  CHECK(std::count_if(rows.begin(), rows.end(), [](auto const& row) { return row.to == "one@nhs.net"; }) == 1);
}

TEST_CASE("A message that was replaced is pursued no further, and neither are exercises, tests and cancels") {
  duty_desk at;
  auto const first = at.publish(at.to_first(), at.who, at.now);
  at.publish(update_of(at.to_first(), first.body->id), at.who, at.now);
  at.now = noon + hours(4);
  CHECK(at.look() == "email sent");  // the new one alone
  CHECK(at.rows(first.body->number).empty());
  duty_desk other;
  auto exercise = other.to_first();
  exercise.status = protocol::message_status::exercise;
  other.send_out(exercise);
  other.now = noon + hours(99);
  CHECK(other.look().empty());
}

TEST_CASE("A team that may not use email sends none by the ladder either, and a stopped channel is passed over") {
  duty_desk at;
  at.store.write([&](ports::store_writer& to) {
    auto team = at.who.team;
    team.grant.channels = {protocol::way::stream};
    to.put_publisher(team);
  });
  at.send_out(at.to_first());
  at.now = noon + hours(4);
  CHECK(at.look() == "call_list listed");
  CHECK(at.calls()[0].why.find("email: this team may not use it") != std::string::npos);
  duty_desk stopped;
  stopped.store.write([&](ports::store_writer& to) {
    ports::lane_row lane;
    lane.channel = "email";
    lane.state = ports::lane_state::stopped;
    to.put_lane(lane);
  });
  stopped.send_out(stopped.to_first());
  stopped.now = noon + hours(4);
  CHECK(stopped.look() == "call_list listed");
}

TEST_CASE("Each step that did something is a leaf of the evidence log; one that could not be taken is none") {
  duty_desk at;
  auto const told = at.publish(at.to_first(), at.who, at.now);
  at.ladder.steps = {"whatsapp", "email"};
  at.now = noon + hours(4);
  CHECK(at.look() == "email sent");
  std::size_t leaves = 0;
  for (auto const& place : at.reader->leaves_about(told.body->id)) {
    auto const leaf = at.reader->log_leaves(place.log, place.index, 1).front();
    leaves += leaf.text.find(R"("type":"escalated")") != std::string::npos ? 1 : 0;
  }
  CHECK(leaves == 1);
}

TEST_CASE("A noted call is shown as the word of whoever rang, and the home stays on the list") {
  duty_desk at;
  at.ladder.steps = {"call_list"};
  at.send_out(at.to_first());
  at.now = noon + hours(4);
  at.look();
  auto const entry = at.calls()[0];
  ports::call_row call;
  call.at = at.now;
  call.by = at.who.member.id.text();
  call.outcome = ports::call_outcome::will_act;
  call.spoke_to = "the deputy";
  call.will_act = at.now + hours(1);
  at.store.write([&](ports::store_writer& to) { core::note_call(to, *entry.message.row, entry.home, call); });
  auto const after = at.calls();
  REQUIRE(after.size() == 1);
  REQUIRE(after[0].calls.size() == 1);
  CHECK(core::in_words(after[0].calls[0]) ==
        "spoke to the deputy: they will act by Saturday 21 November 2026, 17:00 GMT");
  CHECK(after[0].state.stage == protocol::stage::targeted);
}

TEST_CASE("Of a wellbeing message nobody is rung, and a result is never said more of than that one waits") {
  duty_desk at;
  auto quiet = at.to_first();
  quiet.topic = "wellbeing";
  at.send_out(quiet);
  at.now = noon + hours(99);
  for (int i = 0; i < 5; ++i, at.now += hours(9)) at.look();
  CHECK(at.calls().empty());
  duty_desk lab;
  auto const message = lab.send_out(result(1));
  lab.now = noon + hours(24 * 8);
  lab.look();
  auto const rows = lab.reader->outbox_of(message, 0, ~0U);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].level == protocol::disclosure::pointer);
}

TEST_CASE("A mailbox that delivered and then failed is failing, and says both since when and why") {
  duty_desk at;
  ports::outbox_row row;
  row.home = 1;
  row.channel = "email";
  row.state = ports::outbox_state::sent;
  row.sent_at = noon;
  row.returned = ports::returned_news::delivered;
  row.returned_at = noon + minutes(1);
  at.store.write([&](ports::store_writer& to) { core::note_health(to, row, noon + minutes(1)); });
  auto const path = [&] { return core::paths_of(*at.reader, 1, {"email"}).at(1); };
  CHECK(path().state == core::path_state::good);
  row.state = ports::outbox_state::failed;
  row.reason = "mailbox_full";
  row.returned = ports::returned_news::failed;
  at.store.write([&](ports::store_writer& to) { core::note_health(to, row, noon + minutes(9)); });
  CHECK(path().state == core::path_state::failing);
  CHECK(path().good_at == noon + minutes(1));
  CHECK(core::in_words(path()) ==
        "not delivered: the mailbox is full; last delivered Saturday 21 November 2026, 12:01 GMT");
  CHECK(core::fares(core::paths_of(*at.reader, 1, {"email"}), core::path_state::failing));
  row.home = 0;  // a post to a group is no home's way
  at.store.write([&](ports::store_writer& to) { core::note_health(to, row, noon + minutes(9)); });
  CHECK(at.reader->way_health(0, 0).empty());
  CHECK(core::fares(core::paths_of(*at.reader, 2, {"email"}), core::path_state::never));
}
