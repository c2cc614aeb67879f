// Failed syncs and writes, kills, full disks, damaged files, and two owners.
#include <sched.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "adapters/sqlite/store.hpp"
#include "tests/contract/store_kit.hpp"
#include "tests/fault/child.hpp"
#include "tests/fault/failing_vfs.hpp"
#include "tests/support/temp_folder.hpp"

using namespace carerelay;
using namespace carerelay::contract;
using Catch::Matchers::Contains;
using fault::call;

namespace {

struct plain_random final : ports::random {
  void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), 7); }
};

std::unique_ptr<sqlite::store> open(std::string const& path, std::string const& vfs = "", std::uint64_t reserve = 0,
                                    std::uint64_t check = 64U << 20) {
  static plain_random random;
  sqlite::settings how;
  how.path = path;
  how.base_vfs = vfs;
  how.reserve_bytes = reserve;
  how.check_below_bytes = check;
  return std::make_unique<sqlite::store>(how, random);
}

/// Registers five homes and publishes message after message, saying which are done.
void publish_some(sqlite::store& store, int count, std::function<void(int)> const& done) {
  auto const homes = put_homes(store, 5);
  for (int i = 1; i <= count; ++i) {
    auto const row = publish(store, bulletin(i), homes);
    deliver(store, {{homes[0], 0, row.number, row.seqs[0], start}});
    done(i);
    if (i % 3 == 0) store.checkpoint();
  }
}

/// The messages 1 to `count` are there, each with its receipt.
void require_kept(std::string const& path, int count) {
  auto const store = open(path);
  auto const reader = store->reader();
  for (int i = 1; i <= count; ++i) {
    auto const found = reader->message(bulletin(i).id);
    REQUIRE(found);
    REQUIRE(reader->receipt(found->row->body->number, 1)->what.state.stage == protocol::stage::delivered);
  }
}

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

namespace {

/// Everything a reader can be asked, as text, row by row. What cannot be read is left out; gives how many such there
/// were.
struct everything {
  std::vector<std::string> rows;
  int refused = 0;
};

template <class Look>
void look_at(everything& out, Look const& look) {
  try {
    look();
  } catch (ports::store_damaged const&) {
    ++out.refused;
  } catch (std::runtime_error const&) {
    ++out.refused;
  }
}

std::string text(ports::inbox_row const& row) {
  return std::to_string(row.seq) + row.message.row->body->json + std::to_string(static_cast<int>(row.state.stage));
}

everything read_all(ports::store_reader& r, int homes, int messages) {
  everything out;
  auto const keep = [&](std::string prefix, std::string row) { out.rows.push_back(std::move(prefix) + row); };
  for (int h = 1; h <= homes; ++h) {
    auto const n = static_cast<ports::home_number>(h);
    look_at(out, [&] {
      if (auto const row = r.home(home_id(h)))
        keep("home " + std::to_string(h), row->record.name + row->record.telephone);
    });
    look_at(out, [&] {
      for (auto const& row : r.devices(n))
        keep("device", row.id.text() + std::to_string(row.home) + std::to_string(row.key[0]));
    });
    look_at(out, [&] {
      for (auto const& row : r.inbox(n, 0, 1'000)) keep("inbox " + std::to_string(h), text(row));
    });
  }
  for (int m = 1; m <= messages; ++m) {
    auto const n = static_cast<ports::message_number>(m);
    look_at(out, [&] {
      if (auto const row = r.message(bulletin(m).id)) keep("message " + std::to_string(m), row->row->body->json);
    });
    look_at(out, [&] {
      for (auto const& row : r.receipts(n, 0, 1'000)) {
        keep("receipt " + std::to_string(m),
             row.what.home.text() + std::to_string(static_cast<int>(row.what.state.stage)));
      }
    });
    for (int h = 1; h <= homes; ++h) {
      look_at(out, [&] {
        for (auto const& e : r.events(n, static_cast<ports::home_number>(h))) {
          keep("event " + std::to_string(m) + "," + std::to_string(h), e.id.text() + e.note);
        }
      });
    }
  }
  std::sort(out.rows.begin(), out.rows.end());
  return out;
}

}  // namespace

TEST_CASE("a file with flipped bits is refused or read right: never a crash, never a wrong row") {
  constexpr int homes = 30, messages = 8;
  test::temp_folder folder;
  auto const path = folder.file("relay.db");
  everything whole;
  {
    auto const store = open(path);
    auto const numbers = put_homes(*store, homes);
    for (int i = 1; i <= homes; ++i) add_device(*store, device(i, numbers[static_cast<std::size_t>(i) - 1]));
    for (int i = 1; i <= messages; ++i) {
      auto const row = publish(*store, bulletin(i), numbers);
      std::vector<ports::delivered_mark> marks;
      for (std::size_t h = 0; h < numbers.size(); h += 2)
        marks.push_back({numbers[h], 1, row.number, row.seqs[h], start});
      deliver(*store, marks);
      act(*store, row.number, numbers[3], answer_event(i, start, protocol::response::actioned, "done"));
    }
    whole = read_all(*store->reader(), homes, messages);
  }
  REQUIRE(whole.refused == 0);
  auto const size = std::filesystem::file_size(path);
  auto const end = fault::run_child([&](auto const& done) {
    std::mt19937 rng(5);
    int refused_at_open = 0, refused_in_part = 0, read_right = 0, missing = 0;
    for (int round = 0; round < 400; ++round) {
      auto const copy = folder.file("damaged.db");
      std::filesystem::copy_file(path, copy, std::filesystem::copy_options::overwrite_existing);
      {
        std::fstream file(copy, std::ios::in | std::ios::out | std::ios::binary);
        for (unsigned flips = 1 + rng() % 4; flips > 0; --flips) {
          auto const at = static_cast<std::streamoff>(rng() % size);
          file.seekg(at);
          char const byte = static_cast<char>(file.get() ^ (1 << rng() % 8));
          file.seekp(at);
          file.put(byte);
        }
      }
      try {
        auto const store = open(copy, "", 0, round % 2 == 0 ? 64U << 20 : 0);
        auto const seen = read_all(*store->reader(), homes, messages);
        for (auto const& row : seen.rows) {
          if (!std::binary_search(whole.rows.begin(), whole.rows.end(), row))
            throw std::logic_error("a wrong row: " + row);
        }
        if (seen.refused > 0)
          ++refused_in_part;
        else if (seen.rows == whole.rows)
          ++read_right;
        else
          ++missing;
      } catch (std::runtime_error const&) {
        ++refused_at_open;
      }
      done(round);
    }
    std::fprintf(stderr, "refused when opened %d, when read %d, nothing wrong seen %d, rows not found %d\n",
                 refused_at_open, refused_in_part, read_right, missing);
  });
  INFO(end.errors);
  REQUIRE(end.signal == 0);
  REQUIRE(end.status == 0);
  REQUIRE(end.promised == 399);
  WARN(end.errors);
}

TEST_CASE("a file cut short is refused with clear words") {
  test::temp_folder folder;
  auto const path = folder.file("relay.db");
  {
    auto const store = open(path);
    publish(*store, bulletin(1), put_homes(*store, 500));
  }
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  REQUIRE_THROWS_AS(open(path), ports::store_damaged);
  REQUIRE_THROWS_WITH(open(path), Contains("damaged") && Contains("restore"));
}
