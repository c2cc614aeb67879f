// What the store does with its file: versions, owners, damage, backups.
#include <sqlite3.h>
#include <sys/stat.h>
#include <catch2/catch.hpp>

#include <atomic>
#include <fstream>
#include <thread>

#include "adapters/sqlite/disk/connection.hpp"
#include "adapters/sqlite/rows/row_sum.hpp"
#include "adapters/sqlite/schema/schema.hpp"
#include "tests/contract/store_kit.hpp"
#include "tests/unit/sqlite/on_disk.hpp"

using namespace carerelay;
using namespace carerelay::contract;
using carerelay::test::on_disk;
using Catch::Matchers::Contains;

TEST_CASE("a store of a newer version is refused with a sentence") {
  on_disk disk;
  disk.open();
  disk.run("PRAGMA user_version=99");
  REQUIRE_THROWS_AS(disk.open(), ports::store_damaged);
  REQUIRE_THAT(disk.refusal(), Contains("newer Carerelay") && Contains("schema 99"));
}

TEST_CASE("another program's database is left alone") {
  on_disk disk;
  disk.run("CREATE TABLE recipes(name TEXT)");
  REQUIRE_THAT(disk.refusal(), Contains("not a Carerelay store"));
  REQUIRE(disk.ask("SELECT count(*) FROM sqlite_schema") == "1");
}

