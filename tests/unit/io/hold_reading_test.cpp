#include <catch2/catch.hpp>

#include "tests/unit/io/loopback.hpp"

using namespace carerelay::io;
using namespace carerelay::io::testing;

TEST_CASE("a listener that is behind is brought nothing more until it lets go, and then everything") {
  loop on;
  tls_pair pair(on);
  byte_ear ear;
  pair.server.listen(ear);
  pair.client.write_frame("first ");
  REQUIRE(on.until([&] { return ear.heard == "first "; }));
  pair.server.hold_reading(true);
  pair.client.write_frame("second ");
  pair.client.write_frame("third");
  on.settle();
  CHECK(ear.heard == "first ");
  CHECK(pair.server.write_frame("still writing") == write_result::sent);
  pair.server.hold_reading(false);
  REQUIRE(on.until([&] { return ear.heard == "first second third"; }));
}

TEST_CASE("a connection that is held can still be finished and closed") {
  loop on;
  tls_pair pair(on);
  byte_ear server, client;
  pair.server.listen(server);
  pair.client.listen(client);
  pair.server.hold_reading(true);
  pair.client.write_frame("unheard");
  on.settle();
  pair.server.finish();
  REQUIRE(on.until([&] { return client.ended; }));
  CHECK(server.heard.empty());
}
