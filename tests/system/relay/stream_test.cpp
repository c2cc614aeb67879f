#include <catch2/catch.hpp>

#include <thread>

#include "tests/support/kit/world.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using namespace std::chrono_literals;

TEST_CASE("a bulletin reaches a home, is stored, read and answered, and the publisher sees each step by borough") {
  world w(2);
  auto home = w.connect(0);
  REQUIRE(type_of(home.hello()) == "welcome");
  auto const id = w.publish(bulletin("one"));
  auto const deliver = home.next_of("deliver");
  CHECK(number_in(deliver, "seq") == 1);
  home.stored(1);
  auto recorded = home.next_of("recorded");
  CHECK(number_in(recorded, "up_to") == 1);
  CHECK(w.call("GET", "/v1/messages/" + id + "/coverage?by=area").body.find("\"delivered\":1") != std::string::npos);
  home.read(1);
  recorded = home.next_of("recorded");
  CHECK(text_in(recorded, "state") == "read");
  home.respond(deliver, protocol::response::actioned);
  recorded = home.next_of("recorded");
  CHECK(text_in(recorded, "state") == "acknowledged");
  auto const coverage = w.call("GET", "/v1/messages/" + id + "/coverage?by=area").body;
  INFO(coverage);
  CHECK(coverage.find("\"targeted\":2") != std::string::npos);
  CHECK(coverage.find("\"acknowledged\":1") != std::string::npos);
  CHECK(coverage.find("E09000014") != std::string::npos);
}

TEST_CASE("a home that was away gets what it missed, in order, once, and nothing it had stored") {
  world w(1);
  std::string epoch;
  {
    auto home = w.connect(0);
    REQUIRE(type_of(home.hello()) == "welcome");
    epoch = home.epoch();
    w.publish(bulletin("one"));
    REQUIRE(number_in(home.next_of("deliver"), "seq") == 1);
    home.stored(1);
    REQUIRE(type_of(home.next_of("recorded")) == "recorded");
  }
  w.publish(bulletin("two"));
  w.publish(bulletin("three"));
  auto home = w.connect(0);
  auto const welcome = home.hello(epoch, 1);
  CHECK(text_in(welcome, "resume") == "ok");
  CHECK(number_in(welcome, "last") == 3);
  CHECK(number_in(home.next_of("deliver"), "seq") == 2);
  CHECK(number_in(home.next_of("deliver"), "seq") == 3);
  w.publish(bulletin("four"));
  CHECK(number_in(home.next_of("deliver"), "seq") == 4);
  home.stored(4);
  CHECK(number_in(home.next_of("recorded"), "up_to") == 4);
  CHECK(w.metric("carerelay_resumes_total{verdict=\"ok\"}") == 2);
}

TEST_CASE("what was delivered but not stored comes again after a broken connection") {
  world w(1);
  w.publish(bulletin("one"));
  {
    auto home = w.connect(0);
    home.hello();
    REQUIRE(number_in(home.next_of("deliver"), "seq") == 1);
    home.socket().lower().cut();
  }
  auto home = w.connect(0);
  home.hello();
  CHECK(number_in(home.next_of("deliver"), "seq") == 1);
}

TEST_CASE("no more than the window is sent until the device has stored some") {
  world w(1);
  for (int i = 0; i < 6; ++i) w.publish(bulletin(std::to_string(i)));
  auto home = w.connect(0);
  home.hello({}, 0, 3);
  for (std::uint64_t seq = 1; seq <= 3; ++seq) CHECK(number_in(home.next_of("deliver"), "seq") == seq);
  CHECK(home.next_of("deliver", 300ms).empty());
  home.stored(2);
  CHECK(number_in(home.next_of("deliver"), "seq") == 4);
  CHECK(number_in(home.next_of("deliver"), "seq") == 5);
  CHECK(home.next_of("deliver", 300ms).empty());
}

