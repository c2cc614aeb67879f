#include "relay/io/wire/ws_stream.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <optional>

#include "relay/io/wire/accept_loop.hpp"
#include "relay/io/wire/ws_connect.hpp"
#include "relay/io/wire/ws_frame.hpp"
#include "tests/unit/io/loopback.hpp"

namespace io = carerelay::io;
namespace tls = carerelay::tls;
using namespace std::chrono_literals;
using io::testing::byte_ear;
using io::testing::loop;
using io::testing::tls_pair;
using io::testing::ws_ear;

namespace {

constexpr char const* key = "dGhlIHNhbXBsZSBub25jZQ==";

/// A server's WebSocket and, at the other end, bare bytes.
struct half {
  explicit half(loop& on, io::ws_limits const& limits = {}, int kernel_bytes = 0, std::size_t queue_limit = 1 << 20)
      : pair{on, kernel_bytes, queue_limit} {
    stream = io::accept_websocket(std::move(pair.server), {key, "carerelay.v1", {}, {}}, limits);
    stream->start(server);
    pair.client.listen(client);
    on.until([&] { return client.heard.ends_with("\r\n\r\n"); });
    answer.swap(client.heard);
  }
  void say(io::ws_opcode opcode, std::string payload) {
    std::array<std::uint8_t, 4> const mask{1, 2, 3, 4};
    io::apply_ws_mask(payload, mask, 0);
    pair.client.write_frame(io::make_masked_ws_head(opcode, payload.size(), mask).view(), payload);
  }
  tls_pair pair;
  ws_ear server;
  byte_ear client;
  std::unique_ptr<io::ws_stream> stream;
  std::string answer;
};

std::string frame(io::ws_opcode opcode, std::string const& payload) {
  return std::string{io::make_ws_head(opcode, payload.size()).view()} + payload;
}

std::string goodbye(std::uint16_t code, std::string const& reason) {
  return frame(io::ws_opcode::close, std::string{static_cast<char>(code >> 8), static_cast<char>(code)} + reason);
}

}  // namespace

