#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/ports/transport.hpp"

/// A relay seen from outside, one step at a time: what a test does not ask for does not happen.
namespace carerelay::testing {

using std::chrono::milliseconds;
inline constexpr milliseconds patience{10'000};

/// One TCP connection to this machine, TLS or plain, used like a file. Throws std::runtime_error when it cannot
/// connect.
class line {
 public:
  /// `ca_pem`: trusts that authority for localhost; "" speaks plain TCP.
  line(std::uint16_t port, std::string const& ca_pem);
  ~line();
  line(line&&) noexcept;
  line& operator=(line&&) noexcept;

  /// Writes all of it; false when the other side has gone, or does not take it within `most`.
  bool send(std::string_view bytes, milliseconds most = patience);
  /// Some bytes; none when nothing came in time or the connection has ended (`ended`).
  std::optional<std::string> receive(milliseconds most = patience);
  /// Everything until the other side ends the connection or `most` passes.
  std::string receive_all(milliseconds most = patience);
  [[nodiscard]] bool ended() const noexcept { return ended_; }
  /// Gone without a word.
  void cut();

 private:
  bool wait(ports::want what, std::chrono::steady_clock::time_point until) const;
  int socket_ = -1;
  std::unique_ptr<ports::transport> transport_;
  bool ended_ = false;
};

struct http_reply {
  int status = 0;
  std::string head, body;
};
/// One request on a connection of its own. `token` "" for none.
[[nodiscard]] http_reply call(std::uint16_t port, std::string const& ca_pem, std::string_view method,
                              std::string_view path, std::string_view body = {}, std::string_view token = {});
/// A reply taken apart.
[[nodiscard]] http_reply read_reply(line& from, milliseconds most = patience);

/// A WebSocket by hand: RFC 6455 frames over a line.
class web_socket {
 public:
  /// The opening handshake with `extra` header lines (each ended by CRLF) instead of the usual subprotocol when given.
  web_socket(std::uint16_t port, std::string const& ca_pem,
             std::string_view extra = "Sec-WebSocket-Protocol: carerelay.v1\r\n");

  /// 101 when it was accepted.
  [[nodiscard]] http_reply const& opened() const noexcept { return opened_; }
  bool send(std::string_view text, milliseconds most = patience);
  /// The next text message; none when the peer said goodbye (`close_code`), the line ended, or nothing came.
  std::optional<std::string> next(milliseconds most = patience);
  /// Reads until the goodbye and gives its code; 1006 when the line ended without one, 0 when nothing came in time.
  std::uint16_t until_closed(milliseconds most = patience);
  [[nodiscard]] std::uint16_t close_code() const noexcept { return code_; }
  [[nodiscard]] line& lower() noexcept { return line_; }

 private:
  bool fill(std::size_t size, std::chrono::steady_clock::time_point until);
  bool send_frame(std::uint8_t opcode, std::string_view payload, milliseconds most);

  line line_;
  http_reply opened_;
  std::string buffer_;
  std::uint16_t code_ = 0;
};

}  // namespace carerelay::testing
