#pragma once

#include "relay/io/session/http_connection.hpp"

namespace carerelay::io {

/// Makes a WebSocket of a request that the gate let through to the stream, and a session of it: a home's, which signs
/// its hello; a publisher's, which brings a token; or, at `?as=person`, that of somebody signed in with a browser, from
/// a page of ours alone. False when it was refused, and the connection is over.
[[nodiscard]] task<bool> open_stream(connection& with, http_wire& wire, passed_request const& asked);

}  // namespace carerelay::io
