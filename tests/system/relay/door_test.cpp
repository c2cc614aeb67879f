#include <catch2/catch.hpp>

#include "tests/support/kit/world.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using namespace std::chrono_literals;

namespace {

/// What a raw request is answered, and whether the connection was closed after it.
struct told {
  int status = 0;
  bool closed = false;
  std::string all;
};

told say(world const& w, std::string const& request) {
  line with(w.port(), w.certs.ca);
  with.send(request);
  told out;
  out.all = with.receive_all(3000ms);
  out.closed = with.ended();
  if (out.all.size() > 12) out.status = std::stoi(out.all.substr(9, 3));
  return out;
}

std::size_t answers_in(std::string const& text) {
  std::size_t count = 0;
  for (auto at = text.find("HTTP/1.1 "); at != std::string::npos; at = text.find("HTTP/1.1 ", at + 1))
    if (text[at + 9] >= '1' && text[at + 9] <= '5') ++count;
  return count;
}

}  // namespace

TEST_CASE("every form that could hide a second request is refused once, and the connection closed") {
  world w(1);
  std::string const hidden = "GET /v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
  std::string const begin = "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\n";
  for (auto const& request : {
           begin + "Transfer-Encoding: gzip\r\n\r\n" + hidden,
           begin + "Transfer-Encoding: identity\r\n\r\n" + hidden,
           begin + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + hidden,
           begin + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
           begin + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + hidden,
           begin + "Content-Length: 5, 5\r\n\r\nhello" + hidden,
           begin + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello" + hidden,
           begin + "Content-Length: +5\r\n\r\nhello" + hidden,
           "POST /v1/messages HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
           "GET / HTTP/1.1\r\n\r\n" + hidden,
           "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n" + hidden,
           "GET / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n" + hidden,
           "GET /%2e%2e/x HTTP/1.1\r\nHost: localhost\r\n\r\n" + hidden,
           "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n" + hidden,
           std::string("nonsense\r\n\r\n") + hidden,
       }) {
    INFO(request.substr(0, 120));
    auto const told = say(w, request);
    CHECK(told.status >= 400);
    CHECK(answers_in(told.all) == 1);
    CHECK(told.closed);
    CHECK(told.all.find("Connection: close") != std::string::npos);
    CHECK(told.all.find("application/problem+json") != std::string::npos);
  }
  CHECK(w.call("GET", "/v1/openapi.json").status == 200);
}

