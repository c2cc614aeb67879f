#include "relay/io/desk/egress.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace carerelay;
using namespace std::chrono_literals;

namespace {

/// A server that never answers, until told that nobody waits any more.
struct silence final : ports::http_client {
  ports::http_answer ask(ports::http_call const& what) override {
    while (what.give_up == nullptr || !*what.give_up) std::this_thread::sleep_for(1ms);
    throw std::runtime_error("given up");
  }
};

struct world {
  std::mutex mutex;
  std::vector<std::function<void()>> posted;
  std::atomic<int> troubles{0};

  io::poster post() {
    return [this](std::size_t, std::function<void()> work) {
      std::lock_guard const lock(mutex);
      posted.push_back(std::move(work));
    };
  }
  io::egress::pool::trouble report() {
    return [this](std::exception const&) { ++troubles; };
  }
  void run_posted() {
    std::lock_guard const lock(mutex);
    for (auto const& work : posted) work();
    posted.clear();
  }
};

}  // namespace

TEST_CASE("a server that never answers does not hold back the relay's end, and whoever waits is answered") {
  world w;
  std::vector<bool> answered;
  {
    io::egress outside([] { return std::make_unique<silence>(); }, 2, 10, w.post(), w.report());
    for (int i = 0; i < 5; ++i) {
      bool const taken = outside.ask<int>(
          0, [](ports::http_client& client) { return client.ask({}).status; },
          [&](std::optional<int> answer) { answered.push_back(answer.has_value()); });
      CHECK(taken);
    }
    auto const begun = std::chrono::steady_clock::now();
    outside.stop();
    CHECK(std::chrono::steady_clock::now() - begun < 2s);
  }
  w.run_posted();
  CHECK(answered == std::vector<bool>(5, false));
  CHECK(w.troubles == 5);
}

TEST_CASE("more questions than may wait are refused at once") {
  world w;
  io::egress outside([] { return std::make_unique<silence>(); }, 1, 2, w.post(), w.report());
  std::size_t taken = 0;
  for (int i = 0; i < 20; ++i) {
    bool const is_taken = outside.ask<int>(
        0, [](ports::http_client& client) { return client.ask({}).status; }, [](std::optional<int>) {});
    taken += is_taken ? 1 : 0;
  }
  CHECK(taken >= 2);
  CHECK(taken <= 3);
}

TEST_CASE("a client that cannot be made is an answer, not the end of the relay") {
  world w;
  std::optional<bool> answered;
  {
    io::egress outside([]() -> std::unique_ptr<ports::http_client> { throw std::runtime_error("no library"); }, 1, 10,
                       w.post(), w.report());
    bool const taken = outside.ask<int>(
        0, [](ports::http_client& client) { return client.ask({}).status; },
        [&](std::optional<int> answer) { answered = answer.has_value(); });
    CHECK(taken);
  }
  w.run_posted();
  CHECK(answered == false);
}
