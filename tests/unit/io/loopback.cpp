#include "tests/unit/io/loopback.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <optional>
#include <stdexcept>

namespace carerelay::io::testing {

std::pair<int, int> connected_pair(int kernel_bytes) {
  int const listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof where;
  auto* const address = reinterpret_cast<sockaddr*>(&where);
  int const client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  // Before connecting: the receive window is agreed upon then.
  if (kernel_bytes > 0) ::setsockopt(client, SOL_SOCKET, SO_RCVBUF, &kernel_bytes, sizeof kernel_bytes);
  bool const ok = ::bind(listener, address, size) == 0 && ::listen(listener, 1) == 0 &&
                  ::getsockname(listener, address, &size) == 0 && ::connect(client, address, size) == 0;
  int const server = ok ? ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC) : -1;
  ::close(listener);
  if (server < 0) throw std::runtime_error{"no loopback connection"};
  if (kernel_bytes > 0) ::setsockopt(server, SOL_SOCKET, SO_SNDBUF, &kernel_bytes, sizeof kernel_bytes);
  int const on = 1;
  ::setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return {server, client};
}

bool loop::until(std::function<bool()> const& done, std::chrono::milliseconds most) {
  auto const end = std::chrono::steady_clock::now() + most;
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    thread.context().restart();
    thread.context().run_for(std::chrono::milliseconds{5});
  }
  return true;
}

void loop::settle(std::chrono::milliseconds how_long) {
  until([] { return false; }, how_long);
}

byte_stream loop::wrap(int socket, std::unique_ptr<ports::transport> over, std::size_t queue_limit) {
  tcp_socket owned{thread.context()};
  owned.assign(asio::ip::tcp::v4(), socket);
  return {thread, std::move(owned), std::move(over), queue_limit};
}

std::pair<error_code, error_code> loop::shake(byte_stream& a, byte_stream& b) {
  std::optional<error_code> first, second;
  a.async_handshake([&](error_code ec) { first = ec; });
  b.async_handshake([&](error_code ec) { second = ec; });
  until([&] { return first && second; });
  return {first.value_or(asio::error::timed_out), second.value_or(asio::error::timed_out)};
}

namespace {

std::pair<byte_stream, byte_stream> make_pair(loop& on, int kernel_bytes, std::size_t queue_limit) {
  auto const [server, client] = connected_pair(kernel_bytes);
  std::pair made{on.wrap(server, server_context()->make(server), queue_limit),
                 on.wrap(client, client_context()->make(client), queue_limit)};
  auto const [a, b] = on.shake(made.first, made.second);
  if (a || b) throw std::runtime_error{"handshake failed: " + made.first.fault() + made.second.fault()};
  return made;
}

}  // namespace

tls_pair::tls_pair(loop& on, int kernel_bytes, std::size_t queue_limit)
    : tls_pair{make_pair(on, kernel_bytes, queue_limit)} {}

}  // namespace carerelay::io::testing
