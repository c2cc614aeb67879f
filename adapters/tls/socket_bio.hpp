#pragma once

#include "adapters/tls/openssl_ptr.hpp"

namespace carerelay::tls {

/// OpenSSL's socket BIO, except that a write to a closed connection is an error and never SIGPIPE. Null when
/// memory ran out.
[[nodiscard]] bio_ptr make_socket_bio(int socket);

}  // namespace carerelay::tls
