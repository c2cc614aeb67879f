#pragma once

#include <optional>

#include "adapters/ports/store.hpp"
#include "relay/core/people/actor.hpp"
#include "relay/core/stream/watch.hpp"

/// What a publisher may see of a message and its receipts.
namespace carerelay::core {

using protocol::instant;

/// Their team's messages (a sender of results: results), or any for an administrator. Everything else does not exist as
/// far as they can tell.
[[nodiscard]] bool may_see(actor const& who, ports::message_row const& what) noexcept;

/// None when there is no such message or it is not theirs to see.
[[nodiscard]] std::optional<ports::message_view> find_visible(ports::store_reader& store, actor const& who,
                                                              protocol::message_id message);

/// A message as somebody may look at it.
struct sight {
  ports::message_view view;
  bool is_whole = true;                    ///< every home of it; else only those in `areas`
  std::vector<protocol::area_code> areas;  ///< granted to who looks, of those it was sent to; in order
};
/// What is visible, and for borough viewers and auditors the messages of any team of a kind and to an area granted to
/// them, with those areas alone.
[[nodiscard]] std::optional<sight> look_at(ports::store_reader& store, actor const& who,
                                           ports::message_view const& message, instant now);
[[nodiscard]] std::optional<sight> look_at(ports::store_reader& store, actor const& who, protocol::message_id message,
                                           instant now);
/// Whether they may see messages of other teams.
[[nodiscard]] bool looks_beyond_own_team(actor const& who) noexcept;

/// Receipts of this topic are shown as counts only.
[[nodiscard]] bool is_wellbeing(ports::message_row const& what) noexcept;

/// Coverage as it may be shown: lowest reach first. For a wellbeing topic `counts_only` is set (a count below five is
/// then shown as "fewer than 5"), and the areas are left out unless each of their counts may be shown, or is hidden in
/// the sum too: otherwise what is hidden could be worked out from the sum.
[[nodiscard]] protocol::coverage coverage_for(ports::store_reader& store, ports::message_view const& what);
[[nodiscard]] protocol::coverage coverage_for(ports::store_reader& store, sight const& what);

/// The same rule on figures already read.
void make_showable(protocol::coverage& figures, bool counts_only);

/// Whether a home's receipt may be shown.
[[nodiscard]] bool shows(sight const& seen, protocol::home_receipt const& what) noexcept;

/// As `look_at` says it, for a stream.
[[nodiscard]] std::optional<watched> find_watched(ports::store_reader& store, protocol::member_id const& who,
                                                  protocol::message_id message, instant now);
/// Asked anew each time: what may be seen may have changed meanwhile. None: it is no longer theirs to see.
[[nodiscard]] std::optional<watch_news> read_news(ports::store_reader& store, protocol::member_id const& who,
                                                  ports::message_number message,
                                                  std::vector<ports::home_number> const& homes, instant now);

}  // namespace carerelay::core
