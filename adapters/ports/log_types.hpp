#pragma once

#include <cstdint>
#include <string>

#include "protocol/evidence/event.hpp"
#include "protocol/instant.hpp"

/// The rows of the evidence log. Leaves are numbered from 0 within a log.
namespace carerelay::ports {

using log_number = std::uint32_t;  ///< from 1; stays inside the relay

/// One log: a tree that only grows. The store begins one with its first leaf, and another when the one before can no
/// longer be gone on with.
struct log_row {
  log_number number = 0;
  std::string origin;  ///< never the same for two logs, wherever they are
  std::string epoch;   ///< of the register when it began
  protocol::instant started_at{};
};

/// What is known of the log before, for the first leaf of the next.
struct log_end {
  std::string origin;
  std::uint64_t size = 0;
  protocol::evidence::hash root{};
};

struct log_leaf {
  std::uint64_t index = 0;
  protocol::evidence::hash committed{};  ///< the commitment: what the leaf hash is made of
  protocol::evidence::salt salt{};
  std::string text;  ///< of the event; "" once it was erased, and when the store has lost it
  [[nodiscard]] bool is_erased() const noexcept { return salt == protocol::evidence::salt{}; }
};

/// Where an event is in the logs.
struct leaf_place {
  log_number log = 0;
  std::uint64_t index = 0;
  friend bool operator==(leaf_place const&, leaf_place const&) = default;
};

struct checkpoint_row {
  log_number log = 0;
  std::uint64_t size = 0;
  protocol::evidence::hash root{};
  protocol::instant signed_at{};
  std::string note;  ///< the signed note, as it is given out
  std::string key;   ///< the verifier key it was signed with (log_key::text)
};

}  // namespace carerelay::ports
