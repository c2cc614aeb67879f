// Failed syncs and writes, kills, and two owners.
#include <sqlite3.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <csignal>
#include <random>

#include "tests/fault/child.hpp"
#include "tests/fault/failing_vfs.hpp"
#include "tests/fault/store_fault_kit.hpp"
#include "tests/support/temp_folder.hpp"

using namespace carerelay;
using namespace carerelay::contract;
using Catch::Matchers::Contains;
using fault::call;
using fault::open;
using fault::publish_some;
using fault::require_kept;

namespace {

/// Lets the n-th call of this kind fail, for every n until the work gets through.
void fail_each(call what, int code, std::string const& event) {
  int aborted = 0;
  for (int n = 1; n < 500; n += n < 20 ? 1 : 7) {
    INFO("call " << n);
    test::temp_folder folder;
    auto const path = folder.file("relay.db");
    auto const end = fault::run_child([&](auto const& done) {
      fault::failing_vfs vfs;
      int left = n;
      vfs.verdict = [&](call made, std::string const&, std::uint64_t) {
        return made == what && --left == 0 ? code : 0;
      };
      auto const store = open(path, vfs.name());
      publish_some(*store, 12, done);
    });
    if (end.signal == 0) {
      REQUIRE(end.status == 0);
      REQUIRE(end.promised == 12);
      break;
    }
    REQUIRE(end.signal == SIGABRT);
    REQUIRE_THAT(end.errors,
                 Contains("\"event\":\"" + event + "\"") && Contains("relay.db") && Contains("Input/output error"));
    require_kept(path, end.promised);
    ++aborted;
  }
  REQUIRE(aborted > (what == call::truncate ? 0 : 20));
}

}  // namespace

TEST_CASE("a sync that fails ends the process, says why, and nothing promised is lost") {
  fail_each(call::sync, SQLITE_IOERR_FSYNC, "store_sync_failed");
}

TEST_CASE("a write that fails ends the process, says why, and nothing promised is lost") {
  fail_each(call::write, SQLITE_IOERR_WRITE, "store_write_failed");
}

TEST_CASE("a truncation that fails ends the process") {
  test::temp_folder folder;
  auto const end = fault::run_child([&](auto const& done) {
    fault::failing_vfs vfs;
    vfs.verdict = [](call made, std::string const&, std::uint64_t) {
      return made == call::truncate ? SQLITE_IOERR_TRUNCATE : 0;
    };
    {
      auto const store = open(folder.file("relay.db"), vfs.name());
      publish_some(*store, 3, done);
      store->write([](auto& w) { w.put_resource(digest(1), std::string(70U << 20, 'x')); });  // a log beyond its limit
      store->checkpoint();
      publish(*store, bulletin(50), {});
    }
  });
  REQUIRE(end.signal == SIGABRT);
  REQUIRE_THAT(end.errors, Contains("store_truncate_failed"));
  require_kept(folder.file("relay.db"), 3);
}

TEST_CASE("a process killed in the middle of writing leaves everything it promised") {
  std::mt19937 rng(11);
  test::temp_folder folder;
  int kept = 0;
  for (int round = 0; round < 25; ++round) {
    auto const path = folder.file("relay" + std::to_string(round));
    auto const end = fault::run_child(
        [&](auto const& done) {
          auto const store = open(path);
          publish_some(*store, 100'000, done);
        },
        static_cast<int>(20 + rng() % 150));
    REQUIRE(end.signal == SIGKILL);
    if (end.promised < 0) continue;  // killed while it opened
    require_kept(path, end.promised);
    ++kept;
  }
  REQUIRE(kept > 5);
}

TEST_CASE("a second process is refused with a sentence, and let in when the first is gone") {
  test::temp_folder folder;
  auto const path = folder.file("relay.db");
  auto const try_it = [&](auto const& done) {
    open(path);
    done(1);
  };
  {
    auto const store = open(path);
    auto const end = fault::run_child(try_it);
    REQUIRE(end.status == 3);
    REQUIRE_THAT(end.errors, Contains("in use by another process (process " + std::to_string(::getpid()) + ")"));
    put(*store, home(1));
  }
  REQUIRE(fault::run_child(try_it).promised == 1);
}
