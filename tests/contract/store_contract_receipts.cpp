// How far each message has come at each home, and the evidence of it.
#include <algorithm>
#include <set>

#include "tests/contract/receipts_kit.hpp"

using namespace carerelay;
using namespace carerelay::contract;
using protocol::closure;
using protocol::move;
using protocol::receipt_act;
using protocol::response;
using protocol::stage;

namespace {

std::vector<receipt_act> acts_of(std::vector<ports::receipt_event> const& events) {
  std::vector<receipt_act> out;
  for (auto const& event : events) out.push_back(event.act);
  return out;
}

}  // namespace

TEST_CASE("a home that stored a message has received it, once, with the moment and the device") {
  ON_EVERY_STORE();
  published const p(store);
  REQUIRE(p.receipt(0).state == protocol::receipt_state{});
  REQUIRE_FALSE(p.receipt(0).delivered_at);
  REQUIRE(deliver(store, {p.mark(0, start + seconds(5))}) == 1);
  REQUIRE(deliver(store, {p.mark(0, start + seconds(9))}) == 0);
  held->reopen();
  auto const reader = held->store().reader();
  auto const row = *reader->receipt(p.message, p.homes[0]);
  REQUIRE(row.home == p.homes[0]);
  REQUIRE(row.what.state.stage == stage::delivered);
  REQUIRE(row.what.delivered_at == start + seconds(5));
  REQUIRE_FALSE(row.what.read_at);
  REQUIRE_FALSE(row.what.late);
  REQUIRE(row.what.seq == 1);
  REQUIRE(row.what.home == home_id(1));
  REQUIRE(row.what.home_name == "Addington Heights");
  REQUIRE(row.what.area == area("E09000010"));
  REQUIRE(row.what.telephone == "+442079460000");
  auto const events = reader->events(p.message, p.homes[0]);
  REQUIRE(acts_of(events) == std::vector{receipt_act::delivered});
  REQUIRE(events[0].device == p.devices[0]);
  REQUIRE(events[0].channel == "stream");
  REQUIRE(events[0].recorded_at == start + seconds(5));
  REQUIRE_FALSE(events[0].late);
  REQUIRE_FALSE(events[0].id.is_nil());
  REQUIRE(reader->receipt(p.message, p.homes[1])->what.state.stage == stage::targeted);
  REQUIRE(reader->device(device(1, 0).id)->stored_up_to == 1);
}

TEST_CASE("the same mark twice in one batch counts once") {
  ON_EVERY_STORE();
  published const p(store);
  REQUIRE(deliver(store, {p.mark(0), p.mark(1), p.mark(0)}) == 2);
  REQUIRE(p.events(0).size() == 1);
}

TEST_CASE("a mark that fits no receipt changes nothing") {
  ON_EVERY_STORE();
  published const p(store);
  auto unknown_message = p.mark(0);
  unknown_message.message = 99;
  auto unknown_home = p.mark(0);
  unknown_home.home = 99;
  auto other_seq = p.mark(0);
  other_seq.seq = 7;
  REQUIRE(deliver(store, {unknown_message, unknown_home, other_seq}) == 0);
  REQUIRE(p.receipt(0).state.stage == stage::targeted);
  REQUIRE(p.cursor(0) == 0);
}

TEST_CASE("an empty batch is no trouble") {
  ON_EVERY_STORE();
  published const p(store);
  REQUIRE(deliver(store, {}) == 0);
}

TEST_CASE("two devices of one home have their own cursors and share the receipt") {
  ON_EVERY_STORE();
  published const p(store);
  auto const second = add_device(store, device(7, p.homes[0]));
  REQUIRE(deliver(store, {p.mark(0)}) == 1);
  REQUIRE(store.reader()->device(device(7, 0).id)->stored_up_to == 0);
  auto again = p.mark(0);
  again.device = second;
  REQUIRE(deliver(store, {again}) == 0);
  REQUIRE(store.reader()->device(device(7, 0).id)->stored_up_to == 1);
  REQUIRE(p.events(0).size() == 1);
  REQUIRE(p.events(0)[0].device == p.devices[0]);
}

TEST_CASE("cursors only rise") {
  ON_EVERY_STORE();
  published const p(store);
  auto const next = publish(store, bulletin(2), p.homes).number;
  REQUIRE(deliver(store, {{p.homes[0], p.devices[0], next, 2, start}, p.mark(0)}) == 2);
  REQUIRE(p.cursor(0) == 2);
  deliver(store, {p.mark(0)});
  REQUIRE(p.cursor(0) == 2);
}

