#include "relay/io/wire/byte_stream.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <array>
#include <optional>

#include "tests/unit/io/loopback.hpp"
#include "tests/unit/tls/plain_peer.hpp"

namespace io = carerelay::io;
namespace ports = carerelay::ports;
namespace tls = carerelay::tls;
using namespace std::chrono_literals;
using io::testing::byte_ear;
using io::testing::loop;
using io::testing::tls_pair;

namespace {

std::shared_ptr<std::string const> body_of(std::size_t bytes, char fill) {
  return std::make_shared<std::string const>(bytes, fill);
}

}  // namespace

TEST_CASE("Both ends agree on TLS 1.3 and bytes go both ways") {
  loop on;
  tls_pair pair{on};
  CHECK(pair.server.description() == "TLSv1.3 TLS_AES_128_GCM_SHA256");
  byte_ear server, client;
  pair.server.listen(server);
  pair.client.listen(client);
  CHECK(pair.client.write_frame("hello") == io::write_result::sent);
  CHECK(pair.server.write_frame("good", " day") == io::write_result::sent);
  CHECK(on.until([&] { return server.heard == "hello" && client.heard == "good day"; }));
}

TEST_CASE("A frame of four parts arrives as one run of bytes") {
  loop on;
  tls_pair pair{on};
  byte_ear client;
  pair.client.listen(client);
  auto const body = body_of(3000, 'b');
  CHECK(pair.server.write_frame("1", "22", *body, body, "333") == io::write_result::sent);
  CHECK(on.until([&] { return client.heard.size() == 3006; }));
  CHECK(client.heard == "122" + *body + "333");
  CHECK(body.use_count() == 1);
}

TEST_CASE("What a slow reader has not taken waits in order, whole, and its body is shared, not copied") {
  loop on;
  tls_pair pair{on, 8192, 64 << 20};
  std::string expected;
  std::vector<std::shared_ptr<std::string const>> bodies;
  bool queued = false;
  for (int i = 0; i < 200; ++i) {
    bodies.push_back(body_of(1000 + static_cast<std::size_t>(i) * 150, static_cast<char>('a' + i % 26)));
    auto const head = std::to_string(i) + ":";
    auto const result = pair.server.write_frame("<", head, *bodies.back(), bodies.back(), ">");
    REQUIRE((result == io::write_result::sent || result == io::write_result::queued));
    if (result == io::write_result::queued) {
      queued = true;
      CHECK(bodies.back().use_count() == 2);
    }
    expected += "<" + head + *bodies.back() + ">";
    if (i % 7 == 0) pair.server.write_frame("[ping]"), expected += "[ping]";
  }
  CHECK(queued);
  CHECK(pair.server.queued_bytes() > 1'000'000);
  byte_ear client, server;
  pair.server.listen(server);
  pair.client.listen(client);
  REQUIRE(on.until([&] { return client.heard.size() >= expected.size(); }, 10s));
  CHECK(client.heard == expected);
  CHECK(on.until([&] { return server.drained == 1; }));
  CHECK(pair.server.queued_bytes() == 0);
  for (auto const& body : bodies) CHECK(body.use_count() == 1);
}

