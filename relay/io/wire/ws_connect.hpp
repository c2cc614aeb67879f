#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/ports/transport.hpp"
#include "relay/io/loop/asio.hpp"
#include "relay/io/wire/ws_stream.hpp"

namespace carerelay::io {

class io_thread;

/// Where a client goes and what it says.
struct ws_target {
  std::string address;  ///< host name or IP address to connect to
  std::uint16_t port = 443;
  std::string host;  ///< Host header; "" for address and port
  std::string path = "/";
  std::string subprotocol;  ///< must be agreed to when set
  std::vector<std::pair<std::string, std::string>> headers;
};

struct ws_connected {
  std::unique_ptr<ws_stream> stream;  ///< null when it failed
  error_code error;
  int http_status = 0;    ///< of the answer, when there was one and it was not 101
  std::string http_body;  ///< of a refusal, at most 8 KiB
  std::string detail;     ///< one sentence for a person when it failed
};

/// Looks the address up, connects, TLS by `maker`, opening handshake. Gives up after `deadline`. Run on
/// `thread`. Never throws for what a network can do.
[[nodiscard]] task<ws_connected> connect_websocket(io_thread& thread, ws_target target, ports::transport_maker& maker,
                                                   ws_limits limits, std::chrono::milliseconds deadline,
                                                   std::size_t queue_limit = 1024 * 1024);

}  // namespace carerelay::io
