#include "relay/core/ways/outbox.hpp"

#include <catch2/catch.hpp>

#include "adapters/ports/log_rules.hpp"
#include "protocol/json/reader.hpp"
#include "relay/core/ways/channel_evidence.hpp"
#include "relay/core/ways/forget_address.hpp"
#include "relay/core/ways/held_words.hpp"
#include "relay/core/ways/outbox_pen.hpp"
#include "tests/unit/channels/post_office.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using ports::outbox_state;
using ports::send_outcome;
using std::chrono::hours;
using std::chrono::seconds;

TEST_CASE("A message for homes with and without mailboxes has a row for each, and each says where it stands") {
  post_office at;
  auto const number = at.send_out(bulletin());
  CHECK(at.states(number) ==
        "1:queued 2:queued 3:suppressed(lookalike_domain) 4:suppressed(no_address) 5:queued 6:suppressed(no_address) ");
  auto const rows = at.reader->outbox_of(number, 1, 2);
  CHECK(rows[0].level == protocol::disclosure::full);
  CHECK(rows[1].level == protocol::disclosure::pointer);  // restricted, to an ordinary mailbox
}

TEST_CASE("Without a channel, without the grant, or for a test of the system there is no row at all") {
  post_office at;
  auto const none = [&](protocol::draft what) { return at.reader->outbox_of(at.send_out(what), 0, ~0U).empty(); };
  auto test = bulletin();
  test.status = protocol::message_status::test;
  CHECK(none(test));
  at.who.grant.channels = {protocol::way::stream};
  CHECK(none(bulletin()));
  at.who.grant.channels.add(protocol::way::email);
  at.rules.channels.clear();
  CHECK(none(bulletin()));
}

TEST_CASE("A test result is a pointer by email and nothing of it is in what leaves") {
  post_office at;
  at.set_email(2, "two@nhs.net");
  at.send_out(result(2));
  auto const step = at.turn();
  REQUIRE(step.go.size() == 1);
  CHECK(*step.go.front().bytes == "A result is waiting for your home: sign in to read it.");
}

TEST_CASE("Whatever the scanner finds is said as people say it, and what it did not find stays as it is") {
  using protocol::finding_kind;
  auto const said = [](finding_kind what, std::string_view where) {
    return core::found_in_words(core::kept_finding({what, where}));
  };
  CHECK(said(finding_kind::nhs_number, "description") == "an NHS number in the description");
  CHECK(said(finding_kind::birth_date, "headline") == "a date of birth in the headline");
  CHECK(said(finding_kind::home_name, "must_not") == "the name of a home in the must not");
  CHECK(said(finding_kind::person_name, "instruction") == "the name of a person in the instruction");
  CHECK(said(finding_kind::hidden_character, "change_note") ==
        "a character that readers cannot see in the change note");
  CHECK(said(finding_kind::foreign_link, "must_do") == "a link to a site that is not known in the must do");
  CHECK(core::found_in_words("something in between") == "something in between");
}

TEST_CASE("A row that is added later and will never be sent has its leaf in the evidence log as well") {
  post_office at;
  auto const what = at.publish(bulletin(), at.who);
  core::outbox_pen pen(*protocol::parse_message(what.body->json));
  auto const& email = at.rules.channels.front();
  auto const number = what.body->number;
  at.store.write([&](ports::store_writer& to) {
    core::add_rows(to, {pen.row(email, number, 1, {0, "one@nhs.net"}, to, at.now),
                        pen.row(email, number, 3, {0, "three@evilnhs.net"}, to, at.now)});
  });
  CHECK(at.states(number) == "1:queued 3:suppressed(lookalike_domain) ");
  CHECK(at.reader->leaves_about(ports::channel_events_of(number, 1)).empty());
  auto const leaves = at.reader->leaves_about(ports::channel_events_of(number, 3));
  REQUIRE(leaves.size() == 1);
  auto const text = at.reader->log_leaves(leaves[0].log, leaves[0].index, 1).at(0).text;
  CHECK(text.find("suppressed") != std::string::npos);
  CHECK(text.find("lookalike_domain") != std::string::npos);
  CHECK(text.find('@') == std::string::npos);
}

TEST_CASE("A text that should not leave waits for a person, and leaves when one let it go") {
  post_office at;
  auto what = bulletin();
  what.info.front().description = "Ring about 943 476 5919.";
  auto const number = at.send_out(what);
  // The pointer of the ordinary mailbox says nothing that could be found.
  CHECK(at.states(number).starts_with("1:held(nhs_number in description) 2:queued "));
  CHECK(core::in_words(at.reader->outbox_of(number, 1, 1).front()) ==
        "held back until a person has looked at it: an NHS number in the description");
  CHECK(at.turn().go.size() == 2);
  std::size_t released = 0;
  at.store.write([&](ports::store_writer& to) { released = core::release_held(to, number, "jane", at.now); });
  CHECK(released == 1);
  CHECK(at.turn().go.size() == 1);
  CHECK(at.reader->outbox_events(1).front().what == "released");
}

