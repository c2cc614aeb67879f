#include "protocol/message/receipt.hpp"

#include <array>

namespace carerelay::protocol {
namespace {

/// What each act does: raise the stage to at least `raises_to`, or close the receipt.
struct effect {
  stage raises_to;
  closure closes;
};

constexpr std::array<effect, 6> effects{{
    /* delivered  */ {stage::delivered, closure::open},
    /* read       */ {stage::read, closure::open},
    /* responded  */ {stage::acknowledged, closure::open},
    /* superseded */ {stage::targeted, closure::superseded},
    /* withdrawn  */ {stage::targeted, closure::withdrawn},
    /* expired    */ {stage::targeted, closure::expired},
}};

enum class change : std::uint8_t { same, free, with_reason };

/// From one answer (row) to another (column). Work that was said to be done is taken back only with a
/// reason; asking for help is never refused.
constexpr std::array<std::array<change, 4>, 4> changes{{
    //                 in_progress          actioned      not_relevant         need_help
    /* in_progress  */ {change::same, change::free, change::free, change::free},
    /* actioned     */ {change::with_reason, change::same, change::with_reason, change::free},
    /* not_relevant */ {change::free, change::free, change::same, change::free},
    /* need_help    */ {change::free, change::free, change::free, change::same},
}};

template <class Enum>
constexpr std::size_t at(Enum value) noexcept {
  return static_cast<std::size_t>(value);
}

applied moved(receipt_state const& before, receipt_state const& after) noexcept {
  return {before.closed == closure::open ? move::rises : move::late, after};
}

applied answered(receipt_state const& before, response answer, bool has_note) noexcept {
  receipt_state after = before;
  after.stage = stage::acknowledged;
  after.answer = answer;
  if (!before.answer) return moved(before, after);
  switch (changes[at(*before.answer)][at(answer)]) {
    case change::same: return {move::repeats, before};
    case change::free: return moved(before, after);
    case change::with_reason: return has_note ? moved(before, after) : applied{move::refused, before};
  }
  return {move::refused, before};
}

}  // namespace

applied apply(receipt_state before, receipt_act act, std::optional<response> answer, bool has_note) noexcept {
  if (act == receipt_act::responded) {
    return answer ? answered(before, *answer, has_note) : applied{move::refused, before};
  }
  effect const does = effects[at(act)];
  receipt_state after = before;
  if (does.closes != closure::open) {
    // The first closing stays: a message that expired and is cancelled later was expired.
    if (before.closed != closure::open) return {move::repeats, before};
    after.closed = does.closes;
    return {move::rises, after};
  }
  if (before.stage >= does.raises_to) return {move::repeats, before};
  after.stage = does.raises_to;
  return moved(before, after);
}

std::string_view word(stage value) noexcept {
  switch (value) {
    case stage::targeted: return "targeted";
    case stage::delivered: return "delivered";
    case stage::read: return "read";
    case stage::acknowledged: return "acknowledged";
  }
  return {};
}

std::string_view word(closure value) noexcept {
  switch (value) {
    case closure::open: return "open";
    case closure::superseded: return "superseded";
    case closure::withdrawn: return "withdrawn";
    case closure::expired: return "expired";
  }
  return {};
}

std::string_view word(receipt_act value) noexcept {
  switch (value) {
    case receipt_act::delivered: return "delivered";
    case receipt_act::read: return "read";
    case receipt_act::responded: return "responded";
    case receipt_act::superseded: return "superseded";
    case receipt_act::withdrawn: return "withdrawn";
    case receipt_act::expired: return "expired";
  }
  return {};
}

}  // namespace carerelay::protocol
