#include "relay/io/loop/ticker.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <vector>

#include "tests/unit/io/loopback.hpp"

namespace io = carerelay::io;
using namespace std::chrono_literals;
using io::testing::loop;
using steady = std::chrono::steady_clock;

namespace {

struct bell {
  explicit bell(io::ticker& on) : wheel{on} {}
  void ring() {
    ++rung;
    when = steady::now();
    if (again > 0ms) timer.set(wheel, again);
  }
  io::ticker& wheel;
  int rung = 0;
  std::chrono::milliseconds again{0};
  steady::time_point when{};
  io::ticker::timer timer{*this, [](bell& self) { self.ring(); }};
};

}  // namespace

TEST_CASE("A timer fires once, not early and not much late") {
  loop on;
  for (auto const wait : {0ms, 1ms, 49ms, 50ms, 120ms}) {
    bell one{on.thread.timers()};
    auto const start = steady::now();
    one.timer.set(on.thread.timers(), wait);
    REQUIRE(on.until([&] { return one.rung == 1; }));
    CHECK(one.when - start >= wait);
    CHECK(one.when - start < wait + 400ms);  // a grain is 50 ms; the rest is a busy machine
    CHECK(!one.timer.is_set());
  }
}

TEST_CASE("A timer cancelled, destroyed or set again does not fire at its old time") {
  loop on;
  bell cancelled{on.thread.timers()}, moved{on.thread.timers()};
  auto destroyed = std::make_unique<bell>(on.thread.timers());
  cancelled.timer.set(on.thread.timers(), 50ms);
  destroyed->timer.set(on.thread.timers(), 50ms);
  moved.timer.set(on.thread.timers(), 50ms);
  moved.timer.set(on.thread.timers(), 10min);
  cancelled.timer.cancel();
  destroyed.reset();
  on.settle(200ms);
  CHECK(cancelled.rung == 0);
  CHECK(moved.rung == 0);
  CHECK(on.thread.timers().pending() == 1);
}

TEST_CASE("A heartbeat sets itself again from inside its call") {
  loop on;
  bell beat{on.thread.timers()};
  beat.again = 10ms;
  beat.ring();
  CHECK(on.until([&] { return beat.rung >= 4; }));
}

TEST_CASE("Timers in one slot may cancel and destroy each other as they fire") {
  loop on;
  struct pair {
    explicit pair(io::ticker& wheel) { mine.set(wheel, 20ms), other.set(wheel, 20ms); }
    void fire() {
      ++fired;
      mine.cancel();
      other.cancel();
    }
    int fired = 0;
    io::ticker::timer mine{*this, [](pair&self) { self.fire(); }}, other{*this, [](pair&self) { self.fire(); }};
  };
  std::vector<std::unique_ptr<pair>> all;
  for (int i = 0; i < 100; ++i) all.push_back(std::make_unique<pair>(on.thread.timers()));
  REQUIRE(on.until([&] { return on.thread.timers().pending() == 0; }));
  for (auto const& one : all) CHECK(one->fired == 1);
}

TEST_CASE("A timer further away than one turn of the wheel waits for its turn") {
  loop on;
  bell far{on.thread.timers()}, near{on.thread.timers()};
  far.timer.set(on.thread.timers(), io::ticker::grain * 1024 + 100ms);
  near.timer.set(on.thread.timers(), 100ms);
  REQUIRE(on.until([&] { return near.rung == 1; }));
  on.settle(200ms);
  CHECK(far.rung == 0);
  CHECK(far.timer.is_set());
}
