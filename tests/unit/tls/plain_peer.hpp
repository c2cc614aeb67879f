#pragma once

#include <sys/socket.h>

#include <memory>
#include <string>
#include <utility>

#include "adapters/ports/transport.hpp"
#include "adapters/tls/openssl_ptr.hpp"
#include "adapters/tls/self_signed.hpp"
#include "adapters/tls/tls_context.hpp"

/// Both ends of a connection on one thread: ours, and OpenSSL used bare so that it can misbehave.
namespace carerelay::tls::testing {

/// Two connected, non-blocking sockets, closed at the end.
struct socket_pair {
  explicit socket_pair(int buffer_bytes = 0);
  ~socket_pair();
  socket_pair(socket_pair const&) = delete;
  socket_pair& operator=(socket_pair const&) = delete;
  void close_second();
  int first = -1, second = -1;
};

pem_pair const& authority();
std::shared_ptr<tls_context const> server_context();
/// Client and server made by us, each asked in turn until both are done or one fails; gives both last words.
std::pair<ports::progress, ports::progress> shake(ports::transport& server, ports::transport& client);

/// A client that is plain OpenSSL, trusting anybody, of the version given (0: any).
struct bare_client {
  bare_client(int socket, int version = 0, char const* ciphers = nullptr, char const* suites = nullptr);
  /// Shakes hands with ours; says whether it worked. `server_said` has our last word.
  bool shake(ports::transport& server);
  ssl_ctx_ptr context;
  ssl_ptr ssl;
  ports::progress server_said;
};

}  // namespace carerelay::tls::testing
