#pragma once

#include <string>

#include "adapters/tls/openssl_ptr.hpp"

namespace carerelay::tls {

/// Why the server's certificate was refused, as a sentence for the person who runs the client. `verdict` is an
/// X509_V_ERR code, `names` what the certificate holds.
[[nodiscard]] std::string refusal_words(long verdict, std::string const& names);

/// The DNS names and IP addresses of a certificate, comma separated.
[[nodiscard]] std::string names_of(X509 const* certificate);

/// SHA-256 of the certificate (DER), lower-case hex; "" when OpenSSL cannot.
[[nodiscard]] std::string digest_of(X509 const* certificate);

}  // namespace carerelay::tls