TEST_CASE("a file that is no database is refused and left as it was") {
  on_disk disk;
  std::string const text(5'000, 'x');
  std::ofstream(disk.path) << text;
  REQUIRE_THROWS_AS(disk.open(), ports::store_damaged);
  std::ifstream in(disk.path);
  REQUIRE(std::string(std::istreambuf_iterator<char>(in), {}) == text);
}

TEST_CASE("a folder that is not there is named") {
  on_disk disk;
  disk.path = disk.folder.file("nowhere/relay.db");
  REQUIRE_THAT(disk.refusal(), Contains("nowhere/relay.db") && Contains("No such file"));
}

TEST_CASE("the store's files are for its owner only") {
  on_disk disk;
  auto const store = disk.open();
  put(*store, home(1));
  for (char const* const end : {"", "-wal", "-shm", ".lock", ".reserve"}) {
    struct stat held {};
    INFO(end);
    REQUIRE(::stat((disk.path + end).c_str(), &held) == 0);
    REQUIRE((held.st_mode & 0777) == 0600);
  }
}

TEST_CASE("a store opens only once, and again when it was closed") {
  on_disk disk;
  auto first = disk.open();
  REQUIRE_THAT(disk.refusal(), Contains("in use by another process") && Contains("process"));
  first.reset();
  REQUIRE(disk.refusal().empty());
}

TEST_CASE("an older store is taken through the steps it lacks, and keeps its rows") {
  test::temp_folder folder;
  sqlite::connection db(folder.file("old.db"), {.vfs = "", .create = true});
  sqlite::migration const old[] = {{1, "CREATE TABLE homes(name TEXT); INSERT INTO homes VALUES('Addington');"}};
  sqlite::migration const now[] = {
      old[0], {2, "ALTER TABLE homes ADD COLUMN beds INTEGER NOT NULL DEFAULT 0;"}, {3, "UPDATE homes SET beds=7;"}};
  bring_up_to_date(db, old);
  REQUIRE(db.number("PRAGMA user_version") == 1);
  bring_up_to_date(db, now);
  REQUIRE(db.number("PRAGMA user_version") == 3);
  REQUIRE(db.text("SELECT name || beds FROM homes") == "Addington7");
  bring_up_to_date(db, now);
  REQUIRE(db.number("SELECT count(*) FROM homes") == 1);
  REQUIRE_THROWS_AS(bring_up_to_date(db, old), ports::store_damaged);
}

TEST_CASE("a step that fails leaves the older store as it was") {
  test::temp_folder folder;
  sqlite::connection db(folder.file("old.db"), {.vfs = "", .create = true});
  sqlite::migration const steps[] = {{1, "CREATE TABLE homes(name TEXT);"},
                                     {2, "ALTER TABLE homes ADD COLUMN beds INTEGER;"},
                                     {3, "UPDATE homes SET nonsense=1;"}};
  bring_up_to_date(db, std::span(steps, 1));
  REQUIRE_THROWS(bring_up_to_date(db, steps));
  REQUIRE(db.number("PRAGMA user_version") == 1);
  REQUIRE(db.number("SELECT count(*) FROM pragma_table_info('homes')") == 1);
}

TEST_CASE("every store ever written opens: the one of schema 1, kept as text, is read with all its rows") {
  on_disk disk;
  std::ifstream in(std::string(std::getenv("CARERELAY_SOURCE_DIR") ? std::getenv("CARERELAY_SOURCE_DIR") : ".") +
                   "/tests/unit/sqlite/schema_1.sql");
  REQUIRE(in);
  disk.run(std::string(std::istreambuf_iterator<char>(in), {}));
  auto const store = disk.open();
  auto const reader = store->reader();
  REQUIRE(reader->epoch() == "0102030405060708090a0b0c");
  REQUIRE(reader->home(home_id(1))->record == home(1));
  REQUIRE(reader->device(device(1, 0).id)->stored_up_to == 1);
  REQUIRE(reader->message(bulletin(1).id)->row->body->json == json_of(bulletin(1)));
  REQUIRE(reader->events(1, 1).size() == 3);
  REQUIRE(reader->receipt(1, 1)->what.state.answer == protocol::response::actioned);
  REQUIRE(reader->inbox(1, 0, 10).size() == 1);
  // The account's token opens the same doors as before: it is its first member's now.
  auto const team = reader->publisher(publisher("ukhsa-london"));
  REQUIRE(team);
  REQUIRE(team->name == "UKHSA London");
  REQUIRE(team->grant.all_areas);
  REQUIRE(team->grant.channels == protocol::way_set{protocol::way::stream});
  auto const member = reader->member_by_token(digest(1));
  REQUIRE(member);
  REQUIRE(member->id.text() == "ukhsa-london");
  REQUIRE(member->team == team->id);
  REQUIRE_FALSE(member->is_person);
}

TEST_CASE("every account of schema 1 becomes a team whose first member holds its token and its roles") {
  on_disk disk;
  std::ifstream in(std::string(std::getenv("CARERELAY_SOURCE_DIR") ? std::getenv("CARERELAY_SOURCE_DIR") : ".") +
                   "/tests/unit/sqlite/schema_1.sql");
  disk.run(std::string(std::istreambuf_iterator<char>(in), {}));
  auto const account = [&](std::string id, std::uint8_t token, std::string kinds, bool administrator) {
    sqlite::row_sum sum(5);  // publishers, as version 1 has it
    sum.add(id).add(id).add(digest(token)).add(kinds).add(std::string("9:E09000010")).add(false).add(1);
    sum.add(administrator).add(1'000).add(std::optional<std::int64_t>());
    sqlite::connection(disk.path, {.vfs = "", .create = false})
        .run("INSERT INTO publishers VALUES(?,?,?,?,?,0,1,?,1000,NULL,?)", std::string_view(id), std::string_view(id),
             protocol::bytes_view(digest(token)), protocol::as_bytes(kinds),
             protocol::as_bytes(std::string_view("9:E09000010")), administrator, sum.value());
  };
  account("writers", 11, std::string("\0\1", 2), false);
  account("laboratory", 12, "\2", false);
  account("office", 13, "", true);
  account("everything", 14, std::string("\0\2", 2), true);
  auto const store = disk.open();
  auto const reader = store->reader();
  using protocol::role;
  CHECK(reader->member_by_token(digest(11))->roles == protocol::role_set{role::publisher});
  CHECK(reader->member_by_token(digest(12))->roles == protocol::role_set{role::result_sender});
  CHECK(reader->member_by_token(digest(13))->roles == protocol::role_set{role::administrator});
  CHECK(reader->member_by_token(digest(14))->roles ==
        protocol::role_set{role::publisher, role::administrator, role::result_sender});
  auto const team = reader->publisher(publisher("writers"));
  CHECK(team->grant.areas == std::vector{area("E09000010")});
  CHECK(team->grant.kinds.size() == 2);
  CHECK(reader->publisher(publisher("office"))->grant.administrator);
}

TEST_CASE("an account of schema 1 that was changed by somebody else stops the migration") {
  on_disk disk;
  std::ifstream in(std::string(std::getenv("CARERELAY_SOURCE_DIR") ? std::getenv("CARERELAY_SOURCE_DIR") : ".") +
                   "/tests/unit/sqlite/schema_1.sql");
  disk.run(std::string(std::istreambuf_iterator<char>(in), {}));
  disk.run("UPDATE publishers SET administrator=1");
  REQUIRE_THAT(disk.refusal(), Contains("table publishers"));
}

TEST_CASE("a changed row is reported with its table and number, never shown") {
  on_disk disk;
  {
    auto const store = disk.open();
    auto const homes = put_homes(*store, 2);
    add_device(*store, device(1, homes[0]));
    auto const message = publish(*store, bulletin(1), homes).number;
    deliver(*store, {{homes[0], 1, message, 1, start}});
    act(*store, message, homes[0], answer_event(1, start, protocol::response::actioned, "note"));
    ports::publisher_row who;
    who.id = publisher("croydon");
    store->write([&](auto& w) {
      w.put_publisher(who);
      ports::member_row member;
      member.id = *protocol::member_id::parse("jane-doe");
      member.team = who.id;
      w.put_member(member);
      w.put_resource(digest(5), "bytes");
      ports::enrolment_code_row code;
      code.hashed = digest(6);
      code.home = homes[0];
      w.put_code(code);
    });
  }
  struct change {
    std::string table, sql;
    std::function<void(ports::store_reader&)> look;
  };
  auto const inbox = [](auto& r) { (void)r.inbox(1, 0, 10); };
  auto const receipt = [](auto& r) { (void)r.receipt(1, 1); };
  auto const events = [](auto& r) { (void)r.events(1, 1); };
  auto const message = [](auto& r) { (void)r.message(bulletin(1).id); };
  auto const changes = std::vector<change>{
      {"homes", "UPDATE homes SET telephone='+441' WHERE number=1", [](auto& r) { (void)r.home(home_id(1)); }},
      {"homes", "UPDATE homes SET number=3 WHERE number=1", [](auto& r) { (void)r.home(home_id(1)); }},
      {"homes", "UPDATE homes SET id='nonsense' WHERE number=1", [](auto& r) { (void)r.home(1); }},
      {"devices", "UPDATE devices SET key=zeroblob(64)", [](auto& r) { (void)r.device(device(1, 0).id); }},
      {"devices", "UPDATE devices SET home=2", [](auto& r) { (void)r.devices(2); }},
      {"devices", "UPDATE devices SET key=zeroblob(63)", [](auto& r) { (void)r.devices(1); }},
      {"cursors", "UPDATE cursors SET stored_up_to=9", [](auto& r) { (void)r.devices(1); }},
      {"publishers", "UPDATE publishers SET administrator=1", [](auto& r) { (void)r.publishers(); }},
      {"members", "UPDATE members SET roles=32", [](auto& r) { (void)r.members(publisher("croydon")); }},
      {"members", "UPDATE members SET is_person=1",
       [](auto& r) { (void)r.member(*protocol::member_id::parse("jane-doe")); }},
      {"codes", "UPDATE codes SET tries_left=99", [](auto& r) { (void)r.enrolment_code(digest(6)); }},
      {"resources", "UPDATE resources SET bytes=x'00'", [](auto& r) { (void)r.resource(digest(5)); }},
      {"messages", "DROP TRIGGER messages_stay; UPDATE messages SET json='{}'", message},
      {"messages", "DROP TRIGGER messages_stay; UPDATE messages SET scope=0, kind=2", message},
      {"message_states", "UPDATE message_states SET closed=2", message},
      {"receipts", "UPDATE receipts SET state=3 WHERE home=1", receipt},
      {"receipts", "UPDATE receipts SET note='other' WHERE home=1", receipt},
      {"receipts", "UPDATE receipts SET read_at=1 WHERE home=1", inbox},
      {"receipt_events", "DROP TRIGGER events_stay; UPDATE receipt_events SET device=7 WHERE act=0", events},
      {"receipt_events", "DROP TRIGGER events_stay; UPDATE receipt_events SET note='x' WHERE act=2", events},
      {"receipt_events", "DROP TRIGGER events_are_kept; DELETE FROM receipt_events WHERE act=0", events},
      {"streams", "UPDATE streams SET last=0 WHERE home=1", inbox},
      {"streams", "UPDATE streams SET filed=0 WHERE home=1", [](auto& r) { (void)r.bounds(1); }},
      {"inbox", "UPDATE inbox SET message=2 WHERE home=1", inbox},
      {"inbox", "DELETE FROM inbox WHERE home=1", inbox},
      {"inbox", "PRAGMA foreign_keys=OFF; UPDATE inbox SET seq=4 WHERE home=1", inbox},
  };
  auto const copy = disk.folder.file("changed.db");
  for (auto const& each : changes) {
    INFO(each.sql);
    std::filesystem::copy_file(disk.path, copy, std::filesystem::copy_options::overwrite_existing);
    sqlite::connection(copy, {.vfs = "", .create = false}).script("PRAGMA foreign_keys=OFF;" + each.sql);
    auto unchecked = disk.how(copy);
    unchecked.check_below_bytes = 0;  // as a large store: what is wrong is found when it is read
    auto const store = std::make_unique<sqlite::store>(unchecked, disk.random);
    std::string said;
    try {
      each.look(*store->reader());
    } catch (ports::store_damaged const& e) {
      said = e.what();
    }
    REQUIRE_THAT(said, Contains("table " + each.table) && Contains("row "));
  }
}

TEST_CASE("a message and an event cannot be changed or taken away, not even by the relay itself") {
  on_disk disk;
  {
    auto const store = disk.open();
    auto const homes = put_homes(*store, 1);
    auto const message = publish(*store, bulletin(1), homes).number;
    deliver(*store, {{homes[0], 0, message, 1, start}});
  }
  for (char const* const sql : {"UPDATE messages SET json='{}'", "DELETE FROM messages",
                                "UPDATE receipt_events SET act=1", "DELETE FROM receipt_events"}) {
    INFO(sql);
    REQUIRE_THROWS(disk.run(sql));
  }
}

TEST_CASE("a row that names a home that is not there is found when the store is opened") {
  on_disk disk;
  {
    auto const store = disk.open();
    add_device(*store, device(1, put(*store, home(1))));
  }
  disk.run("PRAGMA foreign_keys=OFF; DELETE FROM homes");
  REQUIRE_THAT(disk.refusal(), Contains("names a row that is not there") && Contains("restore"));
}

TEST_CASE("a backup is a complete store, with an epoch of its own when it is put to use") {
  on_disk disk;
  auto const copy = disk.folder.file("copy.db");
  std::string epoch;
  {
    auto const store = disk.open();
    auto const homes = put_homes(*store, 50);
    publish(*store, bulletin(1), homes);
    epoch = store->reader()->epoch();
    store->backup(copy);
    publish(*store, bulletin(2), homes);
  }
  std::string restored;
  {
    auto const store = disk.open(copy);
    auto const reader = store->reader();
    REQUIRE(reader->homes("", 100, std::nullopt).size() == 50);
    REQUIRE(reader->messages(0, 10, std::nullopt).size() == 1);
    REQUIRE(reader->bounds(7).last == 1);
    restored = reader->epoch();
    REQUIRE(restored != epoch);
  }
  REQUIRE(disk.open(copy)->reader()->epoch() == restored);
  REQUIRE(disk.open()->reader()->epoch() == epoch);  // the running store is not touched
}

TEST_CASE("a backup never replaces a file, and leaves nothing behind when it fails") {
  on_disk disk;
  auto const store = disk.open();
  put(*store, home(1));
  auto const taken = disk.folder.file("taken");
  std::ofstream(taken) << "mine";
  REQUIRE_THROWS_WITH(store->backup(taken), Contains("already"));
  REQUIRE_THROWS_WITH(store->backup(disk.folder.file("no/such/folder")), Contains("not made"));
  REQUIRE(std::filesystem::file_size(taken) == 4);
  REQUIRE_FALSE(std::filesystem::exists(taken + ".partial"));
}

TEST_CASE("a backup left half made by a crash does not stand in the way of the next") {
  on_disk disk;
  auto const store = disk.open();
  put(*store, home(1));
  auto const copy = disk.folder.file("copy.db");
  std::ofstream(copy + ".partial") << "half";
  store->backup(copy);
  REQUIRE(disk.open(copy)->reader()->home(home_id(1)));
}

TEST_CASE("a backup made while messages are published holds one commit, whole") {
  on_disk disk;
  auto const store = disk.open();
  auto const homes = put_homes(*store, 300);
  for (int i = 1; i <= 20; ++i) publish(*store, bulletin(i), homes);
  std::vector<std::string> copies;
  std::thread other([&] {
    for (int i = 0; i < 3; ++i) {
      copies.push_back(disk.folder.file("copy" + std::to_string(i)));
      store->backup(copies.back());
    }
  });
  for (int i = 21; i <= 60; ++i) publish(*store, bulletin(i), homes);
  other.join();
  for (auto const& path : copies) {
    auto const copy = disk.open(path);
    auto const reader = copy->reader();
    auto const last = reader->bounds(1).last;
    REQUIRE(last >= 20);
    for (auto const home : homes) REQUIRE(reader->bounds(home).last == last);
    REQUIRE(reader->messages(0, 100, std::nullopt).size() == last);
  }
}

TEST_CASE("the log is moved into the file, and does not grow without end") {
  on_disk disk;
  auto const store = disk.open();
  auto const homes = put_homes(*store, 2'000);
  std::uintmax_t largest = 0;
  for (int i = 1; i <= 120; ++i) {
    publish(*store, bulletin(i), homes);
    largest = std::max(largest, std::filesystem::file_size(disk.path + "-wal"));
  }
  REQUIRE(largest < 40U << 20);
  REQUIRE(std::filesystem::file_size(disk.path) > 4U << 20);
}

TEST_CASE("readers that never pause do not make the log grow without end") {
  on_disk disk;
  auto const store = disk.open();
  auto const homes = put_homes(*store, 2'000);
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      auto const reader = store->reader();
      while (!done) reader->snapshot([&] { (void)reader->homes("", 50, std::nullopt); });
    });
  }
  std::string const large(1U << 20, 'x');
  std::uintmax_t largest = 0;
  for (int i = 1; i <= 250; ++i) {
    store->write([&](auto& w) {
      auto of_this = digest(static_cast<std::uint8_t>(i));
      of_this[1] = 9;
      w.put_resource(of_this, large);
    });
    largest = std::max(largest, std::filesystem::file_size(disk.path + "-wal"));
  }
  done = true;
  for (auto& each : readers) each.join();
  REQUIRE(largest < 200U << 20);
}
