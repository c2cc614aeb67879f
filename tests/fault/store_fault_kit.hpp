#pragma once

#include <catch2/catch.hpp>

#include <functional>
#include <string>

#include "adapters/sqlite/store.hpp"
#include "tests/contract/store_kit.hpp"

/// Stores on disks that fail.
namespace carerelay::fault {

struct plain_random final : ports::random {
  void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), 7); }
};

inline std::unique_ptr<sqlite::store> open(std::string const& path, std::string const& vfs = "",
                                           std::uint64_t reserve = 0, std::uint64_t check = 64U << 20) {
  static plain_random random;
  sqlite::settings how;
  how.path = path;
  how.base_vfs = vfs;
  how.reserve_bytes = reserve;
  how.check_below_bytes = check;
  return std::make_unique<sqlite::store>(how, random);
}

/// Registers five homes and publishes message after message, saying which are done.
inline void publish_some(sqlite::store& store, int count, std::function<void(int)> const& done) {
  auto const homes = contract::put_homes(store, 5);
  for (int i = 1; i <= count; ++i) {
    auto const row = contract::publish(store, contract::bulletin(i), homes);
    contract::deliver(store, {{homes[0], 0, row.number, row.seqs[0], contract::start}});
    done(i);
    if (i % 3 == 0) store.checkpoint();
  }
}

/// The messages 1 to `count` are there, each with its receipt.
inline void require_kept(std::string const& path, int count) {
  auto const store = open(path);
  auto const reader = store->reader();
  for (int i = 1; i <= count; ++i) {
    auto const found = reader->message(contract::bulletin(i).id);
    REQUIRE(found);
    REQUIRE(reader->receipt(found->row->body->number, 1)->what.state.stage == protocol::stage::delivered);
  }
}

}  // namespace carerelay::fault
