// Where devices can be woken, when they were seen, what they are called.
#include "tests/contract/store_kit.hpp"

using namespace carerelay;
using namespace carerelay::contract;

namespace {

ports::push_row push_of(ports::device_number device, std::string endpoint) {
  ports::push_row row;
  row.device = device;
  row.endpoint = std::move(endpoint);
  row.key[0] = 7;
  row.auth[15] = 9;
  row.made_at = start;
  return row;
}

}  // namespace

TEST_CASE("where a device can be woken is kept, replaced and forgotten, each home its own") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 2);
  auto const one = add_device(store, device(1, homes[0]));
  auto const two = add_device(store, device(2, homes[0]));
  auto const other = add_device(store, device(3, homes[1]));
  REQUIRE_FALSE(store.reader()->push(one));
  store.write([&](auto& w) {
    w.put_push(push_of(one, "https://push.example/a"));
    w.put_push(push_of(two, "https://push.example/b"));
    w.put_push(push_of(other, "https://push.example/c"));
    w.put_push(push_of(two, "https://push.example/d"));
  });
  held->reopen();
  auto& again = held->store();
  REQUIRE(again.reader()->pushes(homes[0]) ==
          std::vector{push_of(one, "https://push.example/a"), push_of(two, "https://push.example/d")});
  REQUIRE(again.reader()->push(other) == push_of(other, "https://push.example/c"));
  again.write([&](auto& w) {
    w.remove_push(one);
    w.remove_push(one);
    w.revoke_device(device(2, homes[0]).id, start + minutes(1));
  });
  REQUIRE(again.reader()->pushes(homes[0]).empty());
  REQUIRE_FALSE(again.reader()->push(one));
}

TEST_CASE("when a device was last seen is kept, and a device is renamed") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  auto const number = add_device(store, device(1, homes[0]));
  REQUIRE_FALSE(store.reader()->seen(number));
  store.write([&](auto& w) {
    w.mark_seen(number, start);
    w.mark_seen(number, start + minutes(5));
    w.rename_device(device(1, homes[0]).id, "front desk");
  });
  held->reopen();
  REQUIRE(held->store().reader()->seen(number) == start + minutes(5));
  REQUIRE(held->store().reader()->devices(homes[0]).front().name == "front desk");
}

TEST_CASE("what was about to be pushed is undone with its transaction") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  auto const number = add_device(store, device(1, homes[0]));
  REQUIRE_THROWS(store.write([&](auto& w) {
    w.put_push(push_of(number, "https://push.example/a"));
    w.mark_seen(number, start);
    w.rename_device(device(1, homes[0]).id, "front desk");
    throw std::runtime_error("no");
  }));
  REQUIRE_FALSE(store.reader()->push(number));
  REQUIRE_FALSE(store.reader()->seen(number));
  REQUIRE(store.reader()->devices(homes[0]).front().name != "front desk");
}
