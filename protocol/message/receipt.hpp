#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/ids.hpp"
#include "protocol/instant.hpp"
#include "protocol/message/message.hpp"

/// How far a message has come at one home. protocol.md: states only rise; events arrive out of order, twice
/// and late; a closed receipt still takes a late rise, and says that it was late.
namespace carerelay::protocol {

enum class stage : std::uint8_t { targeted, delivered, read, acknowledged };
enum class closure : std::uint8_t { open, superseded, withdrawn, expired };

/// What happened, as evidence. Kept for ever.
enum class receipt_act : std::uint8_t { delivered, read, responded, superseded, withdrawn, expired };

struct receipt_state {
  carerelay::protocol::stage stage = stage::targeted;
  closure closed = closure::open;
  std::optional<response> answer{};
  friend bool operator==(receipt_state const&, receipt_state const&) = default;
};

/// The outcome of applying one act to a receipt.
enum class move : std::uint8_t {
  rises,    ///< the state changes
  repeats,  ///< already there or beyond: recorded as an event, state unchanged
  late,     ///< as rises, on a receipt that was closed: applied and flagged
  refused   ///< errc::illegal_move: in_progress after actioned without a reason, answer not among the options
};

struct applied {
  move what{};
  receipt_state after{};
};

/// The one table of legal moves. `answer` only with receipt_act::responded; `has_note` is the reason that
/// going back from actioned to in_progress needs. Reading implies delivery, answering implies reading.
[[nodiscard]] applied apply(receipt_state before, receipt_act act, std::optional<response> answer,
                            bool has_note) noexcept;

[[nodiscard]] std::string_view word(stage value) noexcept;
[[nodiscard]] std::string_view word(closure value) noexcept;
[[nodiscard]] std::string_view word(receipt_act value) noexcept;

/// The receipt of one home as publishers see it.
struct home_receipt {
  home_id home{};
  std::string home_name{};
  area_code area{};
  std::string telephone{};
  std::uint64_t seq = 0;
  receipt_state state{};
  bool late = false;                      ///< rose after it was closed
  std::optional<instant> delivered_at{};  ///< relay's clock
  std::optional<instant> read_at{};
  std::optional<instant> answered_at{};
  std::string by_role{}, by_name{}, note{};  ///< of the newest answer
};

/// Counts of homes. Each stage counts the homes at it or beyond: delivered >= read >= acknowledged.
struct tally {
  std::uint64_t targeted = 0, delivered = 0, read = 0, acknowledged = 0;
  std::uint64_t in_progress = 0, actioned = 0, not_relevant = 0, need_help = 0;
  [[nodiscard]] std::uint64_t unreached() const noexcept { return targeted - delivered; }
  friend bool operator==(tally const&, tally const&) = default;
};

struct area_tally {
  area_code area{};
  std::string name{};
  tally count{};
};

struct coverage {
  tally all{};
  std::vector<area_tally> areas{};  ///< lowest reach first, then by name
  bool counted = true;              ///< false for exercise and test: shown, never added to anything
  bool counts_only = false;         ///< wellbeing: any count below five is shown as "fewer than 5"
  bool confirmed = true;            ///< false while a second person has not stood for what one sent alone
};

}  // namespace carerelay::protocol
