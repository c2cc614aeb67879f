#pragma once

#include "adapters/ports/transport.hpp"
#include "relay/http/route.hpp"
#include "relay/io/loop/asio.hpp"
#include "relay/io/session/lane.hpp"
#include "relay/io/wire/http_wire.hpp"

namespace carerelay::io {

/// One connection of the public listener from its handshake to its end: requests one after another, each through the
/// gate, or the way into the stream. Run by the nursery on the lane.
[[nodiscard]] task<void> serve_connection(lane& on, tcp_socket socket, ports::transport_maker& maker,
                                          admission_desk::ticket admitted);

}  // namespace carerelay::io
