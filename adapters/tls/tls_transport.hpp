#pragma once

#include "adapters/tls/openssl_ptr.hpp"
#include "adapters/tls/tls_context.hpp"

namespace carerelay::tls {

/// TLS over a non-blocking socket: OpenSSL reads and writes the socket itself, so that a connection holds no
/// buffer while idle.
class tls_transport final : public ports::transport {
 public:
  /// `ssl` has its method (accept or connect state) and its BIO. `owner` holds what its callbacks look at.
  tls_transport(ssl_ptr ssl, int socket, std::shared_ptr<void const> owner) noexcept;
  ~tls_transport() override;

  ports::progress handshake() override;
  ports::progress read(std::span<char> into) override;
  ports::progress write(std::span<char const> bytes) override;
  ports::progress shutdown() override;
  bool pending() const noexcept override;
  int native_handle() const noexcept override { return socket_; }
  std::string description() const override;
  std::string fault() const override { return fault_ ? *fault_ : std::string{}; }

  /// A client's check of the server's chain: OpenSSL's own, and the names are kept for `fault` when they are others.
  static int verify(X509_STORE_CTX* chain, void*);

 private:
  ports::progress outcome(int result, bool in_handshake);
  ports::progress fail(ports::transport_errc code, std::string words);

  std::shared_ptr<void const> owner_;
  ssl_ptr ssl_;
  std::unique_ptr<std::string> peer_names_;  // of a certificate that was refused
  std::unique_ptr<std::string> fault_;       // set: dead, and nothing more may be said to OpenSSL
  int socket_;
};

}  // namespace carerelay::tls
