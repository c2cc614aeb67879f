#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/instant.hpp"
#include "protocol/message/message.hpp"
#include "protocol/message/receipt.hpp"

/// What is done about a home that stays silent. Values only: what was done before is told by whoever asks, from the
/// store, so that nothing is forgotten and nothing happens twice.
namespace carerelay::core {

using protocol::instant;

inline constexpr std::string_view call_list_step = "call_list";
inline constexpr std::string_view deputy_step = "deputy";
inline constexpr std::string_view stream_step = "stream";

struct ladder_rules {
  bool is_on = true;
  // How long homes are waited for, from when the message holds
  std::chrono::milliseconds immediate = std::chrono::hours(4);
  std::chrono::milliseconds expected = std::chrono::hours(48);
  std::chrono::milliseconds future = std::chrono::hours(7 * 24);
  std::chrono::milliseconds result_read = std::chrono::hours(1);    ///< an urgent result, to be read
  std::chrono::milliseconds result_answer = std::chrono::hours(4);  ///< the same, to be answered
  std::uint32_t next_percent = 25;                                  ///< of that time, between one step and the next
  std::vector<std::string> steps{"email", "whatsapp", "notify_sms", "deputy", "call_list"};
};

/// The message, as far as it matters here.
struct awaited_message {
  protocol::message_kind kind{};
  protocol::urgency urgency{};
  bool wants_answer = false;      ///< else it is enough that it was read
  bool is_open = true;            ///< neither replaced, cancelled nor expired
  bool names_nobody = false;      ///< wellbeing: nobody may see which homes were silent
  instant begins{};               ///< when it holds
  std::optional<instant> due{};   ///< the answer is asked for by then
  std::optional<instant> ends{};  ///< it expires
};

/// An address that could be written to, in the order in which a home's people are asked.
struct reachable {
  std::uint32_t contact = 0;  ///< 0: the home's own address
  bool is_deputy = false;
  std::string channel;
  std::string why_not{};   ///< "": it may be written to
  bool was_tried = false;  ///< this message has a row for it already
};

struct taken_rung {
  std::string step;
  instant at{};
  bool did_something = false;
};

struct awaited_home {
  protocol::stage stage{};
  bool is_suspended = false;
  std::vector<reachable> ways;
  std::vector<taken_rung> taken;
};

enum class rung_kind : std::uint8_t { send, list, skip };

struct rung {
  std::string step;
  rung_kind what{};
  std::string channel{};      ///< send
  std::uint32_t contact = 0;  ///< send
  std::string why{};          ///< a word: skip says why nothing could be done, list why nothing else is left
};

struct climbed {
  std::vector<rung> now;          ///< to be done and written down, in this order
  std::optional<instant> next{};  ///< when to look again; none: nothing more will be done
  bool is_answered = false;
};

/// Whether the home has said as much as the message asks for.
[[nodiscard]] bool is_answered(awaited_message const& what, protocol::stage stage) noexcept;
/// How long that home is waited for.
[[nodiscard]] std::chrono::milliseconds patience(ladder_rules const& rules, awaited_message const& what,
                                                 protocol::stage stage) noexcept;
/// When the first step is due.
[[nodiscard]] instant first_step_at(ladder_rules const& rules, awaited_message const& what,
                                    protocol::stage stage) noexcept;
/// What is to be done now, and when to look again. Steps that cannot be taken cost no time; one that was taken is
/// waited for before the next. Asked again after what it gave was written down, it gives nothing more for the same
/// moment.
[[nodiscard]] climbed climb(ladder_rules const& rules, awaited_message const& what, awaited_home const& home,
                            instant now);

}  // namespace carerelay::core
