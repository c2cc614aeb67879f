#pragma once

#include <boost/system/result.hpp>

#include <cstdint>

#include "adapters/ports/store.hpp"

namespace carerelay::core {

struct recorded_act {
  protocol::applied what;
  protocol::event_id receipt;  ///< the event's id, or that of the act it repeats
  ports::message_number message = 0;
};

/// Applies `read` or `responded` to a home's receipt, inside the store's transaction. An event without an id
/// (read) gets one made of message and device, so that saying it twice records it once. The same event again
/// repeats; errc::signature_replayed when its id was used for something else, seq_unknown, illegal_move.
[[nodiscard]] boost::system::result<recorded_act> apply_act(ports::store_writer& store, ports::home_number home,
                                                            std::uint64_t seq, ports::receipt_event event);

}  // namespace carerelay::core
