#pragma once

#include <optional>
#include <string>

#include "adapters/ports/store.hpp"
#include "protocol/frames.hpp"

/// A piece of evidence that stands without the relay: what `carerelay verify` reads (docs/evidence.md).
namespace carerelay::core {

struct evidence_wish {
  ports::message_view message;
  std::optional<ports::home_number> home;  ///< its receipt alone; none: every home's
  bool witnesses = true;                   ///< say which other homes had verified the tree, and what they answered
};

struct exported_evidence {
  std::string bundle;       ///< "" when nothing of it is signed yet
  std::size_t pending = 0;  ///< leaves that the next checkpoint will cover
};

/// The most homes whose receipts one bundle holds.
inline constexpr std::size_t evidence_homes_most = 1'000;

/// Everything the logs hold about the message, bound to the newest checkpoint of each log: publication, audience,
/// approvals, receipts, the keys of the devices that answered, and up to three other homes that had verified the tree.
[[nodiscard]] exported_evidence export_evidence(ports::store_reader& store, evidence_wish const& what);

/// What a device asks for over the stream: the newest checkpoint, and the proof that it goes on from what the device
/// has verified. No proof for another log, or for more than is signed: the checkpoint itself says it then.
[[nodiscard]] protocol::checkpoint_frame find_checkpoint(ports::store_reader& store, protocol::log_frame const& seen);

}  // namespace carerelay::core
