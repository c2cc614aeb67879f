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

/// The topic by which pages know one: the answer `actioned` reads "No change" there, `need_help` that something has
/// changed.
inline constexpr std::string_view check_in_topic = "check-in";
[[nodiscard]] inline bool is_check_in(ports::message_row const& what) noexcept { return what.topic == check_in_topic; }
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

/// Their team's (of those who write or stand for its messages), or any for an administrator.
[[nodiscard]] bool may_see(actor const& who, ports::check_in_row const& row) noexcept;

/// What was sent on one day.
struct check_in_day {
  std::chrono::sys_days day{};  ///< of London
  ports::message_view message;
};
/// Newest first, at most `most`, from `newest` back; days on which nothing was sent are left out.
[[nodiscard]] std::vector<check_in_day> days_of(ports::check_in_row const& row, ports::store_reader& store,
                                                std::size_t most, std::optional<std::chrono::sys_days> newest = {});

/// Homes that were asked on one day, and what they said.
struct check_in_tally {
  std::uint64_t asked = 0, no_change = 0, changed = 0;
  [[nodiscard]] std::uint64_t answered() const noexcept { return no_change + changed; }
};
[[nodiscard]] check_in_tally tally_of(check_in_day const& day, ports::store_reader& store);

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
