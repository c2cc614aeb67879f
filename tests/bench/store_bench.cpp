// What the store costs by itself: no sockets, one thread. `bench_store [--homes N] [--history N] [--folder PATH]`
// prints one JSON object. Every figure includes the commit and its sync.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "adapters/sqlite/store.hpp"
#include "adapters/system/random.hpp"
#include "protocol/register/home.hpp"

namespace {

using namespace carerelay;
using clock_type = std::chrono::steady_clock;

/// Seconds on the clock and seconds of this process's processor time: only the second compares on a shared machine.
struct cost {
  double wall = 0, cpu = 0;
};

cost cost_of(auto const& work) {
  auto const start = clock_type::now();
  auto const cpu_start = std::clock();
  work();
  double const cpu = static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC;
  return {std::chrono::duration<double>(clock_type::now() - start).count(), cpu};
}

protocol::uuid numbered(int kind, int number) {
  protocol::uuid::bytes_type bytes{};
  bytes[0] = static_cast<std::uint8_t>(kind);
  std::memcpy(bytes.data() + 8, &number, sizeof number);
  return protocol::uuid(bytes);
}

protocol::instant now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

struct bench {
  sqlite::store& store;
  std::vector<ports::home_number> homes;
  std::vector<ports::device_number> devices;
  std::string json = "{\"text\":\"" + std::string(2'000, 'x') + "\"}";
  int messages = 0;

  void fill(int count) {
    store.write([&](auto& w) {
      for (int i = 0; i < count; ++i) {
        protocol::home_record home;
        home.id = protocol::home_id::parse(fmt::format("1-{}", 100'000'000 + i)).value();
        home.area = protocol::area_code::parse(fmt::format("E090000{:02}", 1 + i % 33)).value();
        home.name = "A home";
        homes.push_back(w.put_home(home));
        ports::device_row device;
        device.id = protocol::device_id(numbered(2, i));
        device.home = homes.back();
        devices.push_back(w.add_device(device));
      }
    });
  }
  ports::published_row publish() {
    protocol::message what;
    what.id = protocol::message_id(numbered(1, ++messages));
    what.sender = protocol::publisher_id::parse("bench").value();
    what.sent = now();
    what.content.topic = "bench";
    what.content.effective = what.sent;
    ports::published_row out;
    store.write([&](auto& w) { out = w.add_message({&what, &json, {}}, homes); });
    return out;
  }
  /// Everyone's receipt, in groups of 256.
  void deliver(ports::published_row const& message, std::vector<std::size_t> const& order) {
    std::vector<ports::delivered_mark> group;
    for (std::size_t i = 0; i < order.size(); ++i) {
      auto const at = order[i];
      group.push_back({homes[at], devices[at], message.number, message.seqs[at], now()});
      if (group.size() < 256 && i + 1 < order.size()) continue;
      store.write([&](auto& w) { w.record_delivered(group); });
      group.clear();
    }
  }
};

/// The cheapest of several rounds by processor time: what is left when nobody else was in the way.
std::string least(std::vector<cost> const& all, double per) {
  cost best = all.front();
  for (auto const& each : all) {
    best.cpu = std::min(best.cpu, each.cpu);
    best.wall = std::min(best.wall, each.wall);
  }
  return fmt::format("{{\"wall\":{:.2f},\"cpu\":{:.2f}}}", best.wall * per, best.cpu * per);
}

}  // namespace

int main(int argc, char** argv) {
  int home_count = 10'000, history = 0;
  std::string folder = std::filesystem::temp_directory_path() / "carerelay-bench-store";
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string const flag = argv[i];
    if (flag == "--homes") home_count = std::atoi(argv[i + 1]);
    if (flag == "--history") history = std::atoi(argv[i + 1]);
    if (flag == "--folder") folder = argv[i + 1];
  }
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  system::random random;
  sqlite::settings how;
  how.path = folder + "/relay.db";
  sqlite::store store(how, random);
  bench b{store, {}, {}};
  auto const filled = cost_of([&] { b.fill(home_count); });
  for (int i = 0; i < history; ++i) b.publish();

  std::vector<std::size_t> in_order(home_count);
  for (std::size_t i = 0; i < in_order.size(); ++i) in_order[i] = i;
  auto any_order = in_order;
  std::shuffle(any_order.begin(), any_order.end(), std::mt19937(7));

  std::vector<cost> publishing, ordered, shuffled, covering;
  ports::published_row last;
  auto const reader = store.reader();
  for (int round = 0; round < 5; ++round) {
    publishing.push_back(cost_of([&] { last = b.publish(); }));
    ordered.push_back(cost_of([&] { b.deliver(last, in_order); }));
    publishing.push_back(cost_of([&] { last = b.publish(); }));
    shuffled.push_back(cost_of([&] { b.deliver(last, any_order); }));
    covering.push_back(cost_of([&] { (void)reader->coverage(last.number); }));
  }
  std::size_t entries = 0;
  auto const resuming = cost_of([&] {
    for (std::size_t i = 0; i < b.homes.size(); ++i) entries += reader->inbox(b.homes[i], last.seqs[i] - 3, 64).size();
  });
  auto const closing = cost_of(
      [&] { store.write([&](auto& w) { w.close_message(last.number, protocol::closure::withdrawn, 0, now()); }); });
  double const ms = 1e3, us_each = 1e6 / home_count;
  fmt::print(
      "{{\"homes\":{},\"history\":{},\"fill_ms\":{},\"add_message_ms\":{},\"mark_us\":{},\"mark_any_order_us\":{},"
      "\"coverage_ms\":{},\"resume_entries\":{},\"resume_ms\":{},\"close_message_ms\":{}}}\n",
      home_count, history, least({filled}, ms), least(publishing, ms), least(ordered, us_each),
      least(shuffled, us_each), least(covering, ms), entries, least({resuming}, ms), least({closing}, ms));
  return 0;
}
