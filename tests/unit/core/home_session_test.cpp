#include "relay/core/stream/home_session.hpp"

#include <catch2/catch.hpp>

#include "protocol/crypto/p256.hpp"
#include "tests/unit/core/counted_new.hpp"
#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::core;
using protocol::resume_verdict;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

/// Counts, and keeps nothing that would need memory.
struct counting_sink final : home_sink {
  std::uint64_t delivered = 0, marks = 0, recorded_up_to = 0, fetches = 0, closed = 0;
  std::string_view alarmed;
  std::string nonce, epoch;

  std::vector<std::uint64_t> confirmed;

  void send(protocol::server_frame const& frame) override {
    if (auto const* const said = std::get_if<protocol::confirmed_frame>(&frame)) confirmed.push_back(said->seq);
    if (auto const* const said = std::get_if<protocol::recorded_up_to_frame>(&frame)) recorded_up_to = said->up_to;
    if (auto const* const said = std::get_if<protocol::challenge_frame>(&frame)) nonce = said->nonce;
    if (auto const* const said = std::get_if<protocol::welcome_frame>(&frame)) epoch = said->epoch;
  }
  bool deliver(std::uint64_t, protocol::shared_message const&) override { return ++delivered != 0; }
  void look_up(protocol::hello_frame const&) override {}
  void subscribe(ports::home_number, ports::device_number) override {}
  std::uint64_t fetched_after = 0;
  void fetch(std::uint64_t after, std::uint32_t) override {
    fetched_after = after;
    ++fetches;
  }
  void look_up_entry(std::uint64_t) override {}
  void record_delivered(ports::delivered_mark const&) override { ++marks; }
  void record_held(std::uint64_t, std::uint64_t) override {}
  void record_act(std::uint64_t, ports::receipt_event const&) override {}
  void give_token() override {}
  void close(protocol::close_code code, std::string_view) override { closed = static_cast<std::uint64_t>(code); }
  void alarm(std::string_view event) override { alarmed = event; }
};

session_rules const rules = [] {
  session_rules out;
  out.host = "relay.example";
  return out;
}();

auto const key = protocol::crypto::p256_private_key::generate();

/// A session that has welcomed its device and has nothing to do.
struct live_one {
  counting_sink sink;
  home_session session{rules, {}, 0.5F};
  protocol::instant now = testing::noon;

  explicit live_one(std::uint64_t last = 0, protocol::resume_point resume = {}, std::uint64_t first = 1) {
    session.opened(now, sink);
    protocol::hello_frame hello;
    hello.home = testing::home_id(1);
    hello.device = protocol::device_id(protocol::make_v4(std::array<std::uint8_t, 16>{1}));
    hello.resume = std::move(resume);
    auto const text = protocol::hello_signing_text(rules.host, sink.nonce, hello.home, hello.device);
    hello.signature = key.sign(text);
    std::string json;
    protocol::encode(protocol::client_frame(hello), json);
    session.received(json, now, sink);
    hello_answer who;
    who.known = true;
    who.home = 1;
    who.device = 1;
    auto const& point = key.public_key().point();
    std::copy(point.begin() + 1, point.end(), who.key.begin());
    who.epoch = "e";
    who.bounds = {first, last};
    session.identified(who, now, sink);
    if (last == 0) session.backlog({}, 0, now, sink);
  }
};

protocol::shared_message body(std::uint32_t number) {
  auto out = std::make_shared<protocol::encoded_message>();
  out->number = number;
  out->json = "{}";
  return out;
}

}  // namespace

TEST_CASE("an idle home costs the relay at most 300 bytes of session") {
  CHECK(sizeof(home_session) <= 300);
  live_one idle;
  std::size_t const before = testing::allocations();
  home_session const moved = std::move(idle.session);  // everything it holds beyond itself would move along
  CHECK(testing::allocations() == before);
  CHECK(moved.now_in() == home_session::phase::live);
}

