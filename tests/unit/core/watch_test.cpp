#include "relay/core/stream/watch.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using namespace carerelay::core;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::noon;

namespace {

struct ear final : watch_sink {
  std::vector<std::string> said;
  std::vector<std::vector<ports::home_number>> reads;
  int closed = 0, look_ups = 0;
  void send(protocol::server_frame const& frame) override {
    std::string text;
    protocol::encode(frame, text);
    said.push_back(text);
  }
  void look_up(protocol::message_id) override { ++look_ups; }
  void subscribe(ports::message_number) override {}
  void unsubscribe(ports::message_number) override {}
  void read(ports::message_number, std::vector<ports::home_number> const& homes) override { reads.push_back(homes); }
  void close(protocol::close_code code, std::string_view) override { closed = static_cast<int>(code); }
};

session_rules const rules;

protocol::message_id id(std::uint8_t n) {
  return protocol::message_id(protocol::make_v4(std::array<std::uint8_t, 16>{n}));
}
std::string watch(std::uint8_t n) { return "{\"type\":\"watch\",\"message\":\"" + id(n).text() + "\"}"; }

struct watching {
  ear out;
  watch_session session{rules, testing::publisher_id("team"), 0.5F};
  watching() {
    session.opened(noon, out);
    session.received(watch(1), noon, out);
    session.found(id(1), watched{1, false}, noon, out);
    session.news(1, {}, noon, out);
  }
};

}  // namespace

TEST_CASE("however many receipts come, a watcher is told four times a second at most") {
  watching with;
  for (ports::home_number home = 1; home <= 100; ++home)
    with.session.changed(1, {home}, noon + milliseconds(home), with.out);
  CHECK(with.out.reads.size() == 1);
  CHECK(with.session.next_tick() == noon + milliseconds(250));
  with.session.tick(noon + milliseconds(250), with.out);
  REQUIRE(with.out.reads.size() == 2);
  CHECK(with.out.reads.back().size() == 100);
  with.session.changed(1, {7}, noon + milliseconds(600), with.out);
  CHECK(with.out.reads.size() == 2);  // one question at a time
  with.session.news(1, {}, noon + milliseconds(700), with.out);
  CHECK(with.out.reads.size() == 3);
  CHECK(with.out.reads.back() == std::vector<ports::home_number>{7});
}

TEST_CASE("a watcher that does not read is told nothing more, and is closed after 20 s") {
  watching with;
  with.session.congested(noon);
  with.session.changed(1, {1}, noon + seconds(1), with.out);
  with.session.tick(noon + seconds(19), with.out);
  CHECK(with.out.reads.size() == 1);
  CHECK(with.out.closed == 0);
  SECTION("it reads again") {
    with.session.drained(noon + seconds(19), with.out);
    CHECK(with.out.reads.size() == 2);
    with.session.tick(noon + seconds(20), with.out);
    CHECK(with.out.closed == 0);
  }
  SECTION("it does not") {
    with.session.tick(noon + seconds(20), with.out);
    CHECK(with.out.closed == 4101);
  }
}

TEST_CASE("a watcher asks for 32 messages at most, and for the same one once") {
  watching with;
  with.session.received(watch(1), noon, with.out);
  CHECK(with.out.look_ups == 1);
  for (std::uint8_t n = 2; n <= 33; ++n) with.session.received(watch(n), noon, with.out);
  CHECK(with.out.look_ups == 32);
  CHECK(with.out.said.back().find("overloaded") != std::string::npos);
}

TEST_CASE("a watcher's bad frame closes its line with the rule named, and an unknown one does not") {
  watching with;
  with.session.received("{\"type\":\"sing\"}", noon, with.out);
  CHECK(with.out.said.back().find("unsupported_type") != std::string::npos);
  CHECK(with.out.closed == 0);
  with.session.received("{\"type\":\"watch\"}", noon, with.out);
  CHECK(with.out.said.back().find("required") != std::string::npos);
  CHECK(with.out.closed == 4000);
}

TEST_CASE("who may see some boroughs is not even told that something happened in another") {
  ear out;
  watch_session session{rules, testing::publisher_id("council"), 0.5F};
  session.opened(noon, out);
  session.received(watch(1), noon, out);
  session.found(id(1), watched{1, false, false}, noon, out);
  watch_news news;
  news.coverage.all.targeted = 2;
  session.news(1, news, noon, out);
  auto const said = out.said.size();
  session.changed(1, {7}, noon + seconds(1), out);
  session.news(1, news, noon + seconds(1), out);  // as before: it was elsewhere
  CHECK(out.said.size() == said);
  session.changed(1, {8}, noon + seconds(2), out);
  news.coverage.all.delivered = 1;
  session.news(1, news, noon + seconds(2), out);
  CHECK(out.said.size() == said + 1);
}

TEST_CASE("what may no longer be seen is no longer watched") {
  watching with;
  auto const said = with.out.said.size();
  with.session.gone(1, with.out);
  REQUIRE(with.out.said.size() == said + 1);
  CHECK(with.out.said.back().find("not_found") != std::string::npos);
  auto const reads = with.out.reads.size();
  with.session.changed(1, {1}, noon + seconds(5), with.out);
  CHECK(with.out.reads.size() == reads);
}
