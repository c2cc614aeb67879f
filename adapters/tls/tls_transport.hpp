#pragma once

#include "adapters/tls/openssl_ptr.hpp"
#include "adapters/tls/tls_context.hpp"

namespace carerelay::tls {

/// TLS over a non-blocking socket: OpenSSL reads and writes the socket itself, so that a connection holds no
/// buffer while idle.
class tls_transport final : public ports::transport {
 public:
  /// `ssl` has its method (accept or connect state) and its BIO.
  tls_transport(ssl_ptr ssl, int socket) noexcept : ssl_{std::move(ssl)}, socket_{socket} {}
  ~tls_transport() override;

  ports::progress handshake() override;
  ports::progress read(std::span<char> into) override;
  ports::progress write(std::span<char const> bytes) override;
  ports::progress shutdown() override;
  bool pending() const noexcept override;
  int native_handle() const noexcept override { return socket_; }
  std::string description() const override;
  std::string fault() const override { return fault_ ? *fault_ : std::string{}; }

 private:
  ports::progress outcome(int result, bool in_handshake);
  ports::progress fail(ports::transport_errc code, std::string words);

  ssl_ptr ssl_;
  std::unique_ptr<std::string> fault_;  // set: dead, and nothing more may be said to OpenSSL
  int socket_;
};

}  // namespace carerelay::tls
