#include "adapters/tls/tls_transport.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

#include <csignal>
#include <vector>

#include "adapters/tls/tcp_transport.hpp"
#include "tests/unit/tls/plain_peer.hpp"

namespace tls = carerelay::tls;
namespace ports = carerelay::ports;
using namespace tls::testing;
using ports::transport_errc;
using ports::want;

namespace {

struct talk {
  explicit talk(int version = 0, int buffer_bytes = 0) : sockets{buffer_bytes}, client{sockets.second, version} {
    server = server_context()->make(sockets.first);
    REQUIRE(client.shake(*server));
  }
  socket_pair sockets;
  bare_client client;
  std::unique_ptr<ports::transport> server;
};

std::string read_all(ports::transport& from) {
  std::string all;
  char into[17'000];
  for (auto got = from.read(into); got.bytes > 0; got = from.read(into)) all.append(into, got.bytes);
  return all;
}

}  // namespace

TEST_CASE("TLS 1.2 and 1.3 are spoken, with authenticated ciphers and forward secrecy") {
  CHECK(talk{TLS1_3_VERSION}.server->description() == "TLSv1.3 TLS_AES_128_GCM_SHA256");
  auto const older = talk{TLS1_2_VERSION}.server->description();
  CHECK(older.starts_with("TLSv1.2 ECDHE-ECDSA-"));
  CHECK((older.find("GCM") != std::string::npos || older.find("CHACHA20") != std::string::npos));
}

TEST_CASE("Old versions and weak ciphers are refused in words, and the client is told") {
  for (int const version : {TLS1_VERSION, TLS1_1_VERSION}) {
    socket_pair sockets;
    auto const server = server_context()->make(sockets.first);
    bare_client client{sockets.second, version};
    CHECK(!client.shake(*server));
    CHECK(client.server_said.error == transport_errc::handshake_failed);
    CHECK(server->fault() == "unsupported protocol");
  }
  for (auto const* const cipher : {"ECDHE-ECDSA-AES128-SHA", "AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256"}) {
    socket_pair sockets;
    auto const server = server_context()->make(sockets.first);
    bare_client client{sockets.second, TLS1_2_VERSION, cipher};
    CHECK(!client.shake(*server));
    CHECK(server->fault() == "no shared cipher");
  }
}

TEST_CASE("A client that offers only HTTP/2 is refused, one that offers both gets HTTP/1.1") {
  auto const offer = [](std::string_view protocols) {
    socket_pair sockets;
    auto const server = server_context()->make(sockets.first);
    bare_client client{sockets.second};
    SSL_set_alpn_protos(client.ssl.get(), reinterpret_cast<unsigned char const*>(protocols.data()),
                        static_cast<unsigned>(protocols.size()));
    bool const ok = client.shake(*server);
    unsigned char const* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(client.ssl.get(), &chosen, &size);
    return ok ? std::string{reinterpret_cast<char const*>(chosen), size} : std::string{"refused"};
  };
  CHECK(offer("\x02h2\x08http/1.1") == "http/1.1");
  CHECK(offer("\x02h2") == "refused");
}

TEST_CASE("No renegotiation, no early data, one ticket") {
  talk t{TLS1_2_VERSION};
  SSL_renegotiate(t.client.ssl.get());
  SSL_do_handshake(t.client.ssl.get());
  char into[64];
  auto const got = t.server->read(into);
  CHECK(got.bytes == 0);
  int const rc = SSL_do_handshake(t.client.ssl.get());
  CHECK(rc != 1);

  talk fresh{TLS1_3_VERSION};
  SSL_read(fresh.client.ssl.get(), into, sizeof into);  // takes the ticket in
  auto const* const session = SSL_get_session(fresh.client.ssl.get());
  CHECK(SSL_SESSION_has_ticket(session) == 1);
  CHECK(SSL_SESSION_get_max_early_data(session) == 0);
}

TEST_CASE("A write that blocks is gone on with from other memory, and may have grown") {
  talk t{0, 4096};
  std::string const all = [] {
    std::string text;
    for (int i = 0; i < 400'000; ++i) text.push_back(static_cast<char>('a' + i % 23));
    return text;
  }();
  std::size_t sent = 0, blocked = 0, shown = 20'000;
  std::string got;
  char into[17'000];
  while (got.size() < all.size()) {
    std::vector<char> moved(all.begin() + static_cast<std::ptrdiff_t>(sent),
                            all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), sent + shown)));
    auto const put = moved.empty() ? ports::progress{} : t.server->write(moved);
    REQUIRE(!put.error);
    if (put.would_block()) {
      CHECK(put.wait == want::write);
      ++blocked;
      shown += 1000;
    }
    sent += put.bytes;
    for (int n; (n = SSL_read(t.client.ssl.get(), into, sizeof into)) > 0;)
      got.append(into, static_cast<std::size_t>(n));
  }
  CHECK(blocked > 10);
  CHECK(got == all);
}

