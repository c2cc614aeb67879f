// Disks that are full.
#include <sched.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <map>

#include "tests/fault/child.hpp"
#include "tests/fault/failing_vfs.hpp"
#include "tests/fault/store_fault_kit.hpp"
#include "tests/support/temp_folder.hpp"

using namespace carerelay;
using namespace carerelay::contract;
using Catch::Matchers::Contains;
using fault::call;
using fault::open;
using fault::require_kept;

namespace {

/// A disk of a certain size: the files of the store together, and the reserve beside them.
struct small_disk {
  fault::failing_vfs vfs;
  std::map<std::string, std::uint64_t> sizes;
  std::uint64_t room = ~std::uint64_t(0) / 2;
  std::string reserve;
  std::uint64_t reserve_bytes;

  small_disk(std::string reserve_path, std::uint64_t bytes) : reserve(std::move(reserve_path)), reserve_bytes(bytes) {
    vfs.verdict = [this](call made, std::string const& file, std::uint64_t end) {
      if (made != call::write) return SQLITE_OK;
      auto const grown = std::max(sizes[file], end);
      if (used() - sizes[file] + grown > room) return SQLITE_FULL;
      sizes[file] = grown;
      return SQLITE_OK;
    };
  }
  [[nodiscard]] std::uint64_t used() const {
    std::uint64_t out = std::filesystem::exists(reserve) ? reserve_bytes : 0;
    for (auto const& [file, size] : sizes) out += size;
    return out;
  }
};

}  // namespace