TEST_CASE("A KeyUpdate asked for while a write waits for a slow reader does not break the connection") {
  loop on;
  auto const [server_end, client_end] = io::testing::connected_pair(8192);
  auto server = on.wrap(server_end, io::testing::server_context()->make(server_end), 64 << 20);
  tls::testing::bare_client bare{client_end, TLS1_3_VERSION};
  auto* const client = bare.ssl.get();
  std::optional<io::error_code> shaken;
  server.async_handshake([&](io::error_code ec) { shaken = ec; });
  ::fcntl(client_end, F_SETFL, O_NONBLOCK);
  REQUIRE(on.until([&] { return SSL_do_handshake(client) == 1 && shaken; }));
  byte_ear ear;
  server.listen(ear);
  std::string expected, heard;
  for (int i = 0; i < 100; ++i) {
    std::string const body(20'000 + static_cast<std::size_t>(i), static_cast<char>('a' + i % 26));
    server.write_frame(body);
    expected += body;
  }
  REQUIRE(server.queued_bytes() > 0);
  REQUIRE(SSL_key_update(client, SSL_KEY_UPDATE_REQUESTED) == 1);
  REQUIRE(SSL_write(client, "asked", 5) == 5);
  on.settle();
  CHECK(ear.heard.empty());  // read only once the write is through
  std::vector<char> into(64 * 1024);
  REQUIRE(on.until(
      [&] {
        for (int n; (n = SSL_read(client, into.data(), static_cast<int>(into.size()))) > 0;)
          heard.append(into.data(), static_cast<std::size_t>(n));
        return heard.size() >= expected.size() && ear.heard == "asked";
      },
      10s));
  CHECK(heard == expected);
  CHECK(!ear.ended);
  server.write_frame("and on");
  REQUIRE(on.until([&] { return SSL_read(client, into.data(), 64) == 6; }));
  ::close(client_end);
}

TEST_CASE("A full queue takes nothing more and says so") {
  loop on;
  tls_pair pair{on, 8192, 100'000};
  auto const body = body_of(20'000, 'x');
  auto result = io::write_result::sent;
  std::size_t taken = 0;
  for (; taken < 1000; ++taken) {
    result = pair.server.write_frame("", "", *body, body);
    if (result == io::write_result::overflow) break;
  }
  CHECK(result == io::write_result::overflow);
  auto const waiting = pair.server.queued_bytes();
  CHECK(waiting <= 100'000);
  CHECK(pair.server.write_frame("more", std::string(100'000, 'y')) == io::write_result::overflow);
  CHECK(pair.server.queued_bytes() == waiting);
  byte_ear client;
  pair.client.listen(client);
  CHECK(on.until([&] { return client.heard.size() == taken * body->size(); }));
}

TEST_CASE("A connection cut off without a goodbye is told from one that was closed") {
  loop on;
  tls_pair cut{on}, closed{on};
  byte_ear first, second;
  cut.client.listen(first);
  closed.client.listen(second);
  cut.server.close();
  closed.server.finish();
  REQUIRE(on.until([&] { return first.ended && second.ended; }));
  CHECK(first.end == ports::transport_errc::truncated);
  CHECK(second.end == ports::transport_errc::closed);
}

TEST_CASE("Last words are not cut off by a reset when the other side is still talking") {
  loop on;
  auto const [a, b] = io::testing::connected_pair();
  auto server = on.wrap(a, tls::make_tcp_transport(a)), client = on.wrap(b, tls::make_tcp_transport(b));
  byte_ear ear;
  client.write_frame(std::string(200'000, 'z'));
  server.write_frame("last words");
  server.finish();
  on.settle();
  client.listen(ear);
  REQUIRE(on.until([&] { return ear.ended; }));
  CHECK(ear.heard == "last words");
  CHECK(ear.end == ports::transport_errc::closed);
}

TEST_CASE("A peer that never ends is not waited for longer than told") {
  loop on;
  auto const [a, b] = io::testing::connected_pair();
  auto server = on.wrap(a, tls::make_tcp_transport(a));
  server.finish(100ms);
  CHECK(server.is_open());
  CHECK(on.until([&] { return !server.is_open(); }));
  ::close(b);
}

TEST_CASE("A peer that shakes no hands is given up after the deadline") {
  loop on;
  auto const [server, client] = io::testing::connected_pair();
  auto stream = on.wrap(server, io::testing::server_context()->make(server));
  std::optional<io::error_code> result;
  stream.expires_after(150ms);
  stream.async_handshake([&](io::error_code ec) { result = ec; });
  REQUIRE(on.until([&] { return result.has_value(); }));
  CHECK(*result == boost::asio::error::timed_out);
  ::close(client);
}

TEST_CASE("A peer that ends in the middle of the handshake is told as cut off") {
  loop on;
  auto const [server, client] = io::testing::connected_pair();
  auto stream = on.wrap(server, io::testing::server_context()->make(server));
  std::optional<io::error_code> result;
  stream.async_handshake([&](io::error_code ec) { result = ec; });
  on.settle();
  ::close(client);
  REQUIRE(on.until([&] { return result.has_value(); }));
  CHECK(*result == ports::transport_errc::truncated);
  CHECK(stream.fault() == "the peer hung up during the TLS handshake");
}

TEST_CASE("Plain HTTP sent to the TLS port fails the handshake in words") {
  loop on;
  auto const [server, client] = io::testing::connected_pair();
  auto stream = on.wrap(server, io::testing::server_context()->make(server));
  std::optional<io::error_code> result;
  stream.async_handshake([&](io::error_code ec) { result = ec; });
  REQUIRE(::write(client, "GET / HTTP/1.1\r\n\r\n", 18) == 18);
  REQUIRE(on.until([&] { return result.has_value(); }));
  CHECK(*result == ports::transport_errc::handshake_failed);
  CHECK(stream.fault() == "http request");
  ::close(client);
}

TEST_CASE("Reading and writing by completion works over plain TCP too, and an end is an end of file") {
  loop on;
  auto const [a, b] = io::testing::connected_pair();
  auto first = on.wrap(a, tls::make_tcp_transport(a));
  auto second = on.wrap(b, tls::make_tcp_transport(b));
  std::array<char, 64> into{};
  std::size_t sent = 0, got = 0;
  io::error_code end;
  std::array<boost::asio::const_buffer, 2> const parts{boost::asio::buffer("one ", 4), boost::asio::buffer("two", 3)};
  first.async_write_some(parts, [&](io::error_code, std::size_t n) { sent = n; });
  second.async_read_some(boost::asio::buffer(into), [&](io::error_code, std::size_t n) { got = n; });
  REQUIRE(on.until([&] { return sent == 7 && got == 7; }));
  CHECK(std::string_view(into.data(), got) == "one two");
  first.finish();
  second.async_read_some(boost::asio::buffer(into), [&](io::error_code ec, std::size_t) { end = ec; });
  CHECK(on.until([&] { return end == boost::asio::error::eof; }));
}

TEST_CASE("A write that must wait completes once the peer reads") {
  loop on;
  tls_pair pair{on, 8192};
  std::string const big(60'000, 'w');
  std::size_t sent = 0, total = 0;
  std::function<void(io::error_code, std::size_t)> const again = [&](io::error_code ec, std::size_t n) {
    if (ec) return;
    sent += n;
    if (sent < 10 * big.size()) pair.server.async_write_some(boost::asio::buffer(big), again);
  };
  pair.server.async_write_some(boost::asio::buffer(big), again);
  on.settle();
  CHECK(sent < 10 * big.size());
  byte_ear client;
  pair.client.listen(client);
  CHECK(on.until([&] { return sent == 10 * big.size(); }, 10s));
  total = sent;
  CHECK(on.until([&] { return client.heard.size() == total; }));
}

TEST_CASE("Closing ends what is pending, and the stream may be destroyed at once") {
  loop on;
  std::optional<io::error_code> result;
  std::array<char, 8> into{};
  {
    tls_pair pair{on};
    pair.server.async_read_some(boost::asio::buffer(into), [&](io::error_code ec, std::size_t) { result = ec; });
    pair.server.close();
    CHECK(!pair.server.is_open());
    CHECK(!result);
  }
  REQUIRE(on.until([&] { return result.has_value(); }));
  CHECK(*result == boost::asio::error::operation_aborted);
}

TEST_CASE("A listener may destroy the stream from inside its call") {
  loop on;
  auto pair = std::make_unique<tls_pair>(on);
  struct ear final : io::stream_listener {
    explicit ear(std::unique_ptr<tls_pair>& what) : mine{what} {}
    void on_bytes(std::span<char>) override { mine.reset(); }
    void on_drained() override {}
    void on_end(io::error_code) override {}
    std::unique_ptr<tls_pair>& mine;
  } listener{pair};
  pair->server.listen(listener);
  pair->client.write_frame("now");
  CHECK(on.until([&] { return pair == nullptr; }));
  on.settle();
}

TEST_CASE("A stream that breaks while it is written to says so once, and later") {
  loop on;
  tls_pair pair{on};
  byte_ear server;
  pair.server.listen(server);
  pair.client.close();
  auto result = io::write_result::sent;
  for (int i = 0; i < 1000 && result == io::write_result::sent; ++i)
    result = pair.server.write_frame(std::string(1000, 'q'));
  CHECK(result == io::write_result::failed);
  CHECK(!server.ended);
  REQUIRE(on.until([&] { return server.ended; }));
  CHECK(server.end == ports::transport_errc::reset);
  CHECK(pair.server.write_frame("x") == io::write_result::failed);
}
