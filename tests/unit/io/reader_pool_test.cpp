#include "relay/io/desk/reader_pool.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

#include "adapters/memory/store.hpp"

using namespace carerelay;
using namespace std::chrono_literals;

namespace {

struct world {
  memory::store store{"epoch-1"};
  std::mutex mutex;
  std::vector<std::pair<std::size_t, std::function<void()>>> posted;
  std::atomic<int> failures{0};
  io::reader_pool pool;

  explicit world(std::size_t most)
      : pool(
            store, 1, most,
            [this](std::size_t thread, std::function<void()> work) {
              std::lock_guard const lock(mutex);
              posted.emplace_back(thread, std::move(work));
            },
            [this](std::exception const&) { ++failures; }) {}
};

}  // namespace

TEST_CASE("an answer comes on the thread that asked, and nothing when the question failed") {
  world w(10);
  std::optional<std::string> epoch, failed = "untouched";
  REQUIRE(w.pool.ask<std::string>(
      3, [](ports::store_reader& store) { return store.epoch(); },
      [&](std::optional<std::string> answer) { epoch = std::move(answer); }));
  REQUIRE(w.pool.ask<std::string>(
      4, [](ports::store_reader&) -> std::string { throw std::runtime_error("a bug"); },
      [&](std::optional<std::string> answer) { failed = std::move(answer); }));
  w.pool.stop();
  REQUIRE(w.posted.size() == 2);
  CHECK(w.posted[0].first == 3);
  CHECK(w.posted[1].first == 4);
  for (auto& [thread, work] : w.posted) work();
  CHECK(epoch == "epoch-1");
  CHECK_FALSE(failed);
  CHECK(w.failures == 1);
}

TEST_CASE("more questions than may wait are refused, not queued without end") {
  world w(2);
  std::atomic<bool> go{false};
  auto const slow = [&](ports::store_reader&) {
    while (!go) std::this_thread::sleep_for(1ms);
    return 1;
  };
  int taken = 0;
  for (int i = 0; i < 10; ++i)
    if (w.pool.ask<int>(0, slow, [](std::optional<int>) {})) ++taken;
  CHECK(taken >= 2);
  CHECK(taken <= 3);
  go = true;
  w.pool.stop();
  CHECK(w.posted.size() == static_cast<std::size_t>(taken));
}
