#include "relay/core/publish/two_persons.hpp"

#include <catch2/catch.hpp>

#include "relay/core/stream/backlog.hpp"
#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::core;
using namespace carerelay::testing;
using ports::draft_state;
using protocol::errc;
using protocol::role;
using std::chrono::minutes;

namespace {

constexpr std::chrono::milliseconds moment{1};

/// A team of people: jane writes, john and joan approve; and a machine that publishes.
struct team : small_register {
  approval_rules rules;
  actor feed = everything();
  actor jane = person("jane", {role::publisher});
  actor john = person("john", {role::approver});
  actor joan = person("joan", {role::approver, role::publisher});
  actor drew = person("drew", {role::drafter});

  actor person(std::string_view id, protocol::role_set roles) {
    actor who = feed;
    who.member = {};
    who.member.id = *protocol::member_id::parse(id);
    who.member.team = feed.team.id;
    who.member.is_person = true;
    who.member.name = std::string(id);
    who.member.roles = roles;
    store.write([&](ports::store_writer& to) { to.put_member(who.member); });
    return who;
  }
  asking by(actor const& who, protocol::instant now = noon) { return {who, now, random, rules}; }

  /// What became of it; what waits or is published is stored.
  std::string submit(protocol::draft what, actor const& who, protocol::instant now = noon) {
    auto const made = core::submit(std::move(what), by(who, now), *reader);
    if (!made) return refusal(made);
    if (auto const* const waits = std::get_if<put_to_wait>(&*made)) {
      last = waits->draft;
      store.write([&](ports::store_writer& to) { to.put_draft(last); });
      return waits->repeats ? "waits already" : "waits for " + std::to_string(last.needs);
    }
    if (auto const* const out = std::get_if<publication>(&*made)) {
      store.write([&](ports::store_writer& to) { message = core::put(to, *out).body->number; });
      return "published";
    }
    return "published before";
  }
  std::string settle(draft_verdict verdict, protocol::instant now) {
    last = verdict.draft;
    store.write([&](ports::store_writer& to) {
      if (verdict.sends) {
        message = core::put(to, *verdict.sends).body->number;
        last = core::published(last, message, now);
      }
      to.put_draft(last);
    });
    if (!verdict.refused.empty()) return std::string(word(verdict.refused.front().rule));
    return verdict.sends ? "published" : "signed";
  }
  looked_at figures() const { return {last.sum, last.audience_hash, last.homes}; }
  std::string approve(actor const& who, protocol::instant now = noon) { return approve(who, figures(), now); }
  std::string approve(actor const& who, looked_at const& said, protocol::instant now = noon) {
    return settle(core::approve(*reader->draft(last.id), said, by(who, now), *reader), now);
  }
  std::string send_now(actor const& who, protocol::instant now = noon) {
    return settle(core::send_now(*reader->draft(last.id), "Nobody answers.", by(who, now), *reader), now);
  }
  std::string confirm(actor const& who, protocol::instant now = noon) {
    auto const view = reader->message(message);
    return settle(core::confirm(*reader->draft_of(message), *view->row, view->row->body->sum, by(who, now), *reader),
                  now);
  }
  /// Words of the events that the clock brings.
  std::vector<std::string> time_comes(protocol::instant now) {
    std::vector<event> told;
    store.write([&](ports::store_writer& to) { end_drafts(to, now, random, told); });
    std::vector<std::string> out;
    for (auto const& one : told) {
      if (auto const* const noted = std::get_if<security_noted>(&one)) out.push_back(noted->event);
      if (std::holds_alternative<message_published>(one)) out.emplace_back("published");
    }
    return out;
  }
  protocol::message read(ports::message_number number) {
    return *protocol::parse_message(reader->message(number)->row->body->json);
  }

  ports::draft_row last;
  ports::message_number message = 0;
};

protocol::draft urgent() {
  auto what = bulletin();
  what.urgency = protocol::urgency::immediate;
  return what;
}

protocol::draft to_everyone(std::string topic = "infection-control") {
  auto what = bulletin();
  what.audience = {};
  what.audience.everyone = true;
  what.topic = std::move(topic);
  return what;
}

}  // namespace

