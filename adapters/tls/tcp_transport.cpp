#include "adapters/tls/tcp_transport.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace carerelay::tls {
namespace {

using ports::progress;
using ports::transport_errc;
using ports::want;

class tcp_transport final : public ports::transport {
 public:
  explicit tcp_transport(int socket) noexcept : socket_{socket} {}

  progress handshake() override { return {}; }

  progress read(std::span<char> into) override {
    auto const n = ::recv(socket_, into.data(), into.size(), 0);
    if (n > 0) return {static_cast<std::size_t>(n), want::nothing, {}};
    if (n == 0 && !into.empty()) return {0, want::nothing, transport_errc::closed};
    return failed(n, want::read);
  }

  progress write(std::span<char const> bytes) override {
    auto const n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n >= 0) return {static_cast<std::size_t>(n), want::nothing, {}};
    return failed(n, want::write);
  }

  progress shutdown() override {
    if (errno_ == 0) ::shutdown(socket_, SHUT_WR);
    return {};
  }

  bool pending() const noexcept override { return false; }
  int native_handle() const noexcept override { return socket_; }
  std::string description() const override { return "tcp"; }
  std::string fault() const override { return errno_ == 0 ? std::string{} : std::strerror(errno_); }

 private:
  progress failed(ssize_t result, want direction) noexcept {
    if (result == 0) return {};
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return {0, direction, {}};
    errno_ = errno;
    return {0, want::nothing, transport_errc::reset};
  }

  int socket_;
  int errno_ = 0;
};

}  // namespace

std::unique_ptr<ports::transport> make_tcp_transport(int socket) { return std::make_unique<tcp_transport>(socket); }

}  // namespace carerelay::tls