TEST_CASE("when the disk is full the reserve is used, the store says so, and receipts go on") {
  test::temp_folder folder;
  auto const path = folder.file("relay.db");
  constexpr std::uint64_t reserve = 2U << 20;
  small_disk disk(path + ".reserve", reserve);
  auto const store = open(path, disk.vfs.name(), reserve);
  auto const homes = put_homes(*store, 200);
  REQUIRE_FALSE(store->is_full());
  disk.room = disk.used() + (256U << 10);
  std::vector<ports::published_row> published;
  for (int i = 1; !store->is_full(); ++i) {
    REQUIRE(i < 1'000);
    published.push_back(publish(*store, bulletin(i), homes));  // not one fails: the reserve takes over unseen
  }
  REQUIRE_FALSE(std::filesystem::exists(path + ".reserve"));
  for (auto const& row : published) {
    std::vector<ports::delivered_mark> marks;
    for (std::size_t i = 0; i < 20; ++i) marks.push_back({homes[i], 0, row.number, row.seqs[i], start});
    REQUIRE(deliver(*store, marks) == marks.size());
  }
  store->recover_space();
  REQUIRE_FALSE(store->is_full());  // this machine's real disk has room for the reserve again
  REQUIRE(std::filesystem::exists(path + ".reserve"));
}

TEST_CASE("a disk that is full to the last byte refuses the change whole, and the store lives on") {
  test::temp_folder folder;
  auto const path = folder.file("relay.db");
  small_disk disk(path + ".reserve", 0);
  auto store = open(path, disk.vfs.name(), 0);
  auto const homes = put_homes(*store, 50);
  auto const first = publish(*store, bulletin(1), homes);
  disk.room = disk.used() + (64U << 10);
  int refused = 0, done = 1;
  for (int i = 2; i < 60; ++i) {
    try {
      publish(*store, bulletin(i), homes);
      REQUIRE(refused == 0);
      done = i;
    } catch (ports::store_full const&) {
      ++refused;
      REQUIRE(store->reader()->bounds(homes[0]).last == static_cast<std::uint64_t>(done));  // reading goes on
    }
  }
  REQUIRE(refused > 0);
  REQUIRE(store->is_full());
  disk.room = ~std::uint64_t(0) / 2;  // somebody made room
  REQUIRE(publish(*store, bulletin(100), homes).seqs[0] == static_cast<std::uint64_t>(done) + 1);
  deliver(*store, {{homes[0], 0, first.number, 1, start}});
  store->recover_space();
  REQUIRE_FALSE(store->is_full());
  store.reset();
  require_kept(path, 1);
}

TEST_CASE("a work that goes on after the disk was full cannot save half of itself") {
  test::temp_folder folder;
  auto const path = folder.file("relay.db");
  small_disk disk(path + ".reserve", 0);
  auto const store = open(path, disk.vfs.name(), 0);
  put_homes(*store, 5);
  disk.room = disk.used() + 4'096;
  std::string const large(8U << 20, 'x');  // beyond the page cache's patience: written before the commit
  REQUIRE_THROWS_AS(store->write([&](auto& w) {
    w.put_home(home(60));
    for (std::uint8_t n = 1; n < 20; ++n) {
      try {
        store->part(w, [&](auto& in) { in.put_resource(digest(n), large); });
      } catch (ports::store_full const&) {
      }
    }
    disk.room = ~std::uint64_t(0) / 2;
    w.put_home(home(61));
  }),
                    ports::store_full);
  REQUIRE_FALSE(store->reader()->home(home_id(60)));
  REQUIRE_FALSE(store->reader()->home(home_id(61)));
  REQUIRE(store->reader()->resource(digest(1)) == nullptr);
}

TEST_CASE("on a real disk that is full, nothing acknowledged is lost and receipts go on") {
  test::temp_folder folder;
  auto const end = fault::run_child([&](auto const& done) {
    auto const uid = ::getuid();
    auto const gid = ::getgid();
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return;
    auto const say = [](char const* file, std::string const& text) { std::ofstream(file) << text; };
    say("/proc/self/setgroups", "deny");
    say("/proc/self/uid_map", "0 " + std::to_string(uid) + " 1");
    say("/proc/self/gid_map", "0 " + std::to_string(gid) + " 1");
    auto const disk = folder.file("disk");
    std::filesystem::create_directory(disk);
    if (::mount("none", disk.c_str(), "tmpfs", 0, "size=12m") != 0) return;
    done(1);
    auto const path = disk + "/relay.db";
    auto const must = [](bool so, char const* what) {
      if (!so) throw std::runtime_error(what);
    };
    std::vector<ports::published_row> published;
    std::vector<ports::home_number> homes;
    {
      auto const store = open(path, "", 4U << 20);
      homes = put_homes(*store, 500);
      must(!store->is_full(), "full before it began");
      for (int i = 1; !store->is_full(); ++i) published.push_back(publish(*store, bulletin(i), homes));
      done(2);
      std::size_t rose = 0;
      for (auto const& row : published) {
        std::vector<ports::delivered_mark> const marks{{homes[3], 0, row.number, row.seqs[3], start}};
        rose += deliver(*store, marks);
      }
      must(rose == published.size(), "receipts stopped");
      store->recover_space();
      must(store->is_full(), "the reserve came back from a full disk");
      // To the last byte: refused, and still nothing lost.
      bool refused = false;
      for (int i = 5'000; i < 9'000 && !refused; ++i) {
        try {
          publish(*store, bulletin(i), homes);
        } catch (ports::store_full const&) {
          refused = true;
        }
      }
      must(refused, "a disk of 12 MiB took it all");
      done(3);
    }
    auto const store = open(path, "", 4U << 20);
    must(store->is_full(), "no reserve, and not called full");
    auto const reader = store->reader();
    for (auto const& row : published) {
      must(reader->audience(row.number).size() == homes.size(), "a message lost homes");
      must(reader->receipt(row.number, homes[3])->what.state.stage == protocol::stage::delivered, "a receipt was lost");
    }
    done(4);
  });
  if (end.promised < 0) {
    WARN("no user namespace or tmpfs here: the full disk was only played, by the tests above");
    return;
  }
  INFO(end.errors);
  REQUIRE(end.signal == 0);
  REQUIRE(end.status == 0);
  REQUIRE(end.promised == 4);
}