TEST_CASE("an urgent message and one to every home wait for a second person; an ordinary one does not") {
  team with;
  CHECK(with.submit(bulletin(), with.jane) == "published");
  CHECK(with.submit(urgent(), with.jane) == "waits for 1");
  CHECK(with.last.immediate);
  CHECK(with.submit(to_everyone(), with.jane) == "waits for 1");
  CHECK(with.last.all_homes);
  CHECK(with.last.homes == 8);
  CHECK(with.reader->messages(0, 10, std::nullopt).size() == 1);  // what waits was sent to nobody
  with.rules.two_persons = false;
  CHECK(with.submit(urgent(), with.jane) == "published");
}

TEST_CASE("every live home named by area or one by one is every home, when there are more than the setting says") {
  team with;
  auto by_area = bulletin();
  by_area.audience.areas = {enfield, haringey};
  auto by_name = bulletin();
  by_name.audience = {};
  for (int i = 1; i <= 8; ++i) by_name.audience.homes.push_back(home_id(i));
  CHECK(with.submit(by_area, with.jane) == "published");
  with.rules.all_homes_from = 7;
  CHECK(with.submit(by_area, with.jane) == "waits for 1");
  CHECK(with.submit(by_name, with.jane) == "waits for 1");
  by_name.audience.homes.pop_back();
  CHECK(with.submit(by_name, with.jane) == "published");
}

TEST_CASE("what two persons ask of each other is never asked of a result at 3 am") {
  team with;
  auto what = result(1);
  what.urgency = protocol::urgency::immediate;
  CHECK(with.submit(what, with.feed) == "published");
  CHECK(with.submit(what, with.jane) == "role_not_granted at ");  // and no person sends one
}

TEST_CASE("another person's approval of the same bytes and homes publishes, and nobody else's does") {
  team with;
  REQUIRE(with.submit(urgent(), with.jane) == "waits for 1");
  CHECK(with.approve(with.jane) == "role_not_granted");
  with.jane.member.roles.add(role::approver);
  CHECK(with.approve(with.jane) == "same_person");
  CHECK(with.approve(with.drew) == "role_not_granted");
  auto machine = with.feed;
  machine.member.roles.add(role::approver);
  CHECK(with.approve(machine) == "needs_a_person");
  CHECK(with.reader->messages(0, 10, std::nullopt).empty());
  CHECK(with.approve(with.john) == "published");
  CHECK(with.last.state == draft_state::sent);
  CHECK(with.reader->draft_of(with.message)->signatures.front().member == with.john.member.id);
  CHECK(with.read(with.message).sender == with.feed.team.id);
  CHECK_FALSE(with.read(with.message).sent_alone);
  CHECK(with.reader->author(with.message) == with.jane.member.id);
}

TEST_CASE("an approval of other bytes, other homes or another count is not one") {
  team with;
  REQUIRE(with.submit(urgent(), with.jane) == "waits for 1");
  auto other = with.figures();
  other.sum[0] ^= 1;
  CHECK(with.approve(with.john, other) == "draft_differs");
  other = with.figures();
  other.audience_hash[0] ^= 1;
  CHECK(with.approve(with.john, other) == "draft_differs");
  other = with.figures();
  other.homes += 1;
  CHECK(with.approve(with.john, other) == "draft_differs");
  auto row = with.last;
  row.json.replace(row.json.find("Wash hands"), 10, "Wash hats!");  // somebody reached the store
  with.store.write([&](ports::store_writer& to) { to.put_draft(row); });
  CHECK(with.approve(with.john) == "internal");
  CHECK(with.reader->messages(0, 10, std::nullopt).empty());
}

TEST_CASE("when the register moved meanwhile, the approver is shown the new figures and approves those") {
  team with;
  REQUIRE(with.submit(urgent(), with.jane) == "waits for 1");
  auto const before = with.figures();
  protocol::home_record home;
  home.id = home_id(10);
  home.name = "Home 10";
  home.area = enfield;
  with.store.write([&](ports::store_writer& to) { (void)to.put_home(home); });
  CHECK(with.approve(with.john, before) == "audience_changed");
  CHECK(with.last.homes == 7);
  CHECK(with.last.audience_hash != before.audience_hash);
  CHECK(with.last.signatures.empty());
  CHECK(with.approve(with.john, before) == "draft_differs");
  CHECK(with.approve(with.john) == "published");
  CHECK(with.reader->audience(with.message).size() == 7);
}

