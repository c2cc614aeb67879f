#include "relay/core/silence/canary.hpp"

#include <catch2/catch.hpp>

#include "adapters/ports/store.hpp"
#include "relay/core/ways/way_health.hpp"
#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using ports::outbox_state;
using ports::returned_news;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

core::channel_rules way(std::string name, protocol::channel_kind kind, protocol::way by) {
  core::channel_rules out;
  out.name = std::move(name);
  out.kind = kind;
  out.way = by;
  out.link = "https://relay.example/inbox";
  return out;
}

/// A home of our own in Haringey with a mailbox, whose contact has a telephone; channels to single homes, and a room.
struct aviary : small_register {
  core::canary_rules rules;
  core::outbox_rules ways;
  std::vector<core::event> told;
  protocol::instant now = noon;
  protocol::home_record ours;

  aviary() {
    using protocol::channel_kind;
    ways.channels = {way("email", channel_kind::email, protocol::way::email),
                     way("whatsapp", channel_kind::chat, protocol::way::chat),
                     way("managers", channel_kind::chat, protocol::way::chat)};
    ways.channels[1].to_telephone = true;
    ways.channels[2].room.emplace();
    ours.id = home_id(50);
    ours.name = "Ours";
    ours.area = haringey;
    ours.tags = {"canary"};
    ours.email = "canary@relay.example";
    store.write([&](ports::store_writer& to) {
      ports::contact_row who;
      who.home = to.put_home(ours);
      who.number = who.place = 1;
      who.role = ports::contact_role::manager;
      who.telephone = "+447700900050";
      to.put_contact(who);
    });
  }
  ports::home_number number() { return reader_number(*reader); }
  ports::home_number reader_number(ports::store_reader& from) const { return from.home(ours.id)->number; }

  core::canary_look look() {
    core::canary_look out;
    store.write([&](ports::store_writer& to) { out = core::look_at_canaries(to, rules, ways, now, random, told); });
    return out;
  }
  ports::message_number test() { return std::get<core::message_published>(told.back()).body->number; }
  std::vector<ports::outbox_row> rows() { return reader->outbox_of(test(), 0, ~0U); }
  /// What has become of the test by one channel.
  void put(std::string const& channel, outbox_state state, returned_news news = returned_news::none,
           std::string reason = "") {
    for (auto row : rows()) {
      if (row.channel != channel) continue;
      row.state = state;
      row.reason = reason;
      if (state == outbox_state::sent) row.sent_at = now;
      row.returned = news;
      if (news != returned_news::none) row.returned_at = now;
      store.write([&](ports::store_writer& to) {
        to.put_outbox(row);
        core::note_health(to, row, now);
      });
    }
  }
  void store_it() {
    ports::receipt_event stored;
    stored.act = protocol::receipt_act::read;
    stored.recorded_at = now;
    std::array<std::uint8_t, 10> bits{};
    random.fill(bits);
    stored.id = protocol::event_id(protocol::make_v7(now, bits));
    auto const [what, home] = std::pair(test(), number());
    store.write([&, what = what, home = home](ports::store_writer& to) { (void)to.record_act(what, home, stored); });
  }
  /// "stream not_stored, email no_news" of the test that is four minutes old.
  std::string silent() {
    now += minutes(4);
    std::string out;
    auto const seen = look();
    CHECK(seen.has_judged);
    for (auto const& one : seen.silent) out += (out.empty() ? "" : ", ") + one.way + ' ' + one.why;
    return out;
  }
  void next_test() {
    now += minutes(15);
    auto const before = told.size();
    (void)look();
    REQUIRE(told.size() == before + 1);
  }
};

}  // namespace

TEST_CASE("The test of the relay goes to a home of our own by each way that leads to it, and to no room") {
  aviary at;
  (void)at.look();
  auto const rows = at.rows();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].channel == "email");
  CHECK(rows[0].to == "canary@relay.example");
  CHECK(rows[1].channel == "whatsapp");
  CHECK(rows[1].to == "+447700900050");
  CHECK(rows[1].contact == 1);
  CHECK_FALSE(at.reader->coverage(at.test()).counted);
  (void)at.look();
  CHECK(at.rows().size() == 2);
}

TEST_CASE("Nothing goes to people of our homes by what they do not want, or by what a person has stopped") {
  aviary at;
  at.store.write([&](ports::store_writer& to) {
    auto who = *to.contact(at.reader_number(to), 1);
    who.opted_out = {"whatsapp"};
    to.put_contact(who);
    ports::lane_row lane;
    lane.channel = "email";
    lane.state = ports::lane_state::stopped;
    to.put_lane(lane);
  });
  (void)at.look();
  CHECK(at.rows().empty());
}

TEST_CASE("Each way of a canary is judged by itself: what was not taken is silent, what was taken is not") {
  aviary at;
  (void)at.look();
  at.put("email", outbox_state::sent);
  CHECK(at.silent() == "stream not_stored, whatsapp queued");
  at.next_test();
  at.store_it();
  at.put("email", outbox_state::failed, returned_news::failed, "mailbox_full");
  at.put("whatsapp", outbox_state::sent, returned_news::delivered);
  CHECK(at.silent() == "email mailbox_full");
}

TEST_CASE("A way that brought news of a delivery before is silent without; one that never did is not") {
  aviary at;
  (void)at.look();
  at.store_it();
  at.put("email", outbox_state::sent, returned_news::delivered);
  at.put("whatsapp", outbox_state::sent);
  CHECK(at.silent().empty());
  at.next_test();
  at.store_it();
  at.put("email", outbox_state::sent, returned_news::relayed);
  at.put("whatsapp", outbox_state::sent);
  CHECK(at.silent() == "email no_news");
  at.put("email", outbox_state::sent, returned_news::delivered);
  at.now += seconds(15);
  CHECK(at.look().silent.empty());
}

TEST_CASE("A way whose address was taken away meanwhile raises no alarm") {
  aviary at;
  (void)at.look();
  at.store_it();
  at.put("email", outbox_state::suppressed, returned_news::none, "address_changed");
  at.put("whatsapp", outbox_state::sent);
  CHECK(at.silent().empty());
}
