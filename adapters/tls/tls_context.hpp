#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ports/transport.hpp"

/// TLS 1.2 (ECDHE with AEAD) and 1.3 only; no compression, renegotiation or 0-RTT. The only room that names
/// OpenSSL's libssl and x509.
namespace carerelay::tls {

/// Whom a client trusts.
struct trust {
  std::string ca_pem;             ///< PEM text of the authorities; "" for the system's
  std::vector<std::string> pins;  ///< SHA-256 of the peer's certificate (DER), lower-case hex; when set, one
                                  ///< must match, and it is enough
  std::string host;               ///< DNS name or IP address the certificate must hold; "" only with pins
};

/// Certificate, key and rules of one side, immutable once made: a reload makes a new one. Any thread.
class tls_context : public std::enable_shared_from_this<tls_context> {
 public:
  /// Certificate chain (leaf first) and key as PEM text. `*_name` is what errors call them: a path. Throws
  /// std::runtime_error with a sentence that names the file and what was expected: not PEM, key and
  /// certificate not a pair, a key too weak.
  [[nodiscard]] static std::shared_ptr<tls_context const> server(std::string_view certificate_pem,
                                                                 std::string_view key_pem,
                                                                 std::string_view certificate_name = "certificate",
                                                                 std::string_view key_name = "key");
  [[nodiscard]] static std::shared_ptr<tls_context const> server_from_files(std::string const& certificate_path,
                                                                            std::string const& key_path);
  /// Throws std::runtime_error when `whom` makes no sense.
  [[nodiscard]] static std::shared_ptr<tls_context const> client(trust const& whom);

  ~tls_context();
  tls_context(tls_context const&) = delete;
  tls_context& operator=(tls_context const&) = delete;

  [[nodiscard]] std::unique_ptr<ports::transport> make(int socket) const;
  /// Sentences for the log at start: the certificate has expired, is not yet valid, or ends within 14 days.
  /// Server only.
  [[nodiscard]] std::vector<std::string> const& warnings() const noexcept;

  struct state;
  explicit tls_context(std::unique_ptr<state> made) noexcept;
  [[nodiscard]] state const& inner() const noexcept { return *state_; }

 private:
  std::unique_ptr<state> state_;
};

/// Makes transports from the context that is current; `swap` changes it for new connections. Any thread.
class tls_maker final : public ports::transport_maker {
 public:
  explicit tls_maker(std::shared_ptr<tls_context const> first) noexcept;
  [[nodiscard]] std::unique_ptr<ports::transport> make(int socket) override;
  [[nodiscard]] bool is_encrypted() const noexcept override { return true; }
  void swap(std::shared_ptr<tls_context const> next) noexcept;

 private:
  mutable std::mutex guard_;
  std::shared_ptr<tls_context const> current_;
};

}  // namespace carerelay::tls