TEST_CASE("one home in the place of another changes the audience, though the count is the same") {
  team with;
  REQUIRE(with.submit(urgent(), with.jane) == "waits for 1");
  auto home = with.reader->home(home_id(1))->record;
  home.area = haringey;
  auto other = with.reader->home(home_id(7))->record;
  other.area = enfield;
  with.store.write([&](ports::store_writer& to) {
    (void)to.put_home(home);
    (void)to.put_home(other);
  });
  CHECK(with.approve(with.john) == "audience_changed");
  CHECK(with.last.homes == 6);
}

TEST_CASE("an approval that comes late, or twice, or after a rejection, publishes nothing") {
  team with;
  REQUIRE(with.submit(urgent(), with.jane) == "waits for 1");
  CHECK(with.approve(with.john, noon + minutes(30)) == "draft_closed");
  CHECK(with.approve(with.john, noon + minutes(30) - moment) == "published");
  CHECK(with.approve(with.john, noon + minutes(30) - moment) == "draft_closed");
  CHECK(with.approve(with.joan, noon + minutes(30) - moment) == "draft_closed");
  CHECK(with.reader->messages(0, 10, std::nullopt).size() == 1);
  REQUIRE(with.submit(urgent(), with.jane) == "waits for 1");
  CHECK(with.settle(reject(with.last, "The number is wrong.", with.by(with.drew)), noon) == "role_not_granted");
  CHECK(with.settle(reject(with.last, "The number is wrong.", with.by(with.john)), noon) == "signed");
  CHECK(with.last.state == draft_state::rejected);
  CHECK(with.approve(with.joan) == "draft_closed");
  REQUIRE(with.submit(urgent(), with.jane) == "waits for 1");
  CHECK(with.settle(reject(with.last, "My mistake.", with.by(with.jane)), noon) == "signed");
}

TEST_CASE("a draft that nobody approves expires by itself, unsent") {
  team with;
  REQUIRE(with.submit(urgent(), with.jane) == "waits for 1");
  CHECK(with.time_comes(noon + minutes(30) - moment).empty());
  CHECK(with.time_comes(noon + minutes(30)) == std::vector<std::string>{"draft_expired"});
  CHECK(with.reader->draft(with.last.id)->state == draft_state::expired);
  CHECK(with.time_comes(noon + minutes(60)).empty());
  CHECK(with.reader->messages(0, 10, std::nullopt).empty());
}

TEST_CASE("what a machine writes needs two people, and what a drafter writes always needs one") {
  team with;
  CHECK(with.submit(urgent(), with.feed) == "waits for 2");
  CHECK(with.approve(with.john) == "signed");
  CHECK(with.approve(with.john) == "same_person");
  CHECK(with.approve(with.joan) == "published");
  CHECK(with.submit(bulletin(), with.drew) == "waits for 1");
  CHECK_FALSE(with.last.immediate);
  with.rules.two_persons = false;
  CHECK(with.submit(bulletin(), with.drew) == "waits for 1");
  CHECK(with.approve(with.john) == "published");
}

TEST_CASE("approval is asked of somebody who was granted that kind, urgency and area") {
  team with;
  REQUIRE(with.submit(urgent(), with.jane) == "waits for 1");
  auto narrow = with.john;
  narrow.grant.areas = {haringey};
  narrow.grant.all_areas = false;
  CHECK(with.approve(narrow) == "area_not_granted");
  narrow = with.john;
  narrow.grant.highest = protocol::urgency::expected;
  CHECK(with.approve(narrow) == "role_not_granted");
  narrow = with.john;
  narrow.grant.kinds = {protocol::message_kind::helpline_notice};
  CHECK(with.approve(narrow) == "kind_not_granted");
  narrow = with.john;
  narrow.grant.expires = noon;
  CHECK(with.approve(narrow) == "grant_expired");
}

