#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/ports/ladder_rows.hpp"
#include "relay/core/silence/ladder.hpp"
#include "relay/core/ways/outbox.hpp"
#include "relay/core/ways/outbox_pen.hpp"

/// Takes the steps of the ladder: `ladder` decides, the store remembers. Everything is in the store, so that a restart
/// in the middle neither forgets a home nor does anything twice.
namespace carerelay::core {

/// How far one look at a message has come: a part of its homes at a time, so that nobody else waits. May be lost: the
/// look begins anew.
struct look_place {
  ports::message_number message = 0;  ///< 0: at none
  ports::home_number after = 0;
  std::optional<instant> soonest{};
  bool is_waiting = false;  ///< for a home that can only be rung any more
  std::shared_ptr<outbox_pen> pen{};
};

/// One step that was taken, for the log and the figures.
struct step_taken {
  std::string step, channel;
  protocol::message_id message_id{};
  protocol::home_id home_id{};
  ports::rung_outcome outcome{};
  std::string why;
};

struct escalation_look {
  std::vector<step_taken> taken;
  look_place place;
  bool has_more = false;          ///< call again at once
  std::optional<instant> next{};  ///< else then
};

/// Looks after at most `homes` homes of the message whose time has come. Inside a transaction.
[[nodiscard]] escalation_look escalate(ports::store_writer& store, ladder_rules const& rules, outbox_rules const& ways,
                                       look_place from, std::size_t homes, instant now);

[[nodiscard]] std::string_view word(ports::rung_outcome what) noexcept;
/// The message, as the ladder sees it.
[[nodiscard]] awaited_message awaited(ports::message_view const& view, protocol::acknowledgement const& ack);

}  // namespace carerelay::core
