// Whom results may be sealed for: the sealing keys of devices, and the lists by which homes say so.
#include "tests/contract/store_kit.hpp"

using namespace carerelay;
using namespace carerelay::contract;

namespace {

ports::device_seal_row seal_of(ports::device_number device) {
  ports::device_seal_row row;
  row.device = device;
  row.key[0] = 7;
  row.key[63] = 9;
  return row;
}

void put(ports::store& store, ports::device_seal_row const& row) {
  store.write([&](auto& w) { w.put_device_seal(row); });
}
void add(ports::store& store, ports::home_list_row const& row) {
  store.write([&](auto& w) { w.add_home_list(row); });
}

}  // namespace

TEST_CASE("a device's sealing key and trust are kept, changed, and kept again") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  auto const number = add_device(store, device(1, homes[0]));
  REQUIRE_FALSE(store.reader()->device_seal(number));
  auto row = seal_of(number);
  put(store, row);
  REQUIRE(store.reader()->device_seal(number)->trust == ports::device_trust::bulletins);
  row.trust = ports::device_trust::sealed;
  row.confirmed_at = start + minutes(3);
  row.keys = R"({"aad":"…"})";
  put(store, row);
  held->reopen();
  auto const found = held->store().reader()->device_seal(number);
  REQUIRE(found);
  REQUIRE(found->key == row.key);
  REQUIRE(found->trust == ports::device_trust::sealed);
  REQUIRE(found->confirmed_at == row.confirmed_at);
  REQUIRE(found->keys == row.keys);
  REQUIRE_FALSE(held->store().reader()->device_seal(number + 1));
}

TEST_CASE("a home's lists come in order, each home its own, and none is left out") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 2);
  REQUIRE_FALSE(store.reader()->newest_home_list(homes[0]));
  REQUIRE(store.reader()->home_lists(homes[0], 0, 10).empty());
  add(store, {homes[0], 1, "one", start});
  add(store, {homes[0], 2, "two", start + seconds(1)});
  add(store, {homes[1], 1, "other", start});
  REQUIRE_THROWS(add(store, {homes[0], 2, "two again", start}));
  REQUIRE_THROWS(add(store, {homes[0], 4, "four", start}));
  add(store, {homes[0], 3, "three", start + seconds(2)});
  held->reopen();
  auto const reader = held->store().reader();
  auto const all = reader->home_lists(homes[0], 0, 10);
  REQUIRE(all.size() == 3);
  REQUIRE(all[1].text == "two");
  REQUIRE(all[1].stored_at == start + seconds(1));
  REQUIRE(reader->home_lists(homes[0], 1, 1).front().text == "two");
  REQUIRE(reader->home_lists(homes[0], 3, 10).empty());
  REQUIRE(reader->newest_home_list(homes[0])->text == "three");
  REQUIRE(reader->newest_home_list(homes[1])->version == 1);
}

TEST_CASE("a list or a key of a transaction that failed is gone") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  auto const number = add_device(store, device(1, homes[0]));
  REQUIRE_THROWS(store.write([&](auto& w) {
    w.put_device_seal(seal_of(number));
    w.add_home_list({homes[0], 1, "one", start});
    throw std::runtime_error("no");
  }));
  REQUIRE_FALSE(store.reader()->device_seal(number));
  REQUIRE_FALSE(store.reader()->newest_home_list(homes[0]));
}