TEST_CASE("a broadcast costs no memory once a home is connected") {
  live_one home;
  auto const message = body(1);
  std::vector<std::string> said;
  for (int i = 1; i <= 1'100; ++i) said.push_back("{\"type\":\"stored\",\"up_to\":" + std::to_string(i) + "}");
  auto const round = [&](std::uint64_t seq) {
    home.now += milliseconds(100);
    home.session.published(seq, message, home.now, home.sink);
    home.session.received(said[seq - 1], home.now, home.sink);
    home.session.recorded(seq, false, home.sink);
    home.session.tick(home.now, home.sink);
  };
  for (std::uint64_t seq = 1; seq <= 100; ++seq) round(seq);
  std::size_t const before = testing::allocations();
  for (std::uint64_t seq = 101; seq <= 1'100; ++seq) round(seq);
  CHECK(testing::allocations() - before == 0);
  CHECK(home.sink.delivered == 1'100);
  CHECK(home.sink.marks == 1'100);
  CHECK(home.sink.recorded_up_to == 1'100);
}

TEST_CASE("a few messages on their way need no memory, many need one block, and it is given back") {
  unstored_ring ring;
  std::size_t const before = testing::allocations();
  for (std::uint32_t i = 1; i <= 8; ++i) ring.push(i);
  CHECK(testing::allocations() == before);
  for (std::uint32_t i = 9; i <= 256; ++i) ring.push(i);
  for (std::uint32_t i = 1; i <= 100; ++i) CHECK(ring.pop() == i);
  for (std::uint32_t i = 257; i <= 356; ++i) ring.push(i);
  for (std::uint32_t i = 101; i <= 356; ++i) CHECK(ring.pop() == i);
  CHECK(ring.size() == 0);
  std::size_t const after = testing::allocations();
  for (int round = 0; round < 100; ++round) {
    ring.push(7);
    CHECK(ring.pop() == 7);
  }
  CHECK(testing::allocations() == after);
}

TEST_CASE("what a device asks for is judged against what is kept") {
  ports::inbox_bounds const kept{11, 20};
  CHECK(judge({"e", 20}, "e", kept) == resume_verdict::ok);
  CHECK(judge({"e", 10}, "e", kept) == resume_verdict::ok);
  CHECK(judge({"e", 9}, "e", kept) == resume_verdict::truncated);
  CHECK(judge({"", 0}, "e", kept) == resume_verdict::truncated);
  CHECK(judge({"e", 21}, "e", kept) == resume_verdict::ahead);
  CHECK(judge({"old", 15}, "e", kept) == resume_verdict::reset);
  CHECK(judge({"", 15}, "e", kept) == resume_verdict::reset);
  CHECK(judge({"e+abc", 15}, "e", kept) == resume_verdict::ok);
  CHECK(judge({"extra", 15}, "e", kept) == resume_verdict::reset);
  CHECK(judge({"", 0}, "e", {1, 0}) == resume_verdict::ok);
}

TEST_CASE("an entry that the store lost is an alarm, and nothing after it is sent as if nothing were missing") {
  live_one home(3);
  backlog_entry entry;
  entry.seq = 2;
  entry.body = body(2);
  home.session.backlog({entry}, 3, home.now, home.sink);
  CHECK(home.sink.delivered == 0);
  CHECK(home.sink.alarmed == "inbox_gap");
  CHECK(home.sink.closed == 4100);
}

TEST_CASE("a message published while the backlog is being read comes after it, once") {
  live_one home(1);
  home.session.published(2, body(2), home.now, home.sink);
  CHECK(home.sink.delivered == 0);
  backlog_entry first, second;
  first.seq = 1;
  first.body = body(1);
  second.seq = 2;
  second.body = body(2);
  home.session.backlog({first}, 1, home.now, home.sink);
  CHECK(home.sink.delivered == 1);
  CHECK(home.sink.fetches == 2);
  home.session.backlog({first, second}, 2, home.now, home.sink);
  CHECK(home.sink.delivered == 2);
  home.session.published(2, body(2), home.now, home.sink);
  CHECK(home.sink.delivered == 2);
}

TEST_CASE("a home that missed more than is kept is told so, and gets what is kept") {
  live_one home(20, {"e", 5}, 11);
  CHECK(home.session.verdict() == resume_verdict::truncated);
  CHECK(home.sink.fetched_after == 10);
  CHECK(home.sink.alarmed.empty());
}

TEST_CASE("a device that goes on under its own epoch keeps it, also when it missed more than is kept") {
  CHECK(live_one(20, {"e+ab", 15}, 11).sink.epoch == "e+ab");
  CHECK(live_one(20, {"e+ab", 5}, 11).sink.epoch == "e+ab");
  CHECK(live_one(20, {"other", 15}, 11).sink.epoch == "e");
  CHECK(live_one(20, {}, 11).sink.epoch == "e");
}

TEST_CASE("heartbeats of many homes are spread by a fifth either way") {
  auto const first_ping = [](float jitter) {
    counting_sink sink;
    home_session session(rules, {}, jitter);
    session.opened(testing::noon, sink);
    return session;
  };
  CHECK(first_ping(0).next_tick() == testing::noon + seconds(10));
  live_one home;
  CHECK(home.session.next_tick() == testing::noon + seconds(25));
}

TEST_CASE("nothing is said or done after the goodbye") {
  live_one home;
  home.session.replaced(home.sink);
  CHECK(home.sink.closed == 4004);
  home.sink.closed = 0;
  home.session.published(1, body(1), home.now, home.sink);
  home.session.received("not json", home.now, home.sink);
  home.session.tick(home.now + seconds(1'000), home.sink);
  home.session.drained(home.now, home.sink);
  home.session.revoked(home.sink);
  CHECK(home.sink.delivered == 0);
  CHECK(home.sink.closed == 0);
  CHECK(home.session.next_tick() == protocol::instant::max());
}

TEST_CASE("what is confirmed while the page that brings it is being read is said all the same") {
  live_one with(2);
  // The page was read before the confirmation was committed: it knows nothing of it.
  with.session.confirmed({2, {}, with.now}, with.sink);
  CHECK(with.sink.confirmed.empty());
  auto const body = std::make_shared<protocol::encoded_message const>();
  with.session.confirmations({}, with.sink);
  with.session.backlog({{1, body, std::nullopt}, {2, body, std::nullopt}}, 2, with.now, with.sink);
  CHECK(with.sink.delivered == 2);
  CHECK(with.sink.confirmed == std::vector<std::uint64_t>{2});
}

TEST_CASE("what a device held when it resumed is told once a connection, however many pages follow") {
  live_one with(3, {"e", 1});
  auto const body = std::make_shared<protocol::encoded_message const>();
  std::vector<protocol::confirmed_frame> const held{{1, {}, with.now}};
  with.session.confirmations(held, with.sink);
  with.session.backlog({{2, body, std::nullopt}}, 3, with.now, with.sink);
  with.session.confirmations(held, with.sink);
  with.session.backlog({{3, body, std::nullopt}}, 3, with.now, with.sink);
  CHECK(with.sink.delivered == 2);
  CHECK(with.sink.confirmed == std::vector<std::uint64_t>{1});
}
