#include "adapters/tls/tls_transport.hpp"

#include <openssl/err.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "adapters/tls/verify_words.hpp"

namespace carerelay::tls {

using ports::progress;
using ports::transport_errc;
using ports::want;

tls_transport::tls_transport(ssl_ptr ssl, int socket, std::shared_ptr<void const> owner) noexcept
    : owner_{std::move(owner)}, ssl_{std::move(ssl)}, socket_{socket} {
  SSL_set_app_data(ssl_.get(), this);
}

int tls_transport::verify(X509_STORE_CTX* chain, void*) {
  int const verdict = X509_verify_cert(chain);
  if (verdict == 1) return 1;
  auto* const ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto const* const leaf = X509_STORE_CTX_get0_cert(chain);
  auto* const self = static_cast<tls_transport*>(SSL_get_app_data(ssl));
  if (leaf != nullptr) self->peer_names_ = std::make_unique<std::string>(names_of(leaf));
  return verdict;
}

tls_transport::~tls_transport() {
  // A connection that just goes away is not a reason to distrust its ticket.
  if (ssl_ != nullptr) SSL_set_quiet_shutdown(ssl_.get(), 1);
}

progress tls_transport::handshake() {
  if (fault_) return {0, want::nothing, transport_errc::handshake_failed};
  ERR_clear_error();
  int const result = SSL_do_handshake(ssl_.get());
  if (result == 1) return {};
  return outcome(result, true);
}

progress tls_transport::read(std::span<char> into) {
  if (fault_) return {0, want::nothing, transport_errc::reset};
  ERR_clear_error();
  std::size_t got = 0;
  int const result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &got);
  if (result == 1) return {got, want::nothing, {}};
  return outcome(result, false);
}

progress tls_transport::write(std::span<char const> bytes) {
  if (bytes.empty()) return {};
  if (fault_) return {0, want::nothing, transport_errc::reset};
  ERR_clear_error();
  std::size_t put = 0;
  int const result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &put);
  if (result == 1) return {put, want::nothing, {}};
  return outcome(result, false);
}

progress tls_transport::shutdown() {
  // Before the end of the handshake, or after a fatal error, there is nobody to say goodbye to.
  if (fault_ || SSL_in_init(ssl_.get()) != 0) return {};
  ERR_clear_error();
  int const result = SSL_shutdown(ssl_.get());
  if (result >= 0) return {};
  return outcome(result, false);
}

bool tls_transport::pending() const noexcept { return !fault_ && SSL_has_pending(ssl_.get()) != 0; }

std::string tls_transport::description() const {
  return std::string{SSL_get_version(ssl_.get())} + ' ' + SSL_get_cipher_name(ssl_.get());
}

progress tls_transport::fail(transport_errc code, std::string words) {
  fault_ = std::make_unique<std::string>(std::move(words));
  ERR_clear_error();
  return {0, want::nothing, code};
}

progress tls_transport::outcome(int result, bool in_handshake) {
  int const system_error = errno;
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ: return {0, want::read, {}};
    case SSL_ERROR_WANT_WRITE: return {0, want::write, {}};
    case SSL_ERROR_ZERO_RETURN: return {0, want::nothing, transport_errc::closed};
    case SSL_ERROR_SYSCALL: return fail(transport_errc::reset, std::strerror(system_error));
    default: break;
  }
  auto const code = ERR_peek_error();
  if (ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
    return fail(transport_errc::truncated, in_handshake ? "the peer hung up during the TLS handshake"
                                                        : "the connection ended without a TLS goodbye");
  auto const verdict = SSL_get_verify_result(ssl_.get());
  if (in_handshake && verdict != X509_V_OK)
    return fail(transport_errc::peer_untrusted, refusal_words(verdict, peer_names_ ? *peer_names_ : std::string{}));
  char const* const reason = ERR_reason_error_string(code);
  return fail(in_handshake ? transport_errc::handshake_failed : transport_errc::protocol_broken,
              reason != nullptr ? reason : "unknown TLS error");
}

}  // namespace carerelay::tls
