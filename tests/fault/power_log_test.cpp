// The power fails between receipts and checkpoints. What was signed is never ahead of what is durable, and what was
// acknowledged is in the log.
#include <catch2/catch.hpp>

#include <random>

#include "adapters/memory/kept_text.hpp"
#include "adapters/sqlite/store.hpp"
#include "relay/core/record/log_keeper.hpp"
#include "tests/contract/store_kit.hpp"
#include "tests/fault/power_vfs.hpp"
#include "tests/support/temp_folder.hpp"

using namespace carerelay;
using namespace carerelay::contract;
namespace evidence = protocol::evidence;

namespace {

struct seeded_random final : ports::random {
  explicit seeded_random(std::uint64_t seed) : rng(seed) {}
  std::mt19937_64 rng;
  void fill(std::span<std::uint8_t> out) override {
    for (auto& byte : out) byte = static_cast<std::uint8_t>(rng());
  }
};

/// The file beside the store: it is on the same disk, so nothing is written to it without power.
struct text_on_disk final : ports::kept_text {
  fault::power_disk const* disk = nullptr;
  std::string text;
  std::string load() override { return text; }
  void save(std::string_view next) override {
    if (!disk->is_dead()) text = next;
  }
};

std::unique_ptr<sqlite::store> open(fault::power_disk const& disk, std::string const& path, ports::random& random) {
  sqlite::settings how;
  how.path = path;
  how.reserve_bytes = 0;
  how.base_vfs = disk.name();
  how.broadcast_from = 8;
  return std::make_unique<sqlite::store>(how, random);
}

struct relay_life {
  std::vector<std::pair<ports::message_number, ports::home_number>> recorded{};  ///< acknowledged while there was power
  std::vector<evidence::checkpoint> shown{};                                     ///< given out while there was power
};

void live(sqlite::store& store, fault::power_disk const& disk, core::log_keeper& keeper, std::mt19937_64& rng,
          relay_life& out) {
  auto const homes = put_homes(store, 12);
  for (int step = 1; step <= 6; ++step) {
    auto const row = publish(store, bulletin(step), homes);
    for (std::size_t at = 0; at < homes.size() && rng() % 5 != 0; ++at) {
      deliver(store, {{homes[at], 0, row.number, row.seqs[at], start}});
      if (!disk.is_dead()) out.recorded.emplace_back(row.number, homes[at]);
    }
    core::signed_now done;
    store.write([&](auto& w) {
      done = keeper.sign(w, start + hours(step), seconds(1));
      if (done.checkpoint) w.put_checkpoint(*done.checkpoint);
    });
    REQUIRE_FALSE(done.refused);
    if (done.checkpoint && !disk.is_dead())
      out.shown.push_back({store.reader()->logs().back().origin, done.checkpoint->size, done.checkpoint->root});
    if (rng() % 3 == 0) store.checkpoint();
  }
}

/// What a relay finds when it starts again.
void check(sqlite::store& store, relay_life const& made) {
  auto const reader = store.reader();
  auto const logs = reader->logs();
  for (auto const& each : made.shown) {
    auto const log = std::find_if(logs.begin(), logs.end(), [&](auto const& l) { return l.origin == each.origin; });
    REQUIRE(log != logs.end());
    REQUIRE(reader->log_size(log->number) >= each.size);
    REQUIRE(evidence::root_of(each.size, core::nodes_of(*reader, log->number)) == each.root);
    auto const kept = reader->checkpoint(log->number);
    REQUIRE(kept.has_value());
    REQUIRE(kept->size >= each.size);
  }
  for (auto const& [message, home] : made.recorded) {
    auto const places = reader->leaves_of_receipt(message, home);
    REQUIRE(places.size() == 1);
    auto const leaf = reader->log_leaves(places[0].log, places[0].index, 1).at(0);
    REQUIRE(evidence::commitment(leaf.salt, leaf.text) == leaf.committed);
  }
}

}  // namespace

TEST_CASE("whenever the power fails, what was signed is in the log, and so is every receipt that was acknowledged") {
  std::size_t signed_in_all = 0, receipts = 0, log_as_left = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    INFO("seed " << seed);
    test::temp_folder folder;
    fault::power_disk disk(seed);
    std::mt19937_64 rng(seed * 31337);
    seeded_random random(seed);
    text_on_disk memory;
    memory.disk = &disk;
    auto const key = protocol::crypto::ed25519_private_key::from_seed({1});
    auto const path = folder.file("relay.db");
    relay_life made;
    disk.cut_at(60 + rng() % 500);
    {
      core::log_keeper keeper(key, memory);
      auto const store = open(disk, path, random);
      store->write([&](auto& w) { keeper.settle(w, start); });
      live(*store, disk, keeper, rng, made);
    }
    disk.restart();
    auto const store = open(disk, path, random);
    check(*store, made);
    core::log_keeper keeper(key, memory);
    core::log_found found{};
    store->write([&](auto& w) { found = keeper.settle(w, start + hours(9)); });
    // A power cut is no restore: what was remembered outside is never more than the store holds.
    REQUIRE((found == core::log_found::as_left || found == core::log_found::begun));
    log_as_left += found == core::log_found::as_left ? 1 : 0;
    signed_in_all += made.shown.size();
    receipts += made.recorded.size();
  }
  WARN(receipts << " receipts and " << signed_in_all << " checkpoints before 150 power cuts; the log went on after "
                << log_as_left);
  REQUIRE(signed_in_all > 100);
  REQUIRE(receipts > 500);
}
