#include "protocol/message/receipt.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace carerelay::protocol;

namespace {

receipt_state after(std::vector<receipt_act> const& acts, receipt_state state = {}) {
  for (receipt_act const act : acts) state = apply(state, act, response::actioned, false).after;
  return state;
}

receipt_state answered(response answer, closure closed = closure::open) {
  return {stage::acknowledged, closed, answer};
}

}  // namespace

TEST_CASE("A receipt rises from targeted to acknowledged, one stage at a time") {
  receipt_state state;
  for (auto const& [act, reached] :
       {std::pair{receipt_act::delivered, stage::delivered}, std::pair{receipt_act::read, stage::read},
        std::pair{receipt_act::responded, stage::acknowledged}}) {
    auto const step = apply(state, act, response::actioned, false);
    CHECK(step.what == move::rises);
    CHECK(step.after.stage == reached);
    state = step.after;
  }
  CHECK(state.answer == response::actioned);
}

TEST_CASE("Reading implies delivery and answering implies reading, so a lost step is not missed") {
  CHECK(after({receipt_act::read}).stage == stage::read);
  CHECK(after({receipt_act::responded}).stage == stage::acknowledged);
}

TEST_CASE("What comes late or twice never lowers a receipt") {
  auto const top = after({receipt_act::responded});
  for (auto const act : {receipt_act::delivered, receipt_act::read, receipt_act::responded}) {
    auto const again = apply(top, act, response::actioned, false);
    CHECK(again.what == move::repeats);
    CHECK(again.after == top);
  }
}

TEST_CASE("In whatever order acts arrive, the receipt ends at the same place") {
  std::vector<receipt_act> acts{receipt_act::delivered, receipt_act::read, receipt_act::responded};
  std::sort(acts.begin(), acts.end());
  do {
    CHECK(after(acts) == answered(response::actioned));
  } while (std::next_permutation(acts.begin(), acts.end()));
}

TEST_CASE("A response without an answer is refused") {
  auto const step = apply({}, receipt_act::responded, std::nullopt, true);
  CHECK(step.what == move::refused);
  CHECK(step.after == receipt_state{});
}

TEST_CASE("Work in progress becomes actioned freely, and goes back only with a reason") {
  auto const done = apply(answered(response::in_progress), receipt_act::responded, response::actioned, false);
  CHECK(done.what == move::rises);
  CHECK(done.after.answer == response::actioned);

  auto const back = apply(done.after, receipt_act::responded, response::in_progress, false);
  CHECK(back.what == move::refused);
  CHECK(back.after == done.after);

  auto const with_reason = apply(done.after, receipt_act::responded, response::in_progress, true);
  CHECK(with_reason.what == move::rises);
  CHECK(with_reason.after.answer == response::in_progress);
  CHECK(with_reason.after.stage == stage::acknowledged);
}

TEST_CASE("Every change of answer is either free or asks for a reason, and asking for help is always free") {
  for (unsigned from = 0; from < 4; ++from) {
    for (unsigned to = 0; to < 4; ++to) {
      auto const was = static_cast<response>(from);
      auto const is = static_cast<response>(to);
      INFO(word(was) << " to " << word(is));
      bool const needs_reason = was == response::actioned && is != response::actioned && is != response::need_help;
      auto const bare = apply(answered(was), receipt_act::responded, is, false);
      auto const noted = apply(answered(was), receipt_act::responded, is, true);
      CHECK(bare.what == (was == is ? move::repeats : needs_reason ? move::refused : move::rises));
      CHECK(noted.what == (was == is ? move::repeats : move::rises));
      CHECK(noted.after.answer == is);
    }
  }
}

TEST_CASE("Superseding, withdrawing or expiring closes a receipt once and keeps how far it came") {
  for (auto const& [act, closed] :
       {std::pair{receipt_act::superseded, closure::superseded}, std::pair{receipt_act::withdrawn, closure::withdrawn},
        std::pair{receipt_act::expired, closure::expired}}) {
    auto const step = apply({stage::read, closure::open, {}}, act, std::nullopt, false);
    CHECK(step.what == move::rises);
    CHECK(step.after == receipt_state{stage::read, closed, {}});
    CHECK(apply(step.after, receipt_act::withdrawn, std::nullopt, false).what == move::repeats);
    CHECK(apply(step.after, receipt_act::withdrawn, std::nullopt, false).after == step.after);
  }
}

TEST_CASE("A closed receipt still takes a late rise and says that it was late") {
  receipt_state const closed{stage::targeted, closure::superseded, {}};
  auto const delivered = apply(closed, receipt_act::delivered, std::nullopt, false);
  CHECK(delivered.what == move::late);
  CHECK(delivered.after == receipt_state{stage::delivered, closure::superseded, {}});
  auto const answer = apply(delivered.after, receipt_act::responded, response::need_help, false);
  CHECK(answer.what == move::late);
  CHECK(answer.after == answered(response::need_help, closure::superseded));
  CHECK(apply(answer.after, receipt_act::read, std::nullopt, false).what == move::repeats);
}