TEST_CASE(
    "KeyUpdates asked for are answered, and a storm of them from a client that does not read leaves the connection "
    "whole") {
  talk t{TLS1_3_VERSION};
  auto* const client = t.client.ssl.get();
  char into[64];
  for (int i = 0; i < 5; ++i) {
    REQUIRE(SSL_key_update(client, SSL_KEY_UPDATE_REQUESTED) == 1);
    REQUIRE(SSL_write(client, "text", 4) == 4);
    CHECK(read_all(*t.server) == "text");
    CHECK(t.server->write(std::string_view{"answer"}).bytes == 6);
    CHECK(SSL_read(client, into, sizeof into) == 6);
  }
  // Answers nobody reads fill the socket: from then on a read asks to write, and does so however often it is repeated.
  ports::progress last;
  for (int i = 0; i < 3000 && last.wait != want::write; ++i) {
    SSL_key_update(client, SSL_KEY_UPDATE_REQUESTED);
    SSL_do_handshake(client);
    last = t.server->read(into);
    REQUIRE(!last.error);
  }
  CHECK(last.wait == want::write);
  CHECK(t.server->read(into).wait == want::write);
  CHECK(t.server->fault().empty());
}

TEST_CASE("An end without a goodbye is told from one in order, and neither is an ordinary error") {
  talk cut, closed;
  char ticket[64];
  SSL_read(cut.client.ssl.get(), ticket, sizeof ticket);  // closing with bytes unread would be a reset
  cut.sockets.close_second();
  SSL_shutdown(closed.client.ssl.get());
  char into[64];
  CHECK(cut.server->read(into).error == transport_errc::truncated);
  CHECK(closed.server->read(into).error == transport_errc::closed);
  CHECK(!closed.server->shutdown().error);
  CHECK(SSL_shutdown(closed.client.ssl.get()) == 1);
}

TEST_CASE("Writing to a peer that has gone is an error, never a signal") {
  talk t;
  std::signal(SIGPIPE, SIG_DFL);  // as in a program that does not know of us
  t.sockets.close_second();
  std::string const text(100'000, 'x');
  ports::progress put;
  for (int i = 0; i < 10 && !put.error; ++i) put = t.server->write(text);
  CHECK(put.error == transport_errc::reset);
  CHECK(t.server->write(text).error);

  socket_pair sockets;
  auto const plain = tls::make_tcp_transport(sockets.first);
  sockets.close_second();
  CHECK(plain->write(text).error == transport_errc::reset);
}

TEST_CASE("A damaged record ends the connection without a goodbye being tried") {
  talk t;
  REQUIRE(::write(t.sockets.second, "\x17\x03\x03\x00\x20garbagegarbagegarbagegarbage1234", 37) == 37);
  char into[64];
  CHECK(t.server->read(into).error == transport_errc::protocol_broken);
  CHECK(!t.server->fault().empty());
  CHECK(!t.server->shutdown().error);
  CHECK(!t.server->pending());
}

TEST_CASE("Bytes held inside TLS show as pending") {
  talk t;
  REQUIRE(SSL_write(t.client.ssl.get(), "0123456789", 10) == 10);
  char into[4];
  CHECK(t.server->read(into).bytes == 4);
  CHECK(t.server->pending());
  CHECK(read_all(*t.server) == "456789");
  CHECK(!t.server->pending());
}

TEST_CASE("Plain TCP meets the same port") {
  socket_pair sockets;
  auto const plain = tls::make_tcp_transport(sockets.first);
  char into[8];
  CHECK(!plain->handshake().would_block());
  CHECK(plain->read(into).wait == want::read);
  REQUIRE(::write(sockets.second, "hello", 5) == 5);
  CHECK(plain->read(into).bytes == 5);
  CHECK(plain->write(std::string_view{"there"}).bytes == 5);
  REQUIRE(::read(sockets.second, into, sizeof into) == 5);
  sockets.close_second();
  CHECK(plain->read(into).error == transport_errc::closed);
}
