#include <catch2/catch.hpp>

#include <array>
#include <thread>
#include <vector>

#include "adapters/system/clock.hpp"
#include "adapters/system/random.hpp"

using namespace carerelay;

TEST_CASE("the clock tells the time of day in UTC") {
  system::clock const clock;
  auto const before = std::chrono::system_clock::now();
  auto const now = clock.now();
  auto const after = std::chrono::system_clock::now();
  REQUIRE(now >= std::chrono::floor<std::chrono::milliseconds>(before));
  REQUIRE(now <= after);
}

TEST_CASE("random bytes fill all that was asked for, and differ") {
  system::random random;
  std::array<std::uint8_t, 32> a{}, b{};
  random.fill(a);
  random.fill(b);
  REQUIRE(a != b);
  std::vector<std::uint8_t> many(100'000);
  random.fill(many);
  std::array<std::size_t, 256> seen{};
  for (auto const byte : many) ++seen[byte];
  for (auto const count : seen) REQUIRE(count > 200);  // 390 on average; 200 is out of all likelihood
  random.fill({});
}

TEST_CASE("random bytes may be asked for by several threads at once") {
  system::random random;
  std::array<std::array<std::uint8_t, 16>, 8> drawn{};
  std::vector<std::thread> threads;
  for (auto& each : drawn) threads.emplace_back([&random, &each] { random.fill(each); });
  for (auto& each : threads) each.join();
  for (std::size_t i = 1; i < drawn.size(); ++i) REQUIRE(drawn[0] != drawn[i]);
}
