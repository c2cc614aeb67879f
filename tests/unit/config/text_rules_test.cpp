#include "config/text_rules.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace carerelay::config;

TEST_CASE("Addresses are IP addresses without a port") {
  for (auto const text : {"0.0.0.0", "127.0.0.1", "::", "::1", "2001:db8::7"}) CHECK(rules::address(text) == "");
  for (auto const text : {"", "localhost", "127.0.0.1:80", "[::1]", "1.2.3", "256.1.1.1", " 127.0.0.1"}) {
    CAPTURE(text);
    CHECK(rules::address(text) != "");
  }
  CHECK(rules::address(std::string_view("127.0.0.1\0x", 11)) != "");
}

TEST_CASE("Hosts are names as a Host header has them, without scheme and port") {
  for (auto const text : {"localhost", "relay.example", "a-b.c1.example", "10.0.0.1", "[::1]"}) {
    CHECK(rules::host(text) == "");
  }
  auto const long_label = std::string(64, 'a') + ".example";
  for (std::string const& text : {std::string(), std::string("Relay.example"), std::string("https://relay.example"),
                                  std::string("relay.example:8443"), std::string("relay.example."), std::string("a..b"),
                                  std::string("-a.example"), std::string("a_b.example"), std::string("*.example"),
                                  std::string("[::1"), std::string("::1"), long_label, std::string(254, 'a')}) {
    CAPTURE(text);
    CHECK(rules::host(text) != "");
  }
}

TEST_CASE("Origins are scheme, host and port, and nothing more") {
  for (auto const text :
       {"https://intranet.example", "https://a.example:8443", "http://localhost:3000", "https://[::1]:8443"}) {
    CAPTURE(text);
    CHECK(rules::origin(text) == "");
  }
  for (auto const text :
       {"", "null", "*", "intranet.example", "https://a.example/", "https://a.example/x", "ftp://a.example", "https://",
        "https://a.example:0", "https://a.example:99999", "https://A.example", "https://a:b:1"}) {
    CAPTURE(text);
    CHECK(rules::origin(text) != "");
  }
}

TEST_CASE("Paths hold no line breaks") {
  CHECK(rules::path("/var/lib/carerelay/relay.db") == "");
  CHECK(rules::path("relative folder/relay.db") == "");
  CHECK(rules::path("a\nb") != "");
  CHECK(rules::path(std::string_view("a\0b", 3)) != "");
}
