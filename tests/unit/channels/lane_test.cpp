#include "relay/core/ways/lane.hpp"

#include <catch2/catch.hpp>

#include "protocol/channel/retry_after.hpp"
#include "relay/core/ways/retry.hpp"

using namespace carerelay;
using core::lane;
using core::lane_rules;
using ports::outbox_state;
using ports::send_outcome;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

protocol::instant const noon = *protocol::parse_instant("2026-11-21T12:00:00Z");

lane_rules rules() {
  lane_rules out;
  out.per_minute = 60;
  out.burst = 5;
  out.per_day = 20;
  out.breaker_after = 3;
  return out;
}

ports::verdict said(send_outcome what, std::string why = "word") { return {what, std::move(why), "", "", {}}; }

ports::outbox_row sending(std::uint32_t attempts = 1) {
  ports::outbox_row row;
  row.number = 7;
  row.state = outbox_state::sending;
  row.attempts = attempts;
  row.until = noon + std::chrono::hours(1);
  return row;
}

}  // namespace

TEST_CASE("A channel sends its burst at once, then as fast as its account allows, and no faster after a restart") {
  auto const how = rules();
  lane first(how, {}, noon);
  CHECK(first.take(10, noon) == 5);
  CHECK(first.take(10, noon) == 0);
  CHECK(first.next(noon) == noon + seconds(1) + milliseconds(1));
  CHECK(first.take(10, noon + seconds(2)) == 2);
  lane again(how, first.row(), noon + seconds(2));
  CHECK(again.take(10, noon + seconds(2)) == 0);
  CHECK(again.take(10, noon + seconds(3)) == 1);
  lane back(how, again.row(), noon - seconds(60));  // a clock set back gives nothing
  CHECK(back.take(10, noon - seconds(60)) == 0);
}

TEST_CASE("A channel sends no more in a day than its account allows") {
  auto const how = rules();
  lane one(how, {}, noon);
  std::size_t sent = 0;
  for (int i = 0; i < 600; ++i) sent += one.take(10, noon + seconds(i));
  CHECK(sent == 20);
  CHECK(one.take(10, noon + std::chrono::hours(11)) == 0);
  CHECK(one.take(10, noon + std::chrono::hours(13)) == 5);
}

TEST_CASE("A server that cannot be reached is left alone for longer and longer, then tried with one") {
  auto const how = rules();
  lane one(how, {}, noon);
  for (int i = 0; i < 3; ++i) one.note(said(send_outcome::not_sent, "no_connection"), noon);
  CHECK(one.take(5, noon + seconds(4)) == 0);
  CHECK(one.take(5, noon + seconds(5)) == 1);
  CHECK(one.take(5, noon + seconds(5)) == 0);
  one.note(said(send_outcome::not_sent), noon + seconds(6));
  CHECK(one.take(5, noon + seconds(15)) == 0);
  CHECK(one.take(5, noon + seconds(16)) == 1);
  one.note(said(send_outcome::accepted), noon + seconds(17));
  CHECK(one.take(4, noon + seconds(17)) == 4);
}

TEST_CASE("A fault of the account pauses the channel, and says why, until one attempt succeeds") {
  auto const how = rules();
  lane one(how, {}, noon);
  one.note(said(send_outcome::account, "sign_in_refused"), noon);
  CHECK(one.row().state == ports::lane_state::paused);
  CHECK(one.row().why == "sign_in_refused");
  CHECK(one.take(5, noon + seconds(59)) == 0);
  CHECK(one.take(5, noon + seconds(60)) == 1);
  one.note(said(send_outcome::refused), noon + seconds(61));
  CHECK(one.row().state == ports::lane_state::running);
  CHECK(one.row().why.empty());
}

TEST_CASE("What a person stopped stays stopped") {
  auto const how = rules();
  ports::lane_row row;
  row.state = ports::lane_state::stopped;
  lane one(how, row, noon);
  CHECK(one.take(5, noon) == 0);
  CHECK_FALSE(one.next(noon));
  one.note(said(send_outcome::accepted), noon);
  CHECK(one.row().state == ports::lane_state::stopped);
  CHECK(one.take(5, noon + std::chrono::hours(48)) == 0);
}