TEST_CASE("a header that never ends is refused at 8 KiB, one that stops half way is closed in time") {
  world w(1);
  CHECK(say(w, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + std::string(20'000, 'a')).status == 431);
  line half(w.port(), w.certs.ca);
  half.send("GET /v1/openapi.json HTTP/1.1\r\nHost: loc");
  auto const begun = std::chrono::steady_clock::now();
  half.receive_all(20'000ms);
  CHECK(half.ended());
  CHECK(std::chrono::steady_clock::now() - begun < 15s);
}

TEST_CASE("requests on one connection are answered one after another, with the headers that keep a browser safe") {
  world w(1);
  line with(w.port(), w.certs.ca);
  std::string const get = "GET /v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
  for (int i = 0; i < 3; ++i) {
    with.send(get);
    auto const reply = read_reply(with);
    CHECK(reply.status == 200);
    CHECK(reply.head.find("X-Content-Type-Options: nosniff") != std::string::npos);
    CHECK(reply.head.find("Strict-Transport-Security:") != std::string::npos);
  }
  with.send("GET /v1/nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n");
  auto const lost = read_reply(with);
  CHECK(lost.status == 404);
  CHECK(text_in(lost.body, "code") == "not_found");
}

TEST_CASE("a wrong method, a body too large and a missing token are each said to be what they are") {
  world w(1);
  CHECK(w.call("DELETE", "/v1/messages").status == 405);
  CHECK(say(w, "POST /v1/homes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\n").status == 413);
  CHECK(testing::call(w.port(), w.certs.ca, "GET", "/v1/messages").status == 401);
  CHECK(w.metric("carerelay_refused_total{rule=\"method_not_allowed\"}") == 1);
  CHECK(w.metric("carerelay_refused_total{rule=\"too_large\"}") == 1);
}

TEST_CASE("a client that waits for permission to send its body gets it") {
  world w(1);
  line with(w.port(), w.certs.ca);
  auto const draft = bulletin("one");
  with.send("POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + w.cast.token +
            "\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: " +
            std::to_string(draft.size()) + "\r\n\r\n");
  CHECK(with.receive().value_or("").starts_with("HTTP/1.1 100"));
  with.send(draft);
  CHECK(read_reply(with).status == 201);
}

TEST_CASE("pages of other sites and clients of other protocols get no stream") {
  world w(1);
  std::string const ours = "Sec-WebSocket-Protocol: carerelay.v1\r\n";
  CHECK(web_socket(w.port(), w.certs.ca, ours + "Origin: https://evil.example\r\n").opened().status == 403);
  CHECK(web_socket(w.port(), w.certs.ca, ours + "Origin: https://localhost\r\n").opened().status == 101);
  CHECK(web_socket(w.port(), w.certs.ca, "").opened().status == 400);
  CHECK(web_socket(w.port(), w.certs.ca, "Sec-WebSocket-Protocol: chat\r\n").opened().status == 400);
  CHECK(w.call("GET", "/v1/stream").status == 426);
}

TEST_CASE("one source cannot take all connections") {
  world w(1, [](config::settings& s) { s.limits.per_source_connections = 3; });
  std::vector<web_socket> held;
  for (int i = 0; i < 3; ++i) {
    held.emplace_back(w.port(), w.certs.ca);
    CHECK(held.back().opened().status == 101);
  }
  line fourth(w.port(), w.certs.ca);
  CHECK(fourth.ended());
  CHECK(w.logged("connection_refused"));
  CHECK(w.metric("carerelay_connections_refused_total") == 1);
  held.pop_back();
  CHECK(world::eventually([&] { return web_socket(w.port(), w.certs.ca).opened().status == 101; }));
}

TEST_CASE("one source cannot ask without end") {
  world w(1, [](config::settings& s) { s.limits.http_per_minute = 5; });
  int refused = 0;
  for (int i = 0; i < 10; ++i)
    if (w.call("GET", "/v1/openapi.json").status == 429) ++refused;
  CHECK(refused >= 4);
}

TEST_CASE("TLS 1.1 is refused") {
  world w(1);
  line plain(w.port(), {});
  // A ClientHello of TLS 1.1 that offers what a 1.1 client has.
  std::string hello("\x03\x02", 2);
  hello += std::string(32, 'r');
  hello += std::string("\x00\x00\x04\xc0\x09\xc0\x13\x01\x00", 9);
  hello.insert(0, std::string("\x01\x00\x00", 3) + static_cast<char>(hello.size()));
  plain.send(std::string("\x16\x03\x01\x00", 4) + static_cast<char>(hello.size()) + hello);
  auto const answer = plain.receive_all(3000ms);
  REQUIRE(answer.size() >= 7);
  CHECK(answer[0] == 0x15);
  CHECK(answer[6] == 70);  // protocol_version
  CHECK(world::eventually([&] { return w.metric("carerelay_handshakes_failed_total") == 1; }));
}

TEST_CASE("the internal listener shows health and metrics, and nothing else") {
  world w(1);
  auto const at = [&](std::string_view path) { return testing::call(w.relay->internal_port(), {}, "GET", path); };
  CHECK(at("/health/live").status == 200);
  CHECK(at("/health/ready").status == 200);
  CHECK(at("/v1/messages").status == 404);
  auto const text = at("/metrics").body;
  for (auto const* name :
       {"carerelay_connections{kind=\"home\"}", "carerelay_deliveries_total", "carerelay_receipts_total",
        "carerelay_resumes_total", "carerelay_closes_total", "carerelay_queue_bytes",
        "carerelay_oldest_undelivered_seconds", "carerelay_commit_seconds_bucket"})
    CHECK(text.find(name) != std::string::npos);
  CHECK(w.call("GET", "/metrics").status == 404);
}
