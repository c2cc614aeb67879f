#include <catch2/catch.hpp>

#include <thread>

#include "adapters/tls/self_signed.hpp"
#include "tests/support/kit/process.hpp"
#include "tests/support/kit/world.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using namespace std::chrono_literals;

TEST_CASE("a drained relay spreads its goodbyes, records what it was told and takes nobody new") {
  world w(40, [](config::settings& s) { s.drain.wait = 3s; });
  std::vector<home_line> homes;
  for (std::size_t i = 0; i < 40; ++i) {
    homes.push_back(w.connect(i));
    homes.back().hello();
  }
  w.publish(bulletin("one"));
  for (auto& home : homes) {
    home.next_of("deliver");
    home.stored(1);
  }
  // What is still on its way when the goodbye is said comes again when the home is back.
  REQUIRE(world::eventually([&] { return w.metric("carerelay_receipts_total{stage=\"delivered\"}") == 40; }));
  auto const begun = std::chrono::steady_clock::now();
  w.relay->drain();
  std::vector<std::chrono::milliseconds> when;
  int recorded = 0;
  for (auto& home : homes) {
    int goodbyes = 0;
    for (auto frame = home.next(); !frame.empty(); frame = home.next()) {
      recorded += type_of(frame) == "recorded";
      goodbyes += type_of(frame) == "goaway";
    }
    CHECK(goodbyes == 1);
    CHECK(home.socket().close_code() == 4200);
    when.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun));
  }
  CHECK(recorded == 40);
  CHECK(when.back() > 500ms);  // not all at once
  CHECK(when.back() < 3500ms);
  CHECK(w.relay->wait_drained(3000ms));
  CHECK_THROWS(line(w.port(), w.certs.ca));
  w.relay->stop();
}

TEST_CASE("a relay can be stopped while homes are connected and requests are made") {
  world w(5);
  std::vector<home_line> homes;
  for (std::size_t i = 0; i < 5; ++i) {
    homes.push_back(w.connect(i));
    homes.back().hello();
  }
  line half(w.port(), w.certs.ca);
  half.send("GET / HT");
  std::thread publisher([&] {
    for (int i = 0; i < 200; ++i) try {
        if (w.call("POST", "/v1/messages", bulletin("stop-" + std::to_string(i))).status != 201) return;
      } catch (std::exception const&) {
        return;  // nobody listens any more
      }
  });
  std::this_thread::sleep_for(150ms);
  w.relay->stop();
  publisher.join();
  CHECK(homes[0].socket().until_closed() == 1006);  // cut, after what was sent
}

TEST_CASE("a renewed certificate is used for new connections and the old ones stay open") {
  process_world w(1);
  auto home = w.connect(0);
  home.hello();
  auto const old_authority = w.certs.ca;
  testing::certificates const renewed(w.folder);  // overwrites the files with those of another authority
  w.signal(SIGHUP);
  REQUIRE(w.logged("certificate_reloaded"));
  CHECK(line(w.port(), old_authority).ended());
  CHECK_FALSE(line(w.port(), renewed.ca).ended());
  w.certs.ca = renewed.ca;
  w.publish(bulletin("one"));
  CHECK(number_in(home.next_of("deliver"), "seq") == 1);
  w.spoil_certificate();
  w.signal(SIGHUP);
  REQUIRE(w.logged("certificate_kept"));
  CHECK_FALSE(line(w.port(), renewed.ca).ended());
}

TEST_CASE("killed without warning, the relay has lost nothing it had promised") {
  process_world w(8);
  std::vector<std::string> published;
  std::vector<std::uint64_t> promised(8, 0);
  std::string epoch;
  {
    std::vector<home_line> homes;
    for (std::size_t i = 0; i < 8; ++i) {
      homes.push_back(w.connect(i));
      homes.back().hello();
    }
    epoch = homes[0].epoch();
    for (int round = 0; round < 10; ++round) {
      published.push_back(w.publish(bulletin(std::to_string(round))));
      for (std::size_t i = 0; i < 8; ++i) homes[i].stored(number_in(homes[i].next_of("deliver"), "seq"));
      if (round < 9)
        for (std::size_t i = 0; i < 8; ++i) promised[i] = number_in(homes[i].next_of("recorded"), "up_to");
    }
    w.signal(SIGKILL);
    for (std::size_t i = 0; i < 8; ++i)
      for (auto frame = homes[i].next(500ms); !frame.empty(); frame = homes[i].next(500ms))
        if (type_of(frame) == "recorded") promised[i] = number_in(frame, "up_to");
  }
  CHECK(w.wait_exit() != 0);
  w.start();
  for (auto const& id : published) {
    auto const reply = w.call("GET", "/v1/messages/" + id + "/receipts");
    REQUIRE(reply.status == 200);
  }
  auto home = w.connect(3);
  auto const welcome = home.hello(epoch, promised[3]);
  CHECK(text_in(welcome, "resume") == "ok");
  CHECK(number_in(welcome, "last") == 10);
  for (std::size_t round = 0; round < promised[3]; ++round) {
    auto const coverage = w.call("GET", "/v1/messages/" + published[round] + "/coverage").body;
    INFO(coverage);
    CHECK(coverage.find("\"delivered\":8") != std::string::npos);
  }
}

TEST_CASE("told to stop, the process says goodbye and exits 0; told twice it does not wait") {
  process_world w(2);
  {
    auto home = w.connect(0);
    home.hello();
    w.signal(SIGTERM);
    CHECK(home.socket().until_closed() == 4200);
    CHECK(w.wait_exit() == 0);
  }
  CHECK(w.logged("relay_stopped"));
  w.start("--drain.seconds=60");
  std::vector<home_line> homes;
  for (std::size_t i = 0; i < 2; ++i) {
    homes.push_back(w.connect(i));
    homes.back().hello();
  }
  w.signal(SIGTERM);
  w.signal(SIGTERM);
  CHECK(w.wait_exit(5s) == 0);
}
