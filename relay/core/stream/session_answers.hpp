#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/ports/store_types.hpp"
#include "protocol/frame/frames.hpp"

/// What a home's session is told by the store when it asks (backlog.hpp finds it).
namespace carerelay::core {

/// What the register knows of who says hello, read by the shell from the store.
struct hello_answer {
  bool known = false;  ///< the device exists and belongs to the home named
  bool revoked = false;
  bool suspended = false;
  ports::home_number home = 0;
  ports::device_number device = 0;
  ports::public_point key{};
  std::uint64_t cursor = 0;  ///< what the relay knows this device has stored
  std::string epoch;
  ports::inbox_bounds bounds;
};

/// What an answer to a message is checked against before it goes to the store.
struct entry_answer {
  bool known = false;  ///< the home's inbox holds that seq
  protocol::message_id message;
  protocol::digest sum{};
  std::uint8_t options = 0x0f;  ///< bit n: protocol::response n may be given
};

/// One entry to replay: either its body, or why it is skipped.
struct backlog_entry {
  std::uint64_t seq = 0;
  protocol::shared_message body;  ///< null when skipped
  std::optional<protocol::skip_frame> skipped;
};

}  // namespace carerelay::core
