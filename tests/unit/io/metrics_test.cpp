#include "relay/io/metrics.hpp"

#include <catch2/catch.hpp>

#include "protocol/errc.hpp"

using namespace carerelay;

TEST_CASE("the figures of all threads are added up when somebody asks, under names that say what they count") {
  io::thread_counters one, two;
  io::store_counters store;
  one.deliveries.add(3);
  two.deliveries.add(4);
  one.homes.add(2);
  two.homes.subtract(0);
  two.closed[101].add();
  one.refused[static_cast<std::size_t>(protocol::errc::origin_refused)].add(5);
  one.verdicts[3].add();
  store.delivered.add(7);
  store.commit_us.record(300);
  store.commit_us.record(9'000'000);
  io::figures what;
  what.threads = {&one, &two};
  what.store = &store;
  what.oldest_undelivered_seconds = 42;
  auto const text = io::exposition(what);
  for (auto const* line :
       {"carerelay_deliveries_total 7", "carerelay_connections{kind=\"home\"} 2",
        "carerelay_closes_total{code=\"4101\"} 1", "carerelay_refused_total{rule=\"origin_refused\"} 5",
        "carerelay_resumes_total{verdict=\"ahead\"} 1", "carerelay_receipts_total{stage=\"delivered\"} 7",
        "carerelay_oldest_undelivered_seconds 42", "carerelay_commit_seconds_count 2",
        "# TYPE carerelay_commit_seconds histogram"}) {
    INFO(line);
    CHECK(text.find(std::string(line) + "\n") != std::string::npos);
  }
}
