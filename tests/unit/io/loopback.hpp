#pragma once

#include <sys/socket.h>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/tls/self_signed.hpp"
#include "adapters/tls/tcp_transport.hpp"
#include "adapters/tls/tls_context.hpp"
#include "relay/io/loop/io_thread.hpp"
#include "relay/io/loop/nursery.hpp"
#include "relay/io/wire/byte_stream.hpp"
#include "relay/io/wire/ws_stream.hpp"

/// Two ends of a connection on this machine, run by hand on one io_thread.
namespace carerelay::io::testing {

inline tls::pem_pair const& authority() {
  static auto const made = tls::make_authority("Carerelay test authority", 30);
  return made;
}

inline std::shared_ptr<tls::tls_context const> server_context() {
  static auto const leaf = tls::make_leaf(authority(), {"localhost", "127.0.0.1"}, 30);
  static auto const made = tls::tls_context::server(leaf.certificate, leaf.key);
  return made;
}

inline std::shared_ptr<tls::tls_context const> client_context(std::string const& host = "localhost") {
  return tls::tls_context::client({authority().certificate, {}, host});
}

/// A connected pair of TCP sockets. `kernel_bytes` other than 0 makes the first one's send buffer and the second one's
/// receive buffer small.
std::pair<int, int> connected_pair(int kernel_bytes = 0);

struct loop {
  io_thread thread;
  std::vector<std::string> thrown;
  nursery owner{[this](std::string_view name, std::exception_ptr) { thrown.emplace_back(name); }};

  /// Runs until `done` or three seconds; says whether it was done.
  bool until(std::function<bool()> const& done, std::chrono::milliseconds most = std::chrono::seconds{3});
  void settle(std::chrono::milliseconds how_long = std::chrono::milliseconds{60});
  byte_stream wrap(int socket, std::unique_ptr<ports::transport> over, std::size_t queue_limit = 1 << 20);
  /// Shakes hands on both; gives both errors.
  std::pair<error_code, error_code> shake(byte_stream& a, byte_stream& b);
};

struct tls_pair {
  explicit tls_pair(loop& on, int kernel_bytes = 0, std::size_t queue_limit = 1 << 20);
  byte_stream server, client;

 private:
  explicit tls_pair(std::pair<byte_stream, byte_stream> made) noexcept
      : server{std::move(made.first)}, client{std::move(made.second)} {}
};

/// Keeps what a stream says.
struct byte_ear final : stream_listener {
  void on_bytes(std::span<char> bytes) override { heard.append(bytes.data(), bytes.size()); }
  void on_drained() override { ++drained; }
  void on_end(error_code why) override { ended = true, end = why; }
  std::string heard;
  int drained = 0;
  bool ended = false;
  error_code end;
};

struct ws_ear : ws_listener {
  void on_message(std::string_view text) override { messages.emplace_back(text); }
  void on_drained() override { ++drained; }
  void on_closed(ws_end const& how) override {
    ++closed, code = how.code, reason = how.reason, by_peer = how.by_peer, error = how.error;
  }
  std::vector<std::string> messages;
  int drained = 0, closed = 0;
  std::uint16_t code = 0;
  std::string reason;
  bool by_peer = false;
  error_code error;
};

}  // namespace carerelay::io::testing