TEST_CASE("a home that stops reading is closed as slow, and nobody else notices") {
  world w(2, [](config::settings& s) { s.stream.slow = 1500ms; });
  auto slow = w.connect(0);
  auto good = w.connect(1);
  slow.hello();
  good.hello();
  auto const last = std::to_string(20);
  for (std::uint64_t i = 1; i <= 20; ++i) {
    w.publish(bulletin(std::to_string(i), R"(,"issuer_reference":")" + std::string(60, 'x') + "\""));
    CHECK(number_in(good.next_of("deliver"), "seq") == i);
    good.stored(i);
  }
  CHECK(number_in(good.next_of("recorded"), "up_to") > 0);
  CHECK(slow.socket().until_closed() == 4101);
  CHECK(w.metric("carerelay_closes_total{code=\"4101\"}") == 1);
  w.publish(bulletin("after"));
  CHECK(number_in(good.next_of("deliver"), "seq") == 21);
}

TEST_CASE("a half-open connection is found by the heartbeat and closed") {
  world w(1, [](config::settings& s) {
    s.stream.heartbeat = 1000ms;
    s.stream.pong = 600ms;
  });
  auto home = w.connect(0);
  home.hello();
  home.answers_pings = false;
  CHECK(home.socket().until_closed() == 4103);
  CHECK(world::eventually([&] { return w.relay->sessions() == 0; }));
}

TEST_CASE("a home that answers pings stays") {
  world w(1, [](config::settings& s) {
    s.stream.heartbeat = 1000ms;
    s.stream.pong = 600ms;
  });
  auto home = w.connect(0);
  home.hello();
  CHECK(home.next(3500ms).empty());
  CHECK(home.socket().close_code() == 0);
}

TEST_CASE("a device that connects again takes the place of its older connection") {
  world w(1);
  auto first = w.connect(0);
  first.hello();
  auto second = w.connect(0);
  second.hello();
  CHECK(first.socket().until_closed() == 4004);
  w.publish(bulletin("one"));
  CHECK(number_in(second.next_of("deliver"), "seq") == 1);
  CHECK(world::eventually([&] { return w.relay->sessions() == 1; }));
}

TEST_CASE("who says nothing after connecting is closed") {
  world w(1, [](config::settings& s) { s.stream.hello = 1000ms; });
  auto home = w.connect(0);
  CHECK(home.socket().until_closed() == 4104);
}

TEST_CASE("a forged hello is refused, told apart from nothing, and logged") {
  world w(2);
  device stranger;
  stranger.home = w.cast.devices[0].home;
  stranger.id = w.cast.devices[0].id;  // another key
  home_line with(w.port(), w.certs.ca, stranger);
  CHECK(text_in(with.hello(), "code") == "signature_invalid");
  CHECK(with.socket().until_closed() == 4300);
  CHECK(w.logged("signature_invalid"));
}

TEST_CASE("a forged answer is refused and the receipt stays where it was") {
  world w(1);
  auto home = w.connect(0);
  home.hello();
  auto const id = w.publish(bulletin("one"));
  auto const deliver = home.next_of("deliver");
  home.stored(1);
  home.next_of("recorded");
  home.respond(deliver, protocol::response::actioned, true);
  CHECK(text_in(home.next_of("error"), "code") == "signature_invalid");
  CHECK(w.call("GET", "/v1/messages/" + id + "/receipts").body.find("acknowledged\"") == std::string::npos);
}

TEST_CASE("stored beyond what was sent ends the connection and records nothing") {
  world w(1);
  auto home = w.connect(0);
  home.hello();
  w.publish(bulletin("one"));
  home.next_of("deliver");
  home.stored(9);
  CHECK(text_in(home.next_of("error"), "code") == "seq_unknown");
  CHECK(home.socket().until_closed() == 4000);
  CHECK(w.metric("carerelay_receipts_total{stage=\"delivered\"}") == 0);
}

