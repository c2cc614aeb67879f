#pragma once

#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "relay/io/loop/keeper_ref.hpp"

/// WebSocket (RFC 6455) over a byte_stream: text messages both ways, no extensions. The same class serves
/// homes in the relay and is the client of the agent. No Asio and no Beast in this header.
namespace carerelay::io {

class byte_stream;
enum class write_result : std::uint8_t;

struct ws_limits {
  std::size_t message_bytes = 64 * 1024;  ///< longest message taken; longer is closed with 1009
  std::uint32_t frames_per_message =
      64;  ///< more is closed with 1008: empty continuation frames cost us and not the sender
  std::uint32_t pings_per_second =
      10;  ///< more control frames than this, on average, are closed with 1008; 0: any number
  std::chrono::milliseconds close_wait{3000};  ///< for the peer's half of the closing handshake
};

/// How it ended. `by_peer`: the peer said goodbye first. `code` is the close code said (by the peer, or by
/// us), 1006 when there was none. `error` is set when the connection broke, timed out or the peer broke the
/// rules.
struct ws_end {
  std::uint16_t code = 1006;
  std::string_view reason;  ///< the peer's or our words, valid UTF-8; valid during the call
  bool by_peer = false;
  boost::system::error_code error;
};

/// What a session hears. Called on the stream's thread, never from inside a call to the stream. Destroying
/// the ws_stream from inside any of these is allowed.
class ws_listener {
 public:
  virtual void on_message(std::string_view text) = 0;  ///< whole, valid UTF-8; valid during the call
  virtual void on_drained() = 0;                       ///< everything queued has left
  virtual void on_closed(ws_end const& how) = 0;  ///< exactly once and last, whoever began it; not after destruction

 protected:
  ~ws_listener() = default;
};

class ws_stream {
 public:
  virtual ~ws_stream() = default;  ///< at once, without a goodbye
  ws_stream(ws_stream const&) = delete;
  ws_stream& operator=(ws_stream const&) = delete;

  /// Begins to listen; once. `listener` outlives the stream.
  virtual void start(ws_listener& listener) = 0;

  /// One text message. What it returns is byte_stream's write_result; after overflow close it.
  virtual write_result send(std::string_view text) = 0;
  /// One text message from three parts: head and tail are copied when they must wait, the body is shared
  /// through `keeper`.
  virtual write_result send(std::string_view head, std::string_view body, keeper_ref keeper, std::string_view tail) = 0;
  /// A WebSocket ping with no payload. The answer shows in last_heard.
  virtual write_result ping() = 0;

  /// Reads nothing more until it is let go: whoever is behind with what came already leaves the rest in the socket.
  /// What was read already is still delivered; closing works as ever.
  virtual void hold_reading(bool held) = 0;

  /// Says why, waits for the peer's answer, then ends; `on_closed` comes in any case. `reason` at most 123
  /// bytes of UTF-8: longer is cut. No message is delivered any more. A second call does nothing.
  virtual void close(std::uint16_t code, std::string_view reason) = 0;

  [[nodiscard]] virtual std::size_t queued_bytes() const noexcept = 0;
  /// When anything at all last came from the peer.
  [[nodiscard]] virtual std::chrono::steady_clock::time_point last_heard() const noexcept = 0;
  [[nodiscard]] virtual byte_stream& lower() noexcept = 0;

 protected:
  ws_stream() = default;
};

/// The server's half of the opening handshake. The request was read and checked by the gate: GET, Upgrade,
/// version 13, a key of 16 bytes.
struct ws_accept {
  std::string_view key;                                                ///< Sec-WebSocket-Key as it came
  std::string_view subprotocol;                                        ///< the one chosen; "" for none
  std::vector<std::pair<std::string_view, std::string_view>> headers;  ///< more of the answer's headers
  std::string_view early;                                              ///< bytes that came behind the request header
};
/// Answers 101 and gives the stream; `start` it in the same turn.
[[nodiscard]] std::unique_ptr<ws_stream> accept_websocket(byte_stream&& stream, ws_accept const& how,
                                                          ws_limits const& limits);

}  // namespace carerelay::io
