#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/ports/ladder_rows.hpp"
#include "relay/core/publish/visibility.hpp"

/// Who is to be rung: the end of the ladder.
namespace carerelay::core {

/// Somebody of the home who can be rung, after the home itself.
struct callee {
  std::uint32_t contact = 0;
  std::string role, label, telephone;
};

struct call_entry {
  ports::message_view message;
  ports::home_row home;
  protocol::receipt_state state;
  instant since{};                     ///< on the list
  std::string why;                     ///< "not read after 4 h; email: delivered to the mailbox"
  std::vector<callee> others;          ///< in the order in which they are asked
  std::vector<ports::call_row> calls;  ///< as they were noted
};

/// Homes of a message that somebody should ring, and that have still not said what was asked for: those in `seen`
/// alone, in order of home. Nobody for a message that is not in force any more, or that names nobody.
[[nodiscard]] std::vector<call_entry> call_list(ports::store_reader& store, sight const& seen);
/// Of every message this member may look at, the longest waiting first, at most `limit`.
[[nodiscard]] std::vector<call_entry> call_list(ports::store_reader& store, actor const& who, instant now,
                                                std::size_t limit);

[[nodiscard]] std::string_view word(ports::call_outcome value) noexcept;
/// "spoke to the deputy: they will act by …", as the person who rang says it.
[[nodiscard]] std::string in_words(ports::call_row const& what);
/// Why a step could not be taken, for people; "" for what need not be said.
[[nodiscard]] std::string_view skip_in_words(std::string_view why) noexcept;

/// What somebody noted of a call, kept with a leaf of the evidence log. It changes no receipt.
void note_call(ports::store_writer& store, ports::message_row const& message, ports::home_row const& home,
               ports::call_row row);

}  // namespace carerelay::core