TEST_CASE("Bytes are made once for all homes that are told the same") {
  post_office at;
  auto what = bulletin();
  what.scope = protocol::message_scope::public_;
  at.send_out(what);
  auto const step = at.turn();
  CHECK(step.go.size() == 3);
  CHECK(at.renderer->made == 1);
  CHECK(*step.go[0].bytes == "Wash hands");
}

TEST_CASE("Urgent messages go first") {
  post_office at;
  auto later = bulletin(), urgent = bulletin();
  later.urgency = protocol::urgency::future;
  at.send_out(later);
  urgent.urgency = protocol::urgency::immediate;
  auto const number = at.send_out(urgent);
  auto const step = at.turn({}, 3);
  REQUIRE(step.go.size() == 3);
  for (auto const& one : step.go) CHECK(at.reader->outbox(one.row)->message == number);
}

TEST_CASE("What was replaced, cancelled, expired or changed meanwhile does not go") {
  post_office at;
  auto const first = at.send_out(bulletin());
  auto const id = at.reader->message(first)->row->body->id;
  at.now += seconds(1);
  at.send_out(update_of(bulletin(), id));
  CHECK(at.turn().go.size() == 3);
  CHECK(at.states(first) ==
        "1:withdrawn(superseded) 2:withdrawn(superseded) 3:suppressed(lookalike_domain) 4:suppressed(no_address) "
        "5:withdrawn(superseded) 6:suppressed(no_address) ");

  auto short_lived = bulletin();
  short_lived.expires = at.now + seconds(10);
  auto const second = at.send_out(short_lived);
  at.set_email(2, "other@rosewood.example");
  at.store.write([&](ports::store_writer& to) { to.suspend_home(5, true); });
  CHECK(at.turn().go.size() == 1);
  CHECK(at.states(second).starts_with("1:sending 2:suppressed(address_changed) 3:"));
  CHECK(at.states(second).find("5:suppressed(home_suspended)") != std::string::npos);
  at.now += seconds(10);
  auto const third = at.send_out(bulletin());
  at.now += hours(73);
  CHECK(at.turn().go.empty());
  CHECK(at.states(third).starts_with("1:expired(not_in_time)"));
}

TEST_CASE("An accreditation that lapses between queue and send blocks") {
  post_office at;
  at.rules.channels.front().secure =
      protocol::secure_email_list::parse("rosewood.example 2026-01-01 2026-11-22\n").value();
  auto const number = at.send_out(bulletin());
  CHECK(at.reader->outbox_of(number, 2, 2).front().level == protocol::disclosure::full);
  at.now += hours(24);
  CHECK(at.turn().go.size() == 2);
  CHECK(at.states(number).find("2:suppressed(no_longer_secure)") != std::string::npos);
}

TEST_CASE("What comes back raises a row once, never lowers it, and nothing unsigned changes one") {
  post_office at;
  auto const number = at.send_out(bulletin());
  auto const step = at.turn({}, 1);
  auto const row = step.go.front().row;
  at.turn({{row, {send_outcome::accepted, "", "250 2.0.0", "4X2k", {}}}}, 0);
  auto const came = [&](std::string key, ports::returned_news news, std::string what, std::string why = "") {
    bool is_new = false;
    at.store.write([&](ports::store_writer& to) {
      is_new = core::record_return(to, "email", {key, row, 1, news, what, why, "2.0.0"}, at.now);
    });
    return is_new;
  };
  auto const state = [&] { return std::string(core::word(*at.reader->outbox(row))); };
  CHECK(state() == "sent");
  CHECK(came("a", ports::returned_news::delayed, "delayed"));
  CHECK(state() == "delayed");
  CHECK(came("b", ports::returned_news::delivered, "delivered"));
  CHECK(state() == "delivered");
  CHECK_FALSE(came("b", ports::returned_news::delivered, "delivered"));
  CHECK(came("c", ports::returned_news::delayed, "delayed"));
  CHECK(came("d", ports::returned_news::none, "auto_reply"));
  CHECK(came("e", ports::returned_news::failed, "bounced", "mailbox_full"));
  CHECK(state() == "delivered");
  CHECK(came("f", ports::returned_news::displayed, "displayed"));
  CHECK(state() == "displayed");
  CHECK(at.reader->outbox_events(row).size() == 7);

  std::size_t kept = 0;
  at.store.write([&](ports::store_writer& to) {
    kept +=
        core::record_return(to, "email", {"x", {}, 0, ports::returned_news::failed, "bounced", "unsigned", ""}, at.now);
    kept += core::record_return(to, "email", {"y", 999, 0, ports::returned_news::failed, "bounced", "", ""}, at.now);
    kept += core::record_return(to, "other", {"z", row, 0, ports::returned_news::failed, "bounced", "", ""}, at.now);
  });
  CHECK(kept == 3);
  CHECK(at.reader->unmatched(0, 10).size() == 3);
  CHECK(at.reader->outbox_of(number, 1, 1).front().state == outbox_state::sent);
}

