#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/ports/ladder_rows.hpp"
#include "adapters/ports/random.hpp"
#include "relay/core/publish/publish.hpp"
#include "relay/core/record/event.hpp"

/// A question that goes to homes every day at the same hour, and is answered with one tap.
namespace carerelay::core {

/// The topic by which pages know one: the answer `actioned` reads "No change" there.
inline constexpr std::string_view check_in_topic = "check-in";
inline constexpr std::size_t check_ins_most = 50;  ///< of one team, at one time

/// How a check-in stands.
enum class check_in_state : std::uint8_t {
  waiting,  ///< for another person, as any message to so many homes does
  running,
  ended
};
[[nodiscard]] check_in_state state_of(ports::check_in_row const& row, instant now) noexcept;
[[nodiscard]] std::string_view word(check_in_state value) noexcept;

/// What is sent on every day: an ordinary bulletin to `who`, of urgency expected, with the answers `actioned` ("no
/// change") and `need_help`.
[[nodiscard]] protocol::draft check_in_draft(std::string const& headline, std::string const& text,
                                             protocol::audience who);

/// When London's clocks show that minute on the day of `now`. In March the skipped hour is the one after it.
[[nodiscard]] instant hour_on_day(instant now, std::uint16_t minute);
/// When it is due next, at or after `now`; none when that is never.
[[nodiscard]] std::optional<instant> next_of(ports::check_in_row const& row, instant now);
/// Whether today's is to be sent: its hour has come today, after it was made, and it was not sent today.
[[nodiscard]] bool is_due(ports::check_in_row const& row, instant now);

struct check_in_sent {
  protocol::uuid check_in{};
  std::string why{};  ///< "" when it was sent; else a word: why not
};
struct check_in_look {
  std::vector<check_in_sent> done;
  std::optional<instant> next;
};
/// Sends those that are due: once a day each, whatever happens in between. Inside a transaction.
[[nodiscard]] check_in_look send_check_ins(ports::store_writer& store, outbox_rules const& ways, instant now,
                                           ports::random& random, std::vector<event>& told);

}  // namespace carerelay::core