TEST_CASE("a publisher that watches sees coverage and receipts change") {
  world w(1);
  auto const id = w.publish(bulletin("one"));
  web_socket publisher(w.port(), w.certs.ca,
                       "Sec-WebSocket-Protocol: carerelay.v1\r\nAuthorization: Bearer " + w.cast.token + "\r\n");
  REQUIRE(publisher.opened().status == 101);
  CHECK(type_of(publisher.next().value_or("")) == "welcome");
  publisher.send(R"({"type":"watch","message":")" + id + "\"}");
  CHECK(type_of(publisher.next().value_or("")) == "watching");
  CHECK(publisher.next().value_or("").find("\"delivered\":0") != std::string::npos);
  auto home = w.connect(0);
  home.hello();
  home.next_of("deliver");
  home.stored(1);
  auto const news = publisher.next().value_or("");
  INFO(news);
  CHECK(news.find("\"delivered\":1") != std::string::npos);
  auto const receipts = publisher.next().value_or("");
  CHECK(receipts.find("1-1000000000") != std::string::npos);
}

TEST_CASE("a wrong token opens no stream") {
  world w(1);
  web_socket publisher(w.port(), w.certs.ca,
                       "Sec-WebSocket-Protocol: carerelay.v1\r\nAuthorization: Bearer crp_wrong\r\n");
  CHECK(publisher.opened().status == 401);
}

TEST_CASE("a home gets a token over its stream and reads its inbox over HTTP with it, and nobody else's") {
  world w(2);
  w.publish(bulletin("one"));
  auto home = w.connect(0);
  home.hello();
  home.socket().send(R"({"type":"token"})");
  auto const token = text_in(home.next_of("token"), "token");
  REQUIRE_FALSE(token.empty());
  auto const inbox = testing::call(w.port(), w.certs.ca, "GET", "/v1/inbox", {}, token);
  CHECK(inbox.status == 200);
  CHECK(inbox.body.find("Soap, not gel") != std::string::npos);
  CHECK(testing::call(w.port(), w.certs.ca, "GET", "/v1/homes", {}, token).status >= 400);
}

TEST_CASE("a hundred homes on two threads all get a bulletin and all their receipts are counted") {
  world w(100, [](config::settings& s) { s.stream.recorded_crowd = 1'000; });
  std::vector<home_line> homes;
  for (std::size_t i = 0; i < 100; ++i) {
    homes.push_back(w.connect(i));
    REQUIRE(type_of(homes.back().hello()) == "welcome");
  }
  auto const id = w.publish(bulletin("one"));
  for (auto& home : homes) {
    CHECK(number_in(home.next_of("deliver"), "seq") == 1);
    home.stored(1);
  }
  for (auto& home : homes) CHECK(number_in(home.next_of("recorded"), "up_to") == 1);
  CHECK(w.call("GET", "/v1/messages/" + id + "/coverage").body.find("\"delivered\":100") != std::string::npos);
  CHECK(w.metric("carerelay_connections{kind=\"home\"}") == 100);
  CHECK(w.metric("carerelay_deliveries_total") == 100);
  CHECK(w.metric("carerelay_receipts_total{stage=\"delivered\"}") == 100);
  CHECK(w.metric("carerelay_commits_total") < 90);
}

TEST_CASE("when many answer at once, a home is told with its next ping that its receipt is on disk") {
  world w(1, [](config::settings& s) {
    s.stream.recorded_crowd = 1;
    s.stream.heartbeat = 400ms;
  });
  auto home = w.connect(0);
  home.hello();
  w.publish(bulletin("1"));
  home.next_of("deliver");
  home.stored(1);
  std::uint64_t told = 0;
  for (int frames = 0; frames < 3 && told == 0; ++frames) {  // a ping may have been on its way already
    auto const frame = home.socket().next(patience).value_or("");
    CHECK(type_of(frame) == "ping");
    told = number_in(frame, "recorded");
  }
  CHECK(told == 1);
  CHECK(w.metric("carerelay_receipts_total{stage=\"delivered\"}") == 1);
}