TEST_CASE("what its author may no longer send is not published by an approval") {
  team with;
  REQUIRE(with.submit(urgent(), with.jane) == "waits for 1");
  auto gone = with.jane.member;
  gone.revoked_at = noon;
  with.store.write([&](ports::store_writer& to) { to.put_member(gone); });
  CHECK(with.approve(with.john) == "role_not_granted");
  auto narrowed = with.jane.member;
  narrowed.own = with.jane.grant;
  narrowed.own->all_areas = false;
  narrowed.own->areas = {haringey};
  with.store.write([&](ports::store_writer& to) { to.put_member(narrowed); });
  CHECK(with.approve(with.john) == "area_not_granted");
}

TEST_CASE("the fourth message to every home in ten minutes needs a third person") {
  team with;
  for (int i = 0; i < 3; ++i) {
    REQUIRE(with.submit(to_everyone("topic-" + std::to_string(i)), with.jane) == "waits for 1");
    REQUIRE(with.approve(with.john, noon + minutes(i)) == "published");
  }
  // Drafted when only three had gone, and drafted again after: both wait for a third.
  CHECK(with.submit(to_everyone("topic-3"), with.jane, noon + minutes(9)) == "waits for 2");
  CHECK(with.approve(with.john, noon + minutes(9)) == "signed");
  CHECK(with.approve(with.joan, noon + minutes(9)) == "published");
  // Eleven minutes later it is quiet again.
  CHECK(with.submit(to_everyone("topic-4"), with.jane, noon + minutes(20)) == "waits for 1");
}

TEST_CASE("four drafts written before any was sent do not slip past the third person") {
  team with;
  std::vector<ports::draft_row> drafts;
  for (int i = 0; i < 4; ++i) {
    REQUIRE(with.submit(to_everyone("topic-" + std::to_string(i)), with.jane) == "waits for 1");
    drafts.push_back(with.last);
  }
  for (int i = 0; i < 3; ++i) {
    with.last = drafts[static_cast<std::size_t>(i)];
    REQUIRE(with.approve(with.john) == "published");
  }
  with.last = drafts[3];
  CHECK(with.approve(with.john) == "signed");
  CHECK(with.approve(with.joan) == "published");
}

TEST_CASE("the same message again under the same reference waits once, and other content is refused") {
  team with;
  auto what = urgent();
  what.reference = "ref-1";
  REQUIRE(with.submit(what, with.jane) == "waits for 1");
  auto const first = with.last.id;
  CHECK(with.submit(what, with.jane) == "waits already");
  CHECK(with.last.id == first);
  auto other = what;
  other.topic = "other";
  CHECK(with.submit(other, with.jane) == "reference_reused at /reference");
  REQUIRE(with.approve(with.john) == "published");
  CHECK(with.submit(what, with.jane) == "published before");
}

TEST_CASE("a person may send alone for a reason; a machine may not, nor an approver who may not publish") {
  team with;
  REQUIRE(with.submit(urgent(), with.jane) == "waits for 1");
  CHECK(with.send_now(with.feed) == "needs_a_person");
  CHECK(with.send_now(with.john) == "role_not_granted");
  CHECK(with.send_now(with.drew) == "role_not_granted");
  CHECK(with.send_now(with.jane) == "published");
  auto const sent = with.read(with.message);
  CHECK(sent.sent_alone);
  auto const& json = with.reader->message(with.message)->row->body->json;
  CHECK(json.find(R"("confirmation":"awaiting_second_person")") != std::string::npos);
  CHECK(protocol::digest_of(json).value() == sent.sum);  // the mark is in what homes sign
  CHECK(confirmation_of(with.reader->draft_of(with.message)) == confirmation::awaiting);
  CHECK(with.last.due == noon + minutes(15));
  CHECK(with.approve(with.john) == "draft_closed");
}