TEST_CASE("every event has an id of its own") {
  ON_EVERY_STORE();
  published const p(store);
  deliver(store, {p.mark(0), p.mark(1)});
  deliver(store, {p.mark(2)});
  store.write([&](auto& w) { w.close_message(p.message, closure::withdrawn, 0, start); });
  std::set<protocol::event_id> ids;
  std::size_t events = 0;
  for (int home : {0, 1, 2}) {
    for (auto const& event : p.events(home)) {
      ids.insert(event.id);
      ++events;
    }
  }
  REQUIRE(events == 6);
  REQUIRE(ids.size() == 6);
}

TEST_CASE("a home that comes back and already holds entries has received them") {
  ON_EVERY_STORE();
  published const p(store);
  auto const second = publish(store, bulletin(2), p.homes).number;
  auto const third = publish(store, bulletin(3), p.homes).number;
  publish(store, bulletin(4), p.homes);
  deliver(store, {p.mark(0)});
  store.write([&](auto& w) { w.close_message(second, closure::superseded, third, start); });
  std::vector<ports::message_number> rose;
  auto const resume = [&](std::uint64_t seq) {
    store.write([&](auto& w) { rose = w.record_held(p.devices[0], p.homes[0], seq, start + hours(1)); });
    return rose;
  };
  REQUIRE(resume(3) == std::vector{third});  // 1 was known, 2 was closed: skipped, so not known to have arrived
  auto const reader = store.reader();
  REQUIRE(reader->receipt(second, p.homes[0])->what.state.stage == stage::targeted);
  REQUIRE(reader->receipt(third, p.homes[0])->what.state.stage == stage::delivered);
  REQUIRE(reader->receipt(third, p.homes[0])->what.delivered_at == start + hours(1));
  REQUIRE(p.cursor(0) == 3);
  REQUIRE(resume(3).empty());
  REQUIRE(resume(1).empty());
  REQUIRE(p.cursor(0) == 3);
}

