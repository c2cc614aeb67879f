#include "tests/unit/tls/plain_peer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

namespace carerelay::tls::testing {

socket_pair::socket_pair(int buffer_bytes) {
  int both[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, both) != 0)
    throw std::runtime_error{"socketpair"};
  first = both[0];
  second = both[1];
  if (buffer_bytes == 0) return;
  for (int const fd : both) ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer_bytes, sizeof buffer_bytes);
}

socket_pair::~socket_pair() {
  ::close(first);
  close_second();
}

void socket_pair::close_second() {
  if (second >= 0) ::close(second);
  second = -1;
}

pem_pair const& authority() {
  static auto const made = make_authority("Carerelay test authority", 30);
  return made;
}

std::shared_ptr<tls_context const> server_context() {
  static auto const leaf = make_leaf(authority(), {"localhost", "127.0.0.1"}, 30);
  static auto const made = tls_context::server(leaf.certificate, leaf.key);
  return made;
}

std::pair<ports::progress, ports::progress> shake(ports::transport& server, ports::transport& client) {
  std::pair<ports::progress, ports::progress> last;
  for (int i = 0; i < 20; ++i) {
    if (!last.second.error) last.second = client.handshake();
    if (!last.first.error) last.first = server.handshake();
    bool const waits =
        (last.first.would_block() && !last.second.error) || (last.second.would_block() && !last.first.error);
    if (!waits) break;
  }
  return last;
}

bare_client::bare_client(int socket, int version, char const* ciphers, char const* suites)
    : context{SSL_CTX_new(TLS_client_method())} {
  std::signal(SIGPIPE, SIG_IGN);  // this end is bare OpenSSL; ours never raises it
  auto* const c = context.get();
  // Its own weakness is wanted: the refusal must be ours.
  SSL_CTX_set_security_level(c, 0);
  if (version != 0) {
    SSL_CTX_set_min_proto_version(c, version);
    SSL_CTX_set_max_proto_version(c, version);
  }
  if (ciphers != nullptr && SSL_CTX_set_cipher_list(c, ciphers) != 1) throw std::runtime_error{"no such cipher"};
  if (suites != nullptr && SSL_CTX_set_ciphersuites(c, suites) != 1) throw std::runtime_error{"no such suite"};
  ssl.reset(SSL_new(c));
  SSL_set_fd(ssl.get(), socket);
  SSL_set_tlsext_host_name(ssl.get(), "localhost");
  SSL_set_connect_state(ssl.get());
}

bool bare_client::shake(ports::transport& server) {
  bool ours = false, theirs = false;
  for (int i = 0; i < 20 && !(ours && theirs); ++i) {
    int const rc = SSL_do_handshake(ssl.get());
    theirs = rc == 1;
    bool const dead = rc != 1 && SSL_get_error(ssl.get(), rc) != SSL_ERROR_WANT_READ;
    server_said = server.handshake();
    ours = !server_said.error && !server_said.would_block();
    if (dead || server_said.error) return false;
  }
  return ours && theirs;
}

}  // namespace carerelay::tls::testing
