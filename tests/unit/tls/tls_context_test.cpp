#include "adapters/tls/tls_context.hpp"

#include <catch2/catch.hpp>

#include <cstdio>
#include <fstream>

#include "tests/unit/tls/plain_peer.hpp"

namespace tls = carerelay::tls;
namespace ports = carerelay::ports;
using namespace tls::testing;
using Catch::Contains;

namespace {

struct client_end {
  /// What a client that trusts as told says of a server with this certificate.
  client_end(std::shared_ptr<tls::tls_context const> const& server, tls::trust const& whom) {
    socket_pair sockets;
    auto const theirs = server->make(sockets.first);
    auto const ours = tls::tls_context::client(whom)->make(sockets.second);
    error = shake(*theirs, *ours).second.error;
    fault = ours->fault();
  }
  boost::system::error_code error;
  std::string fault;
};

std::shared_ptr<tls::tls_context const> server_with(std::vector<std::string> const& names, int days) {
  auto const leaf = tls::make_leaf(authority(), names, days);
  return tls::tls_context::server(leaf.certificate, leaf.key, "leaf.pem", "key.pem");
}

}  // namespace

TEST_CASE("A client that knows the authority and the name is content, by name and by address") {
  CHECK(client_end(server_context(), {authority().certificate, {}, "localhost"}).error == boost::system::error_code{});
  CHECK(client_end(server_context(), {authority().certificate, {}, "127.0.0.1"}).error == boost::system::error_code{});
  auto const v6 = server_with({"::1", "relay.example"}, 30);
  CHECK(client_end(v6, {authority().certificate, {}, "::1"}).error == boost::system::error_code{});
}

TEST_CASE("A client says in words why it refuses a server") {
  auto const name = client_end(server_context(), {authority().certificate, {}, "relay.example"});
  CHECK(name.error == ports::transport_errc::peer_untrusted);
  CHECK(name.fault == "the server's certificate is for other names: localhost, 127.0.0.1");

  auto const address = client_end(server_context(), {authority().certificate, {}, "192.0.2.7"});
  CHECK(address.fault == "the server's certificate is for other names: localhost, 127.0.0.1");

  auto const stranger = tls::make_authority("Somebody else", 30);
  auto const unknown = client_end(server_context(), {stranger.certificate, {}, "localhost"});
  CHECK(unknown.error == ports::transport_errc::peer_untrusted);
  CHECK(unknown.fault == "the server's certificate is signed by nobody we trust: give its authority's certificate");

  auto const system = client_end(server_context(), {"", {}, "localhost"});
  CHECK(system.error == ports::transport_errc::peer_untrusted);

  auto const expired = client_end(server_with({"localhost"}, -1), {authority().certificate, {}, "localhost"});
  CHECK(expired.fault == "the server's certificate has expired");
}

TEST_CASE("A pinned certificate is enough by itself, and no other will do") {
  auto const leaf = tls::make_leaf(authority(), {"relay.example"}, -1);
  auto const server = tls::tls_context::server(leaf.certificate, leaf.key);
  CHECK(!client_end(server, {"", {tls::fingerprint(leaf.certificate)}, "localhost"}).error);
  auto const other = client_end(server, {"", {tls::fingerprint(authority().certificate)}, "localhost"});
  CHECK(other.error == ports::transport_errc::peer_untrusted);
  CHECK(other.fault == "the server's certificate is not the one pinned");
}

TEST_CASE("Mistakes in certificate files are told with the file and what was expected") {
  auto const leaf = tls::make_leaf(authority(), {"localhost"}, 30);
  auto const make = [](std::string const& certificate, std::string const& key) {
    return tls::tls_context::server(certificate, key, "/etc/c.pem", "/etc/k.pem");
  };
  CHECK_THROWS_WITH(make("nonsense", leaf.key), Contains("/etc/c.pem: expected a certificate in PEM"));
  CHECK_THROWS_WITH(make(leaf.certificate, "nonsense"), Contains("/etc/k.pem: expected a private key in PEM"));
  CHECK_THROWS_WITH(make(leaf.certificate, authority().key),
                    Contains("/etc/k.pem: this key does not belong to the certificate in /etc/c.pem"));
  CHECK_THROWS_WITH(make(leaf.certificate + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", leaf.key),
                    Contains("/etc/c.pem: a certificate of the chain is damaged"));
  CHECK_THROWS_WITH(tls::tls_context::server_from_files("/nowhere/c.pem", "/nowhere/k.pem"),
                    Contains("/nowhere/c.pem: cannot be read; expected a certificate chain in PEM"));
  CHECK_THROWS_WITH(tls::tls_context::client({"nonsense", {}, "localhost"}),
                    Contains("expected at least one certificate"));
  CHECK_THROWS_WITH(tls::tls_context::client({}), Contains("needs the server's name"));
}

TEST_CASE("A certificate that has expired, or soon will, works with a warning") {
  CHECK(server_with({"localhost"}, 30)->warnings().empty());
  REQUIRE(server_with({"localhost"}, -1)->warnings().size() == 1);
  CHECK_THAT(server_with({"localhost"}, -1)->warnings().front(), Contains("leaf.pem: the certificate expired on 20"));
  REQUIRE(server_with({"localhost"}, 3)->warnings().size() == 1);
  CHECK_THAT(server_with({"localhost"}, 3)->warnings().front(), Contains("leaf.pem: the certificate expires on 20"));
}

TEST_CASE("After a reload new connections get the new certificate, and the old ones go on") {
  auto const before = tls::make_leaf(authority(), {"localhost"}, 30),
             after = tls::make_leaf(authority(), {"localhost"}, 30);
  tls::tls_maker maker{tls::tls_context::server(before.certificate, before.key)};
  auto const pinned = [](std::string const& pem) {
    return tls::tls_context::client({"", {tls::fingerprint(pem)}, "localhost"});
  };
  socket_pair old_sockets, new_sockets;
  auto const old_server = maker.make(old_sockets.first);
  auto const old_client = pinned(before.certificate)->make(old_sockets.second);
  CHECK(!shake(*old_server, *old_client).second.error);
  maker.swap(tls::tls_context::server(after.certificate, after.key));
  auto const new_server = maker.make(new_sockets.first);
  auto const new_client = pinned(after.certificate)->make(new_sockets.second);
  CHECK(!shake(*new_server, *new_client).second.error);
  char into[8];
  CHECK(old_server->write(std::string_view{"still"}).bytes == 5);
  CHECK(old_client->read(into).bytes == 5);
}
