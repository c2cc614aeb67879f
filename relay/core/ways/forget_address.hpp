#pragma once

#include <string_view>
#include <vector>

#include "relay/core/record/erasure.hpp"

namespace carerelay::core {

struct address_forgotten {
  std::size_t rows = 0;         ///< of the outbox that named it
  std::size_t stopped = 0;      ///< of these, how many had not been sent and now are not
  std::size_t in_register = 0;  ///< homes that have it, or a contact that has: the next message goes to it again
};

/// Takes an address out of the outbox, where it stands beside every message that went to it; `ports::store::scrub` then
/// takes it out of the files. What was sent, and what became of it, stays. Bytes of messages hold no address.
address_forgotten forget_address(ports::store_writer& store, std::string_view address, erasure_wish const& wish,
                                 std::vector<event>& told);

}  // namespace carerelay::core
