#include "relay/io/desk/receipt_desk.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <deque>
#include <thread>

#include "adapters/memory/store.hpp"
#include "adapters/system/clock.hpp"
#include "relay/io/desk/store_worker.hpp"

using namespace carerelay;
using namespace std::chrono_literals;

namespace {

struct owner final : io::receipt_owner {
  std::vector<std::uint64_t> heard;
  void marks_recorded(std::uint64_t up_to, std::size_t) override { heard.push_back(up_to); }
};

/// One I/O thread played by the test, and a store thread that has not started yet.
struct world {
  memory::store store;
  system::clock clock;
  io::store_counters store_figures;
  io::thread_counters figures;
  std::mutex mutex;
  std::deque<std::function<void()>> waiting;
  std::atomic<int> rooms{0};
  io::store_worker worker;
  io::receipt_desk desk;

  explicit world(std::size_t receipts_most)
      : worker(store, clock, {.group_max = 8, .receipts_most = receipts_most}, outlets(), store_figures),
        desk(
            0, worker, [this](std::function<void()> work) { waiting.push_back(std::move(work)); }, figures) {}

  io::store_worker::outlets outlets() {
    io::store_worker::outlets out;
    out.post = [this](std::size_t, std::function<void()> work) {
      std::lock_guard const lock(mutex);
      waiting.push_back(std::move(work));
    };
    out.committed = [](std::vector<core::event>) {};
    out.room_again = [this] { ++rooms; };
    out.broken = [](std::exception_ptr why) { std::rethrow_exception(why); };
    out.fullness = [](bool) {};
    out.job_failed = [](std::exception const&) {};
    return out;
  }
  std::size_t turn() {
    std::deque<std::function<void()>> now;
    {
      std::lock_guard const lock(mutex);
      now.swap(waiting);
    }
    for (auto const& work : now) work();
    return now.size();
  }
  bool until(std::function<bool()> const& enough) {
    for (int i = 0; i < 3000 && !enough(); ++i) {
      if (turn() == 0) std::this_thread::sleep_for(1ms);
    }
    return enough();
  }
};

}  // namespace

TEST_CASE("what one device stored in a row is answered in one word, each device for itself") {
  world w(1'000);
  auto const a = std::make_shared<owner>(), b = std::make_shared<owner>();
  for (std::uint64_t seq = 1; seq <= 3; ++seq) w.desk.record(a, {1, 1, 1, seq, {}});
  w.desk.record(b, {2, 2, 1, 9, {}});
  w.worker.start();
  REQUIRE(w.until([&] { return !a->heard.empty() && !b->heard.empty(); }));
  CHECK(a->heard == std::vector<std::uint64_t>{3});
  CHECK(b->heard == std::vector<std::uint64_t>{9});
}

TEST_CASE("receipts leave a thread together, once a turn or when there are many") {
  world w(100'000);
  auto const who = std::make_shared<owner>();
  for (std::uint64_t seq = 1; seq <= 10; ++seq) w.desk.record(who, {1, 1, 1, seq, {}});
  CHECK(w.waiting.size() == 1);
  w.turn();
  CHECK(w.waiting.empty());
  for (std::uint64_t seq = 1; seq <= io::receipt_desk::most; ++seq) w.desk.record(who, {1, 1, 1, seq, {}});
  CHECK_FALSE(w.desk.is_behind());
  w.worker.start();
  REQUIRE(w.until([&] { return who->heard.size() == 2; }));
}

TEST_CASE("while the store is behind nothing is lost, and whoever waits is told when it has caught up") {
  world w(8);
  auto const who = std::make_shared<owner>();
  bool caught_up = false;
  std::uint64_t seq = 0;
  while (!w.desk.is_behind() && seq < 100) {
    w.desk.record(who, {1, 1, 1, ++seq, {}});
    w.turn();
  }
  REQUIRE(w.desk.is_behind());
  w.desk.when_caught_up([&] { caught_up = true; });
  w.desk.record(who, {1, 1, 1, ++seq, {}});  // one that was read already
  CHECK_FALSE(caught_up);
  w.worker.start();
  REQUIRE(w.until([&] { return w.rooms > 0; }));
  w.desk.room_again();
  CHECK(caught_up);
  CHECK_FALSE(w.desk.is_behind());
  REQUIRE(w.until([&] { return !who->heard.empty() && who->heard.back() == seq; }));
  CHECK(w.figures.paused.value() == 1);
}
