#pragma once

#include <string>
#include <variant>
#include <vector>

#include "adapters/ports/random.hpp"
#include "adapters/ports/store.hpp"
#include "protocol/fault.hpp"
#include "relay/core/people/actor.hpp"
#include "relay/core/people/grants.hpp"
#include "relay/core/record/event.hpp"
#include "relay/core/ways/outbox.hpp"

/// What becomes of what a publisher sends. Decided as a value first, stored in the same transaction after.
namespace carerelay::core {

using protocol::instant;

/// Accepted: what is to be stored, and for whom.
struct publication {
  protocol::message message;
  std::string json;  ///< canonical, with its digest
  protocol::digest draft_sum{};
  std::vector<ports::home_number> targets;        ///< the denominator of coverage for ever; in order of number
  std::vector<ports::message_number> supersedes;  ///< closed by this message
  bool withdraws = false;                         ///< a cancel: they are closed as withdrawn
  protocol::member_id author{};                   ///< empty: the relay itself
  protocol::way_set ways{};                       ///< by which it may leave beside the stream
  bool all_homes = false;                         ///< counts among the sends to every home
};
/// The same publisher sent the same thing under the same `reference` before: nothing new happens.
struct published_before {
  protocol::message_id id;
};
using decision = std::variant<publication, published_before>;

/// Everything that needs the register or the store: grants, areas and homes, references, idempotency, audience and its
/// snapshot, resources, what a new helpline notice supersedes by itself. Changes nothing. Every fault is named; a
/// refusal for who asks (what `authorize` says of `how`: publish or draft) or for a reused `reference` comes alone.
[[nodiscard]] protocol::checked<decision> decide(protocol::draft what, actor const& who, ports::store_reader& store,
                                                 instant now, ports::random& random, act how = act::publish);

/// Stores it, inside the transaction, with its rows of the outbox. What it gives may be told after the commit.
message_published put(ports::store_writer& store, publication const& what, outbox_rules const* ways_out = nullptr);

/// The draft that cancels a message: to the old audience, with the reason for people to read. At most 1,000 characters.
[[nodiscard]] protocol::draft cancellation_of(protocol::message const& old, std::string const& reason);

/// Who would get it, before it is sent.
struct audience_preview {
  std::uint64_t homes = 0;
  struct area_count {
    protocol::area_code area;
    std::string name;
    std::uint64_t homes = 0;
  };
  std::vector<area_count> areas;  ///< in order of code
};
/// The checks of `decide`, save whether its `reference` was used before.
[[nodiscard]] protocol::checked<audience_preview> preview(protocol::draft what, actor const& who,
                                                          ports::store_reader& store, instant now);

}  // namespace carerelay::core