TEST_CASE("A server that asks to be left alone is left alone") {
  auto const how = rules();
  lane one(how, {}, noon);
  auto busy = said(send_outcome::later);
  busy.after = seconds(40);
  one.note(busy, noon);
  CHECK(one.take(1, noon + seconds(39)) == 0);
  CHECK(one.take(1, noon + seconds(40)) == 1);
}

TEST_CASE("Each outcome of an attempt leads to its state") {
  auto const how = rules();
  auto const state = [&](send_outcome what) { return core::after(sending(), said(what), how, noon, 0).state; };
  CHECK(state(send_outcome::accepted) == outbox_state::sent);
  CHECK(state(send_outcome::refused) == outbox_state::failed);
  CHECK(state(send_outcome::later) == outbox_state::queued);
  CHECK(state(send_outcome::not_sent) == outbox_state::queued);
  CHECK(state(send_outcome::in_doubt) == outbox_state::queued);
  CHECK(core::after(sending(), said(send_outcome::in_doubt), how, noon, 0).in_doubt);
  CHECK_FALSE(core::after(sending(), said(send_outcome::not_sent), how, noon, 0).in_doubt);
  CHECK(core::after(sending(3), said(send_outcome::account), how, noon, 0).attempts == 2);
  CHECK(core::after(sending(3), said(send_outcome::untried), how, noon, 0).attempts == 2);
  auto doubted = sending(2);
  doubted.in_doubt = true;
  CHECK(core::after(doubted, said(send_outcome::in_doubt), how, noon, 0).state == outbox_state::unknown);
  // What may have arrived the first time has not failed because the second time it was refused, or too late.
  CHECK(core::after(doubted, said(send_outcome::refused), how, noon, 0).state == outbox_state::unknown);
  CHECK(core::after(doubted, said(send_outcome::gone), how, noon, 0).state == outbox_state::unknown);
  auto late = doubted;
  late.until = noon;
  CHECK(core::after(late, said(send_outcome::later), how, noon, 0).state == outbox_state::unknown);
  late.in_doubt = false;
  CHECK(core::after(late, said(send_outcome::later), how, noon, 0).state == outbox_state::failed);
  CHECK(core::after_crash(sending(), noon).state == outbox_state::queued);
  CHECK(core::after_crash(sending(), noon).in_doubt);
  CHECK(core::after_crash(doubted, noon).state == outbox_state::unknown);
}

TEST_CASE("Waits grow up to a limit, with chance over the whole of them, and end with the message's own time") {
  lane_rules how;
  how.retry_least = seconds(10);
  how.retry_most = seconds(60);
  CHECK(core::wait_before(2, how, ~0U) > seconds(9));
  CHECK(core::wait_before(2, how, ~0U) <= seconds(10));
  CHECK(core::wait_before(3, how, ~0U) > seconds(19));
  CHECK(core::wait_before(9, how, ~0U) <= seconds(60));
  CHECK(core::wait_before(9, how, 1U << 31) == seconds(30));
  CHECK(core::wait_before(9, how, 0) == seconds(1));
  auto row = sending();
  row.until = noon + milliseconds(500);
  auto const over = core::after(row, said(send_outcome::not_sent, "no_connection"), how, noon, 0);
  CHECK(over.state == outbox_state::failed);
  CHECK(over.reason == "no_connection");
}

TEST_CASE("A server says how long to wait in four shapes, and the longest counts") {
  using protocol::retry_after;
  CHECK(retry_after("120", "", "", noon) == seconds(120));
  CHECK(retry_after("Sat, 21 Nov 2026 12:00:30 GMT", "", "", noon) == seconds(30));
  CHECK(retry_after("Sat, 21 Nov 2026 11:00:30 GMT", "", "", noon) == seconds(0));
  CHECK(retry_after("", "1500", "", noon) == milliseconds(1'500));
  CHECK(retry_after("", "", "0.65", noon) == milliseconds(650));
  CHECK(retry_after("2", "", "3.5", noon) == milliseconds(3'500));
  CHECK(retry_after("999999999999", "", "", noon) == std::chrono::hours(24));
  for (auto const* const text : {"", "-1", "soon", "1e3", "Sat, 21 Nov 2026 12:00:30 CET", "99999999999999999999"})
    CHECK_FALSE(retry_after(text, "", "", noon));
}