TEST_CASE("what was sent alone is confirmed by another person within fifteen minutes") {
  team with;
  REQUIRE(with.submit(urgent(), with.drew) == "waits for 1");
  REQUIRE(with.send_now(with.joan) == "published");
  CHECK(with.confirm(with.joan) == "same_person");
  CHECK(with.confirm(with.jane) == "role_not_granted");
  with.drew.member.roles.add(role::approver);
  CHECK(with.confirm(with.drew) == "same_person");  // its author is no second pair of eyes
  auto const view = with.reader->message(with.message);
  CHECK(with.settle(confirm(*with.reader->draft_of(with.message), *view->row, {}, with.by(with.john), *with.reader),
                    noon) == "draft_differs");
  CHECK(with.confirm(with.john, noon + minutes(15)) == "draft_closed");
  CHECK(with.confirm(with.john, noon + minutes(15) - moment) == "signed");
  CHECK(confirmation_of(with.reader->draft_of(with.message)) == confirmation::confirmed);
  CHECK(with.confirm(with.john, noon + minutes(15) - moment) == "draft_closed");
  CHECK(with.time_comes(noon + minutes(60)).empty());
}

TEST_CASE("what nobody confirms is corrected by the relay itself, to the same homes, with the warning first") {
  team with;
  REQUIRE(with.submit(urgent(), with.jane) == "waits for 1");
  REQUIRE(with.send_now(with.jane) == "published");
  auto const first = with.message;
  CHECK(with.time_comes(noon + minutes(15) - moment).empty());
  CHECK(with.time_comes(noon + minutes(15)) == std::vector<std::string>{"correction_sent", "published"});
  auto const old = with.reader->message(first);
  CHECK(old->closed == protocol::closure::superseded);
  auto const notice = with.read(old->closed_by);
  CHECK(notice.content.type == protocol::msg_type::update);
  CHECK(notice.content.references == std::vector{old->row->body->id});
  CHECK(notice.content.info.front().headline == "NOT CONFIRMED: Wash hands");
  CHECK(notice.content.info.front().description.find("no second person has confirmed it") != std::string::npos);
  CHECK(notice.content.info.front().description.find("With *soap*.") != std::string::npos);
  CHECK(notice.sender_name.find("automatic notice") != std::string::npos);
  CHECK(with.reader->audience(old->closed_by) == with.reader->audience(first));
  CHECK(with.reader->author(old->closed_by).empty());
  CHECK(confirmation_of(with.reader->draft_of(first)) == confirmation::missed);
  CHECK(with.time_comes(noon + minutes(16)).empty());  // once
  CHECK(with.confirm(with.john, noon + minutes(16)) == "draft_closed");
}

TEST_CASE("a message sent alone that people replaced meanwhile needs no notice") {
  team with;
  REQUIRE(with.submit(urgent(), with.jane) == "waits for 1");
  REQUIRE(with.send_now(with.jane) == "published");
  auto const first = with.read(with.message);
  REQUIRE(with.submit(update_of(bulletin(), first.id), with.jane) == "published");
  CHECK(with.time_comes(noon + minutes(15)).empty());
  CHECK(with.time_comes(noon + minutes(16)).empty());
}

TEST_CASE("a grant that has come to its end takes back nothing that was sent while it held; a revoked team does") {
  team with;
  REQUIRE(with.submit(bulletin(), with.jane) == "published");
  auto account = with.feed.team;
  account.grant.expires = noon + minutes(1);
  with.store.write([&](ports::store_writer& to) { to.put_publisher(account); });
  auto const entries = [&] { return read_backlog(*with.reader, 1, 0, 10, noon + minutes(5)).entries; };
  REQUIRE(entries().size() == 1);
  CHECK_FALSE(entries().front().skipped);
  account.revoked_at = noon;
  with.store.write([&](ports::store_writer& to) { to.put_publisher(account); });
  CHECK(entries().front().skipped);
}

TEST_CASE("the day's quota begins anew at midnight in London, in summer too") {
  team with;
  auto account = with.feed.team;
  account.grant.daily_quota = 2;
  with.store.write([&](ports::store_writer& to) { to.put_publisher(account); });
  with.jane.team = account;
  auto const at = [](char const* text) { return *protocol::parse_instant(text); };
  CHECK(with.submit(bulletin(), with.jane, at("2027-07-01T22:30:00Z")) == "published");
  CHECK(with.submit(bulletin(), with.jane, at("2027-07-01T22:40:00Z")) == "published");
  CHECK(with.submit(bulletin(), with.jane, at("2027-07-01T22:59:59Z")) == "quota_used at ");
  CHECK(with.submit(bulletin(), with.jane, at("2027-07-01T23:00:00Z")) ==
        "published");  // midnight, British Summer Time
}
