#pragma once

#include <string>
#include <string_view>

#include "relay/io/wire/ws_stream.hpp"

/// The text of the opening handshake (RFC 6455 section 4).
namespace carerelay::io {

/// The value of Sec-WebSocket-Accept for a Sec-WebSocket-Key.
[[nodiscard]] std::string websocket_accept_of(std::string_view key);

/// The whole 101 answer.
[[nodiscard]] std::string websocket_answer(ws_accept const& how);

}  // namespace carerelay::io
