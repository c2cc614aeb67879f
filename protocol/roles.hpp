#pragma once

#include <cstdint>
#include <string_view>

#include "protocol/enum_set.hpp"

/// What somebody in a team may be, and by which ways a team's messages may leave.
namespace carerelay::protocol {

/// Never renumbered: stored.
enum class role : std::uint8_t {
  drafter,         ///< writes what another person must approve
  publisher,       ///< publishes bulletins and notices
  approver,        ///< the second person; people only
  borough_viewer,  ///< sees what was sent to the areas granted, and how far it came there
  auditor,         ///< reads the evidence log
  administrator,   ///< register, codes, teams, members, backup; sees every message
  result_sender    ///< publishes test results; a person only with a registered signing key
};
using role_set = enum_set<role>;

/// Never renumbered: stored. The stream is the homes' own devices; the others are ways beside it.
enum class way : std::uint8_t { stream, email, chat, webhook };
using way_set = enum_set<way>;

[[nodiscard]] std::string_view word(role value) noexcept;
[[nodiscard]] std::string_view word(way value) noexcept;

}  // namespace carerelay::protocol
