#pragma once

#include <string>

#include "relay/core/stream/home_session.hpp"

/// Private to home_session's sources.
namespace carerelay::core {

/// What a session holds only until its device is known.
struct home_session::handshake {
  std::string nonce;  ///< base64url, as sent
  protocol::hello_frame frame;
};

}  // namespace carerelay::core
