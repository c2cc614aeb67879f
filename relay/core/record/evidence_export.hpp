#pragma once

#include <functional>
#include <optional>
#include <string>

#include "adapters/ports/store.hpp"
#include "protocol/frame/frames.hpp"

/// A piece of evidence that stands without the relay: what `carerelay verify` reads (docs/evidence.md).
namespace carerelay::core {

struct evidence_wish {
  ports::message_view message;
  std::optional<ports::home_number> home;  ///< its receipt alone; none: every home's, a page at a time
  ports::home_number after = 0;            ///< of a page: the last home of the one before
  std::size_t limit = 1'000;               ///< of a page: homes
  bool witnesses = true;                   ///< say which other homes had verified the tree, and what they answered
  bool audience = false;                   ///< list every home it was sent to
};

struct exported_evidence {
  std::string bundle;                      ///< "" when nothing of it is signed yet
  std::size_t pending = 0;                 ///< leaves that the next checkpoint will cover
  std::optional<ports::home_number> last;  ///< of a page that another one follows
};

/// Everything the logs hold about the message, bound to the newest checkpoint of each log: publication, audience,
/// approvals, receipts, the keys of the devices that answered, and up to three other homes that had verified the tree.
/// Each page holds by itself. `next`, given the last home of a page, is written into the bundle as its member `next`.
[[nodiscard]] exported_evidence export_evidence(ports::store_reader& store, evidence_wish const& what,
                                                std::function<std::string(ports::home_number)> const& next = {});

/// What a device asks for over the stream: the newest checkpoint, and the proof that it goes on from what the device
/// has verified. No proof for another log, or for more than is signed: the checkpoint itself says it then.
[[nodiscard]] protocol::checkpoint_frame find_checkpoint(ports::store_reader& store, protocol::log_frame const& seen);

}  // namespace carerelay::core
