#pragma once

#include <optional>
#include <string>

#include "relay/http/route.hpp"
#include "relay/io/session/lane.hpp"
#include "relay/io/wire/byte_stream.hpp"
#include "relay/io/wire/http_wire.hpp"

namespace carerelay::io {

/// One connection of the public listener. Lives on its lane.
struct connection {
  lane& on;
  byte_stream stream;
  admission_desk::ticket admitted;
  std::optional<lane::guest> guest{};
};

/// The value of that header, "" when there is none.
[[nodiscard]] std::string header(request_head const& head, std::string_view name);

/// What a refusal looks like to whoever made the request (RFC 9457).
[[nodiscard]] http::answer answer_of(refusal const& why);

/// Counts an answer by the hundreds of its status.
void count(lane& on, http::answer const& what);

/// Says no and ends the connection: what follows a refused request cannot be trusted.
task<void> refuse(connection& with, http_wire& wire, refusal why);

}  // namespace carerelay::io