TEST_CASE("A failure that comes back makes the row failed, in words for people") {
  post_office at;
  at.send_out(bulletin());
  auto const row = at.turn({}, 1).go.front().row;
  at.turn({{row, at.said(send_outcome::accepted)}}, 0);
  at.store.write([&](ports::store_writer& to) {
    core::record_return(to, "email", {"a", row, 1, ports::returned_news::failed, "bounced", "mailbox_full", "5.2.2"},
                        at.now);
  });
  CHECK(core::in_words(*at.reader->outbox(row)) == "not delivered: the mailbox is full");
}

TEST_CASE("What became of a home's mail is in the evidence log, and no address and no word of a server") {
  post_office at;
  auto const number = at.send_out(bulletin());
  auto const said = [&](std::uint32_t home) {
    std::vector<std::string> out;
    for (auto const& place : at.reader->leaves_about(ports::channel_events_of(number, home))) {
      auto const event =
          protocol::json::read(at.reader->log_leaves(place.log, place.index, 1).at(0).text, 4096).value();
      CHECK(event.find("type")->string() == "channel");
      CHECK(event.find("message")->string() == at.reader->message(number)->row->body->id.text());
      CHECK(event.find("home")->string() == home_id(static_cast<int>(home)).text());
      std::string line = event.find("channel")->string() + ' ' + event.find("what")->string();
      for (auto const* const name : {"why", "code"})
        if (auto const* const found = event.find(name)) line += ' ' + found->string();
      out.push_back(line);
    }
    return out;
  };
  using lines = std::vector<std::string>;
  CHECK(said(1).empty());
  CHECK(said(4) == lines{"email suppressed no_address"});
  auto const step = at.turn({}, 1);
  auto const row = step.go.front().row;
  at.turn({{row, {send_outcome::accepted, "", "250 2.0.0 one@nhs.net is glad", "", {}}}}, 0);
  CHECK(said(1) == lines{"email sent 250 2.0.0"});
  at.store.write([&](ports::store_writer& to) {
    core::record_return(to, "email", {"a", row, 1, ports::returned_news::none, "auto_reply", "", ""}, at.now);
    core::record_return(to, "email", {"b", row, 1, ports::returned_news::delivered, "delivered", "", "2.0.0"}, at.now);
    core::record_return(to, "email", {"b", row, 1, ports::returned_news::delivered, "delivered", "", "2.0.0"}, at.now);
  });
  CHECK(said(1) == lines{"email sent 250 2.0.0", "email delivered 2.0.0"});
  auto const doubtful = at.turn({}, 1).go.front().row;
  at.turn({{doubtful, at.said(send_outcome::in_doubt, "no_answer")}}, 0);
  CHECK(said(2).size() == 1);
  CHECK(said(2).front().starts_with("email unknown"));
}

TEST_CASE("An address that is to be forgotten is gone from what was sent, and what waits for it does not go") {
  post_office at;
  auto const first = at.send_out(bulletin());
  auto const row = at.turn({}, 2).go.back().row;
  at.turn({{row, at.said(send_outcome::accepted)}}, 0);
  auto const second = at.send_out(bulletin());
  std::vector<core::event> told;
  core::address_forgotten done;
  at.store.write([&](ports::store_writer& to) {
    done = core::forget_address(to, "two@rosewood.example", {"admin", "asked by letter", at.now}, told);
  });
  CHECK(done.rows == 2);
  CHECK(done.stopped == 1);
  CHECK(done.in_register == 1);
  CHECK(at.reader->outbox_to("two@rosewood.example").empty());
  CHECK(at.states(first).find("2:sent ") != std::string::npos);
  CHECK(at.states(second).find("2:suppressed(address_erased) ") != std::string::npos);
  CHECK(at.reader->outbox_of(first, 1, 1).front().to == "one@nhs.net");
  CHECK(told.size() == 1);
}
