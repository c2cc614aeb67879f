// What the outbox says of posts that may have gone: cut off, in doubt, put back from a backup.
#include <catch2/catch.hpp>

#include <map>
#include <random>

#include "relay/core/ways/after_restore.hpp"
#include "relay/core/ways/forget_address.hpp"
#include "tests/unit/channels/post_office.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using ports::outbox_state;
using ports::send_outcome;
using std::chrono::hours;
using std::chrono::seconds;

TEST_CASE("Cut off at any step, no message is lost, and no copy beyond the first comes without its mark") {
  // Each turn may end before its commit, after it and before the sending, after the sending, or not at all; servers
  // take, refuse for now, or fall silent with or without having taken it.
  std::mt19937 chance(20'261'121);
  std::size_t crashes = 0, doubles = 0, never = 0;
  for (int run = 0; run < 60; ++run) {
    post_office at;
    auto what = bulletin();
    what.scope = protocol::message_scope::public_;
    auto const number = at.send_out(what);
    std::map<ports::outbox_number, std::vector<bool>> copies;  // each with whether it was marked
    std::vector<core::attempt_ended> ended;
    for (int step = 0; step < 200; ++step) {
      auto const fate = chance() % 10;
      core::lane_step taken;
      try {
        at.store.write([&](ports::store_writer& to) {
          taken = core::run_lane(to, at.rules.channels.front(), ended, 1 + chance() % 3, at.now, at.random);
          if (fate == 0) throw std::runtime_error("power cut before the commit");
        });
        ended.clear();
      } catch (std::runtime_error const&) {
        taken = {};
      }
      for (auto const& one : taken.go) {
        if (fate == 1 && chance() % 2 == 0) continue;  // cut before it was sent
        auto const server = chance() % 6;
        bool const is_taken = server <= 3;
        if (is_taken) copies[one.row].push_back(one.bytes->starts_with("POSSIBLE DUPLICATE"));
        auto const answer = server <= 2   ? send_outcome::accepted
                            : server <= 4 ? send_outcome::in_doubt
                                          : send_outcome::later;
        ended.push_back({one.row, at.said(answer, "why")});
      }
      if (fate <= 2) {  // the process ends: what it knew beyond the store is gone
        ++crashes;
        ended.clear();
        at.store.write([&](ports::store_writer& to) { core::recover_lane(to, at.rules.channels.front(), at.now); });
      }
      at.now += seconds(40);
    }
    at.turn(ended, 0);
    for (auto const& row : at.reader->outbox_of(number, 0, ~0U)) {
      if (row.state == outbox_state::suppressed) continue;
      auto const& got = copies[row.number];
      INFO("run " << run << " row " << row.number << ' ' << core::in_words(row));
      CHECK(
          (row.state == outbox_state::sent || row.state == outbox_state::unknown || row.state == outbox_state::failed));
      if (row.state == outbox_state::sent) CHECK_FALSE(got.empty());
      if (row.state == outbox_state::failed) CHECK(got.empty());
      CHECK(got.size() <= 2);
      for (std::size_t i = 1; i < got.size(); ++i) CHECK(got[i]);
      doubles += got.size() == 2;
      never += got.empty() && row.state != outbox_state::unknown;
    }
  }
  CHECK(crashes > 100);
  CHECK(doubles > 5);
  CHECK(never == 0);
}

TEST_CASE("What may have gone is never said not to have gone, whatever ends it") {
  post_office at;
  auto const number = at.send_out(bulletin());
  auto const step = at.turn();
  REQUIRE(step.go.size() == 3);
  std::vector<core::attempt_ended> ended;
  for (auto const& one : step.go) ended.push_back({one.row, at.said(send_outcome::in_doubt, "no_answer")});
  at.turn(ended, 0);
  // Before it goes a second time the address of one is forgotten, that of another changes, and the message is replaced.
  std::vector<core::event> told;
  at.store.write([&](ports::store_writer& to) {
    (void)core::forget_address(to, "two@rosewood.example", {"admin", "asked by letter", at.now}, told);
  });
  at.set_email(1, "other@nhs.net");
  at.now += hours(1);
  CHECK(at.turn().go.size() == 1);
  auto const rows = [&](ports::home_number home) { return at.reader->outbox_of(number, home, home).front(); };
  CHECK(rows(1).state == outbox_state::unknown);
  CHECK(core::in_words(rows(1)) ==
        "may have been sent, nobody knows; it does not go again: the home's address was changed");
  CHECK(rows(2).state == outbox_state::unknown);
  CHECK(core::in_words(rows(2)) ==
        "may have been sent, nobody knows; it does not go again: the address was erased, as somebody asked");
  auto const third = rows(5);
  REQUIRE(third.state == outbox_state::sending);
  at.turn({{third.number, at.said(send_outcome::refused, "mailbox_full")}}, 0);
  CHECK(core::in_words(rows(5)) == "may have been sent, nobody knows; the second time it was not: the mailbox is full");
}

TEST_CASE("News that comes back before the answer takes nothing from what the answer says") {
  post_office at;
  auto const number = at.send_out(bulletin());
  auto const row = at.turn({}, 1).go.front().row;
  at.store.write([&](ports::store_writer& to) {
    core::record_return(to, "email", {"a", row, 1, ports::returned_news::delivered, "delivered", "", ""}, at.now);
  });
  ports::verdict taken{send_outcome::accepted, "", "250 2.0.0", "their name", {}};
  at.turn({{row, taken}}, 0);
  auto const held = *at.reader->outbox(row);
  CHECK(held.remote == "their name");
  CHECK(core::word(held) == "delivered");
  CHECK(at.reader->outbox_of(number, held.home, held.home).size() == 1);
}

TEST_CASE("After a backup was put back, what waited in it goes marked: it may have gone since") {
  post_office at;
  auto const number = at.send_out(bulletin());
  auto const first = at.turn({}, 1).go.front().row;
  at.turn({{first, at.said(send_outcome::not_sent, "no_connection")}}, 0);  // waits for its next attempt
  std::size_t count = 0;
  auto const doubt = [&] {
    at.store.write([&](ports::store_writer& to) { count = core::doubt_what_waits(to, at.rules, at.now); });
    return count;
  };
  CHECK(doubt() == 3);
  CHECK(doubt() == 0);
  CHECK(at.states(number) ==
        "1:unknown(restored) 2:unknown(restored) 3:suppressed(lookalike_domain) 4:suppressed(no_address) "
        "5:unknown(restored) 6:suppressed(no_address) ");
  at.now += hours(1);
  auto const step = at.turn();
  REQUIRE(step.go.size() == 3);
  for (auto const& one : step.go) CHECK(one.bytes->starts_with("POSSIBLE DUPLICATE"));
}
