// What was erased, and the files of the store.
#include <catch2/catch.hpp>

#include <fstream>

#include "tests/contract/store_kit.hpp"
#include "tests/unit/sqlite/on_disk.hpp"

using namespace carerelay;
using namespace carerelay::contract;
using carerelay::test::on_disk;

namespace {

/// Which of the store's files holds the text; "" when none does.
std::string file_with(on_disk const& disk, std::string const& text) {
  for (char const* const end : {"", "-wal", "-shm", ".lock", ".reserve"}) {
    std::ifstream in(disk.path + end, std::ios::binary);
    std::string const all(std::istreambuf_iterator<char>(in), {});
    if (all.find(text) != std::string::npos) return disk.path + end;
  }
  return {};
}

constexpr auto secret = "Mrs Winterbottom, extension 4711";

/// One answer that names somebody, then many longer ones on both sides of it, so that its row is moved from page to
/// page and leaves itself behind; gives its place.
ports::leaf_place answer_and_erase(ports::store& store) {
  auto const homes = put_homes(store, 80);
  for (auto const home : homes) add_device(store, device(static_cast<int>(home), home));
  auto const message = publish(store, bulletin(1), homes).number;
  auto said = answer_event(1, start, protocol::response::actioned, secret);
  said.name = secret;
  act(store, message, homes[20], said);
  auto const place = store.reader()->leaves_of_receipt(message, homes[20]).at(0);
  for (std::size_t i = 1; i < homes.size(); ++i) {
    auto const at = (20 + (i % 2 == 0 ? homes.size() - i / 2 : (i + 1) / 2)) % homes.size();
    auto const note = std::string(100 + 37 * i % 400, 'n');
    act(store, message, homes[at],
        answer_event(static_cast<int>(1'000 + i), start, protocol::response::actioned, note));
    if (i % 16 == 0) static_cast<sqlite::store&>(store).checkpoint();
  }
  store.write([&](auto& w) { w.erase_leaf(place); });
  return place;
}

/// The same text in pages that are free: what an SQLite that does not write zeros over them leaves when rows move.
void leave_behind(on_disk& disk) {
  (void)disk.open();
  disk.run("PRAGMA secure_delete=0; CREATE TABLE moved(what TEXT);");
  disk.run(
      std::string("PRAGMA secure_delete=0; INSERT INTO moved SELECT '") + secret +
      "' || number FROM (WITH RECURSIVE n(number) AS (SELECT 1 UNION ALL SELECT number+1 FROM n LIMIT 20000) SELECT "
      "number FROM n); "
      "DROP TABLE moved;");
  REQUIRE_FALSE(file_with(disk, secret).empty());
}

}  // namespace

TEST_CASE("what was erased is found in no file of the store, and everything else is as it was") {
  on_disk disk;
  leave_behind(disk);
  auto store = disk.open();
  auto const place = answer_and_erase(*store);
  CHECK_FALSE(file_with(disk, secret).empty());  // the log of changes still says it
  REQUIRE(store->scrub());
  CHECK(file_with(disk, secret) == "");
  CHECK(store->reader()->log_leaves(place.log, place.index, 1).at(0).is_erased());
  CHECK(store->reader()->receipts(1, 0, 100).size() == 80);
  CHECK(store->reader()->log_leaves(place.log, 0, 1'000).size() == 163);
  REQUIRE(store->scrub());  // nothing is owed
  store.reset();
  CHECK(file_with(disk, secret) == "");
  CHECK(disk.open()->reader()->events(1, 21).size() == 1);
}

TEST_CASE("what was erased before the relay was killed is taken out of the files by the next one") {
  on_disk disk;
  leave_behind(disk);
  {
    auto const store = disk.open();
    (void)answer_and_erase(*store);
  }
  auto const store = disk.open();
  REQUIRE(store->scrub());
  CHECK(file_with(disk, secret) == "");
}

TEST_CASE("while somebody reads what was before, the erased text cannot go, and is owed") {
  on_disk disk;
  auto const store = disk.open();
  auto const reader = store->reader();
  auto const homes = put_homes(*store, 1);
  reader->snapshot([&] {
    CHECK(reader->homes("", 10, std::nullopt).size() == 1);
    (void)answer_and_erase(*store);
    CHECK_FALSE(store->scrub());
  });
  REQUIRE(store->scrub());
  CHECK(file_with(disk, secret) == "");
}
