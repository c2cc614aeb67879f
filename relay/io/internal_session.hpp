#pragma once

#include <vector>

#include "adapters/ports/transport.hpp"
#include "relay/http/facts.hpp"
#include "relay/io/desk/lookout.hpp"
#include "relay/io/desk/outbox_lane.hpp"
#include "relay/io/session/lane.hpp"

namespace carerelay::io {

/// What the internal listener shows and does. The listener must be reachable by operators only.
struct internal_parts {
  relay_parts& parts;
  ports::transport_maker& plain;
  std::vector<lane*> lanes;
  store_counters const& store;
  http::relay_facts& facts;
  std::vector<outbox_lane const*> ways{};
  lookout_figures* silence = nullptr;  ///< none: nobody looks after what is silent
};

/// One connection of the internal listener, plain HTTP: GET /health/live, /health/ready and
/// /metrics.
[[nodiscard]] task<void> serve_internal(lane& on, tcp_socket socket, internal_parts const& with);

}  // namespace carerelay::io