TEST_CASE("The opening handshake is answered with the accept value of RFC 6455 and the subprotocol") {
  loop on;
  half const ends{on};
  CHECK(ends.answer ==
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: carerelay.v1\r\n\r\n");
}

TEST_CASE("Messages travel both ways, and a body shared by all is sent with its own head and tail") {
  loop on;
  half ends{on};
  ends.say(io::ws_opcode::text, "{\"type\":\"pong\"}");
  auto const body = std::make_shared<std::string const>(2048, 'b');
  CHECK(ends.stream->send("head", *body, body, "tail") == io::write_result::sent);
  CHECK(ends.stream->send("short") == io::write_result::sent);
  auto const expected = frame(io::ws_opcode::text, "head" + *body + "tail") + frame(io::ws_opcode::text, "short");
  CHECK(on.until([&] { return ends.client.heard == expected && ends.server.messages.size() == 1; }));
  CHECK(ends.server.messages.front() == "{\"type\":\"pong\"}");
}

TEST_CASE("A ping is answered with its own words, in order with the messages around it") {
  loop on;
  half ends{on};
  ends.stream->send("before");
  ends.say(io::ws_opcode::ping, "are you there");
  auto const expected = frame(io::ws_opcode::text, "before") + frame(io::ws_opcode::pong, "are you there");
  CHECK(on.until([&] { return ends.client.heard == expected; }));
  ends.say(io::ws_opcode::pong, "");
  on.settle();
  CHECK(ends.server.closed == 0);
}

TEST_CASE("Pongs wait behind the messages a slow reader has not taken, never inside one") {
  loop on;
  tls_pair pair{on, 8192};
  auto stream = io::accept_websocket(std::move(pair.server), {key, {}, {}, {}}, {});
  ws_ear server;
  stream->start(server);
  auto const body = std::make_shared<std::string const>(30'000, 'b');
  std::string expected;
  for (int i = 0; i < 20; ++i) {
    auto const head = std::to_string(i);
    stream->send(head, *body, body, "");
    stream->ping();
    expected += frame(io::ws_opcode::text, head + *body) + frame(io::ws_opcode::ping, "");
  }
  CHECK(stream->queued_bytes() > 0);
  byte_ear client;
  pair.client.listen(client);
  CHECK(on.until([&] { return client.heard.ends_with(expected); }));
  CHECK(server.drained == 1);
}

TEST_CASE("A peer that breaks the rules is told which, and the listener learns the same") {
  loop on;
  half ends{on};
  ends.pair.client.write_frame(std::string_view{"\x81\x02hi", 4});  // not masked
  REQUIRE(on.until([&] { return ends.server.closed == 1 && ends.client.ended; }));
  CHECK(ends.server.code == 1002);
  CHECK(ends.server.reason == "frame not masked");
  CHECK(ends.server.error);
  CHECK(ends.client.heard == goodbye(1002, "frame not masked"));
}

TEST_CASE("Twenty thousand empty continuation frames get the connection closed with 1008") {
  loop on;
  half ends{on};
  std::string storm = "\x01\x80" + std::string(4, '\0');
  for (int i = 0; i < 20'000; ++i) storm += std::string("\x00\x80\x00\x00\x00\x00", 6);
  ends.pair.client.write_frame(storm);
  REQUIRE(on.until([&] { return ends.server.closed == 1; }));
  CHECK(ends.server.code == 1008);
  CHECK(ends.server.messages.empty());
}

TEST_CASE("A storm of pings is closed once its budget is spent") {
  loop on;
  io::ws_limits limits;
  limits.close_wait = 100ms;
  half ends{on, limits};
  std::string storm;
  for (int i = 0; i < 500; ++i) storm += std::string("\x89\x80\x00\x00\x00\x00", 6);
  ends.pair.client.write_frame(storm);
  REQUIRE(on.until([&] { return ends.server.closed == 1; }));
  CHECK(ends.server.code == 1008);
  CHECK(ends.server.reason == "too many control frames");
}

TEST_CASE("Our goodbye waits for the peer's answer, drops what still comes, and then ends in order") {
  loop on;
  half ends{on};
  ends.stream->close(4200, "moving house");
  ends.stream->close(4201, "a second goodbye does nothing");
  CHECK(ends.stream->send("too late") == io::write_result::failed);
  ends.say(io::ws_opcode::text, "not heard any more");
  REQUIRE(on.until([&] { return !ends.client.heard.empty(); }));
  CHECK(ends.client.heard == goodbye(4200, "moving house"));
  on.settle();
  CHECK(ends.server.closed == 0);
  ends.say(io::ws_opcode::close, std::string("\x10\x68", 2));
  REQUIRE(on.until([&] { return ends.server.closed == 1 && ends.client.ended; }));
  CHECK(ends.server.messages.empty());
  CHECK(ends.server.code == 4200);
  CHECK(!ends.server.by_peer);
  CHECK(!ends.server.error);
  CHECK(ends.client.end == carerelay::ports::transport_errc::closed);
}

TEST_CASE("A peer that does not answer our goodbye is cut off after a while") {
  loop on;
  io::ws_limits limits;
  limits.close_wait = 150ms;
  half ends{on, limits};
  ends.stream->close(4101, "slow");
  REQUIRE(on.until([&] { return ends.server.closed == 1; }));
  CHECK(ends.server.code == 4101);
  CHECK(ends.server.error == boost::asio::error::timed_out);
}

TEST_CASE("A slow reader's queue overflows in words, and closing it still ends") {
  loop on;
  io::ws_limits limits;
  limits.close_wait = 150ms;
  tls_pair pair{on, 8192, 50'000};
  auto stream = io::accept_websocket(std::move(pair.server), {key, {}, {}, {}}, limits);
  ws_ear server;
  stream->start(server);
  auto const body = std::make_shared<std::string const>(20'000, 'b');
  auto result = io::write_result::sent;
  for (int i = 0; i < 100 && result != io::write_result::overflow; ++i) result = stream->send("", *body, body, "");
  CHECK(result == io::write_result::overflow);
  stream->close(4101, "slow");
  REQUIRE(on.until([&] { return server.closed == 1; }));
  CHECK(server.code == 4101);
}

TEST_CASE("The peer's goodbye is answered with its code and told with its reason") {
  loop on;
  half ends{on};
  ends.say(io::ws_opcode::close, std::string("\x03\xe9", 2) + "leaving");
  REQUIRE(on.until([&] { return ends.server.closed == 1 && ends.client.ended; }));
  CHECK(ends.server.code == 1001);
  CHECK(ends.server.reason == "leaving");
  CHECK(ends.server.by_peer);
  CHECK(ends.client.heard == goodbye(1001, ""));
}

TEST_CASE("A connection cut without a goodbye is told as 1006") {
  loop on;
  half ends{on};
  ends.pair.client.close();
  REQUIRE(on.until([&] { return ends.server.closed == 1; }));
  CHECK(ends.server.code == 1006);
  CHECK(ends.server.error == carerelay::ports::transport_errc::truncated);
}

TEST_CASE("A session may destroy its stream from inside a message, and nothing more is heard") {
  loop on;
  half ends{on};
  struct ear final : ws_ear {
    void on_message(std::string_view text) override {
      ws_ear::on_message(text);
      mine->reset();
    }
    std::unique_ptr<io::ws_stream>* mine = nullptr;
  };
  tls_pair pair{on};
  auto stream = io::accept_websocket(std::move(pair.server), {key, {}, {}, {}}, {});
  ear server;
  server.mine = &stream;
  stream->start(server);
  std::string const two("\x81\x81\0\0\0\0a\x81\x81\0\0\0\0b", 14);
  pair.client.write_frame(two);
  CHECK(on.until([&] { return stream == nullptr; }));
  on.settle();
  CHECK(server.messages.size() == 1);
  CHECK(server.closed == 0);
}

namespace {

/// A relay of one page: listens, shakes hands, reads the request's header, accepts what says the right subprotocol.
struct small_relay {
  explicit small_relay(bool accepts = true) : maker{io::testing::server_context()}, is_kind{accepts} {
    loop.start({},
               [this](io::io_thread& t, io::tcp_socket s, boost::asio::ip::tcp::endpoint const&) {
                 owner.spawn(t.get_executor(), "serve", serve({t, std::move(s), maker, 1 << 20}));
               },
               {});
    threads.start();
  }
  io::task<void> serve(io::byte_stream stream) {
    io::error_code ec;
    auto quietly = boost::asio::redirect_error(io::use_task, ec);
    co_await stream.async_handshake(quietly);
    std::string request;
    std::array<char, 1000> piece{};
    while (!ec && request.find("\r\n\r\n") == std::string::npos) {
      auto const room = boost::asio::buffer(piece);
      auto const got = co_await stream.async_read_some(room, quietly);
      request.append(piece.data(), got);
    }
    if (ec) co_return;
    if (!is_kind) {
      stream.write_frame("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 9\r\nConnection: close\r\n\r\nnot today");
      stream.finish();
      co_return;
    }
    auto const at = request.find("Sec-WebSocket-Key: ") + 19;
    ws = io::accept_websocket(std::move(stream), {request.substr(at, 24), "carerelay.v1", {}, {}}, {});
    ws->start(ear);
    ws->send("challenge");  // right behind the answer, often in one read with it
  }

  io::io_threads threads{1};
  tls::tls_maker maker;
  bool is_kind;
  ws_ear ear;
  std::unique_ptr<io::ws_stream> ws;
  io::nursery owner{nullptr};
  io::accept_loop loop{threads[0], threads, {boost::asio::ip::address_v4::loopback(), 0}, {}};
  ~small_relay() {
    threads.stop();
    threads.join();
  }
};

io::task<void> go(io::io_thread& thread, io::ws_target target, carerelay::ports::transport_maker& maker,
                  std::optional<io::ws_connected>& out, std::chrono::milliseconds deadline = 2s) {
  io::ws_limits const limits;
  auto made = co_await io::connect_websocket(thread, target, maker, limits, deadline);
  out = std::move(made);
}

io::ws_connected connect(loop& on, std::uint16_t port, carerelay::ports::transport_maker& maker,
                         std::string subprotocol = "carerelay.v1", std::chrono::milliseconds deadline = 2s) {
  std::optional<io::ws_connected> made;
  io::ws_target const target{"127.0.0.1", port, "localhost", "/v1/stream", std::move(subprotocol), {}};
  on.owner.spawn(on.thread.get_executor(), "connect", go(on.thread, target, maker, made, deadline));
  REQUIRE(on.until([&] { return made.has_value(); }));
  return std::move(*made);
}

}  // namespace

TEST_CASE("A client connects, hears what came with the answer, and talks") {
  small_relay relay;
  loop on;
  tls::tls_maker maker{io::testing::client_context()};
  auto made = connect(on, relay.loop.where().port(), maker);
  INFO(made.detail);
  REQUIRE(made.stream);
  ws_ear ear;
  made.stream->start(ear);
  REQUIRE(on.until([&] { return ear.messages.size() == 1; }));
  CHECK(ear.messages.front() == "challenge");
  made.stream->send("hello");
  made.stream->close(1000, "done");
  REQUIRE(on.until([&] { return ear.closed == 1; }));
  CHECK(ear.code == 1000);
  CHECK(!ear.error);
  relay.threads.stop();
  relay.threads.join();
  CHECK(relay.ear.messages == std::vector<std::string>{"hello"});
  CHECK(relay.ear.by_peer);
}

TEST_CASE("A client is told in a sentence why it got no stream") {
  loop on;
  tls::tls_maker maker{io::testing::client_context()};
  SECTION("the server says no") {
    small_relay relay{false};
    auto const made = connect(on, relay.loop.where().port(), maker);
    CHECK(!made.stream);
    CHECK(made.http_status == 503);
    CHECK(made.http_body == "not today");
    CHECK(made.detail == "the server refused the stream with status 503");
  }
  SECTION("another subprotocol was wanted") {
    small_relay relay;
    auto const made = connect(on, relay.loop.where().port(), maker, "carerelay.v9");
    CHECK(!made.stream);
    CHECK(made.detail == "the server does not speak carerelay.v9");
  }
  SECTION("the certificate is another's") {
    small_relay relay;
    tls::tls_maker other{io::testing::client_context("relay.example")};
    auto const made = connect(on, relay.loop.where().port(), other);
    CHECK(!made.stream);
    CHECK(made.error == carerelay::ports::transport_errc::peer_untrusted);
    CHECK(made.detail.find("other names: localhost, 127.0.0.1") != std::string::npos);
  }
  SECTION("nobody listens") {
    std::uint16_t port = 0;
    {
      small_relay const relay;
      port = relay.loop.where().port();
    }
    auto const made = connect(on, port, maker);
    CHECK(!made.stream);
    CHECK(made.detail.find("cannot connect to 127.0.0.1 port") == 0);
  }
  SECTION("somebody listens and says nothing") {
    io::io_threads idle{1};
    io::accept_loop deaf{idle[0], idle, {boost::asio::ip::address_v4::loopback(), 0}, {}};
    auto const made = connect(on, deaf.where().port(), maker, "carerelay.v1", 200ms);
    CHECK(!made.stream);
    CHECK(made.error == boost::asio::error::timed_out);
    CHECK(made.detail == "no answer from 127.0.0.1 in time");
  }
}