TEST_CASE("a home that claims more than its inbox holds gets no cursor beyond the last entry") {
  ON_EVERY_STORE();
  published const p(store);
  store.write(
      [&](auto& w) { REQUIRE(w.record_held(p.devices[0], p.homes[0], 1'000, start) == std::vector{p.message}); });
  REQUIRE(p.cursor(0) == 1);
  auto const next = publish(store, bulletin(2), p.homes);
  REQUIRE(next.seqs[0] == 2);
  REQUIRE(p.cursor(0) == 1);
}

TEST_CASE("what another home's device says it holds counts for nothing") {
  ON_EVERY_STORE();
  published const p(store);
  store.write([&](auto& w) {
    REQUIRE(w.record_held(p.devices[1], p.homes[0], 1, start).empty());
    REQUIRE(w.record_held(99, p.homes[0], 1, start).empty());
    REQUIRE(w.record_held(p.devices[0], 99, 1, start).empty());
  });
  REQUIRE(p.receipt(0).state.stage == stage::targeted);
}

TEST_CASE("a message that was read had arrived, and one that was answered was read") {
  ON_EVERY_STORE();
  published const p(store);
  auto const read = act(store, p.message, p.homes[0], read_event(1, start + minutes(1)));
  REQUIRE(read.what == move::rises);
  REQUIRE(read.after.stage == stage::read);
  REQUIRE(p.receipt(0).delivered_at == start + minutes(1));
  REQUIRE(p.receipt(0).read_at == start + minutes(1));
  REQUIRE_FALSE(p.receipt(0).answered_at);

  deliver(store, {p.mark(1, start)});
  auto const answered =
      act(store, p.message, p.homes[1], answer_event(2, start + minutes(2), response::need_help, "staff"));
  REQUIRE(answered.what == move::rises);
  auto const receipt = p.receipt(1);
  REQUIRE(receipt.state.stage == stage::acknowledged);
  REQUIRE(receipt.state.answer == response::need_help);
  REQUIRE(receipt.delivered_at == start);
  REQUIRE(receipt.read_at == start + minutes(2));
  REQUIRE(receipt.answered_at == start + minutes(2));
  REQUIRE(receipt.by_role == "manager");
  REQUIRE(receipt.by_name == "A. Person");
  REQUIRE(receipt.note == "staff");
}

TEST_CASE("a late delivery after a read changes nothing and its cursor counts") {
  ON_EVERY_STORE();
  published const p(store);
  act(store, p.message, p.homes[0], read_event(1, start));
  REQUIRE(deliver(store, {p.mark(0)}) == 0);
  REQUIRE(p.receipt(0).state.stage == stage::read);
  REQUIRE(p.cursor(0) == 1);
}

TEST_CASE("an act is kept with everything that proves it") {
  ON_EVERY_STORE();
  published const p(store);
  auto event = answer_event(5, start + minutes(3), response::actioned, "done \xE2\x80\x94 all staff");
  event.device = p.devices[0];
  event.channel = "inbox";
  event.said_at = start + minutes(2);
  event.said_at_text = "2026-11-21T03:02:00+00:00";
  event.signature.emplace();
  event.signature->fill(0xAB);
  act(store, p.message, p.homes[0], event);
  held->reopen();
  auto const events = held->store().reader()->events(p.message, p.homes[0]);
  REQUIRE(events.size() == 1);
  REQUIRE(events[0].id == event.id);
  REQUIRE(events[0].act == receipt_act::responded);
  REQUIRE(events[0].device == p.devices[0]);
  REQUIRE(events[0].channel == "inbox");
  REQUIRE(events[0].recorded_at == event.recorded_at);
  REQUIRE(events[0].said_at == event.said_at);
  REQUIRE(events[0].said_at_text == event.said_at_text);
  REQUIRE(events[0].answer == response::actioned);
  REQUIRE(events[0].role == "manager");
  REQUIRE(events[0].name == "A. Person");
  REQUIRE(events[0].note == event.note);
  REQUIRE(events[0].signature == event.signature);
}

TEST_CASE("the same act sent again is a repeat and leaves no second event") {
  ON_EVERY_STORE();
  published const p(store);
  auto const event = answer_event(1, start, response::in_progress);
  REQUIRE(act(store, p.message, p.homes[0], event).what == move::rises);
  auto other_content = event;
  other_content.answer = response::need_help;
  auto const again = act(store, p.message, p.homes[0], other_content);
  REQUIRE(again.what == move::repeats);
  REQUIRE(again.after.answer == response::in_progress);
  REQUIRE(p.events(0).size() == 1);
  REQUIRE(act(store, p.message, p.homes[1], event).what == move::rises);  // another home's key is another key
}

TEST_CASE("acts that change nothing are kept as evidence all the same, in the order they came") {
  ON_EVERY_STORE();
  published const p(store);
  deliver(store, {p.mark(0)});
  act(store, p.message, p.homes[0], answer_event(1, start + minutes(1), response::actioned));
  REQUIRE(act(store, p.message, p.homes[0], read_event(2, start + minutes(2))).what == move::repeats);
  REQUIRE(act(store, p.message, p.homes[0], answer_event(3, start + minutes(3), response::actioned)).what ==
          move::repeats);
  held->reopen();
  auto const events = held->store().reader()->events(p.message, p.homes[0]);
  REQUIRE(acts_of(events) ==
          std::vector{receipt_act::delivered, receipt_act::responded, receipt_act::read, receipt_act::responded});
  REQUIRE(held->store().reader()->receipt(p.message, p.homes[0])->what.answered_at == start + minutes(1));
}

TEST_CASE("an illegal move is refused and leaves nothing") {
  ON_EVERY_STORE();
  published const p(store);
  act(store, p.message, p.homes[0], answer_event(1, start, response::actioned));
  auto const back = act(store, p.message, p.homes[0], answer_event(2, start, response::in_progress));
  REQUIRE(back.what == move::refused);
  REQUIRE(back.after.answer == response::actioned);
  REQUIRE(p.events(0).size() == 1);
  auto const with_reason =
      act(store, p.message, p.homes[0], answer_event(3, start + minutes(1), response::in_progress, "again"));
  REQUIRE(with_reason.what == move::rises);
  REQUIRE(p.receipt(0).state.answer == response::in_progress);
  REQUIRE(p.receipt(0).note == "again");
  REQUIRE(p.receipt(0).answered_at == start + minutes(1));
}

TEST_CASE("an act on a receipt that does not exist is refused") {
  ON_EVERY_STORE();
  published const p(store);
  auto const outsider = put(store, home(50));
  REQUIRE(act(store, p.message, outsider, read_event(1, start)).what == move::refused);
  REQUIRE(act(store, 99, p.homes[0], read_event(1, start)).what == move::refused);
  REQUIRE_FALSE(store.reader()->receipt(p.message, outsider));
  REQUIRE(store.reader()->events(p.message, outsider).empty());
}

TEST_CASE("every move of protocol's table is the store's move too") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 60);
  std::size_t home = 0;
  int key = 0;
  auto const all_answers = {response::in_progress, response::actioned, response::not_relevant, response::need_help};
  auto const message = publish(store, bulletin(1), homes).number;
  for (auto const first : all_answers) {
    for (auto const second : all_answers) {
      for (std::string const note : {"", "reason"}) {
        auto const at = homes[home++];
        act(store, message, at, answer_event(++key, start, first));
        auto const expected =
            protocol::apply({stage::acknowledged, closure::open, first}, receipt_act::responded, second, !note.empty());
        auto const got = act(store, message, at, answer_event(++key, start, second, note));
        REQUIRE(got.what == expected.what);
        REQUIRE(got.after == expected.after);
        REQUIRE(store.reader()->receipt(message, at)->what.state == expected.after);
      }
    }
  }
}
