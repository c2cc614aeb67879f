// The register and who may act for whom: homes, areas, audiences, devices, codes, publishers, secrets.
#include <algorithm>
#include <random>

#include "tests/contract/store_kit.hpp"

using namespace carerelay;
using namespace carerelay::contract;
using numbers = std::vector<ports::home_number>;

TEST_CASE("a home that is put twice keeps its number and takes the change") {
  ON_EVERY_STORE();
  auto record = home(1);
  auto const number = put(store, record);
  REQUIRE(put(store, home(2)) != number);
  record.name = "Addington Lodge";
  record.tags = {"dementia", "respite"};
  record.ods_code = "VM4F1";
  record.service_types = {protocol::service_type::with_nursing, protocol::service_type::without_nursing};
  record.dormant = true;
  REQUIRE(put(store, record) == number);
  held->reopen();
  auto const reader = held->store().reader();
  REQUIRE(reader->home(number)->record == record);
  REQUIRE(reader->home(home_id(1))->number == number);
  REQUIRE(reader->homes("", 10, std::nullopt).size() == 2);
}

TEST_CASE("a home that is not in the register is not found") {
  ON_EVERY_STORE();
  put(store, home(1));
  auto const reader = store.reader();
  REQUIRE_FALSE(reader->home(home_id(2)));
  REQUIRE_FALSE(reader->home(ports::home_number(0)));
  REQUIRE_FALSE(reader->home(ports::home_number(2)));
}

TEST_CASE("a home is found under every id it ever had") {
  ON_EVERY_STORE();
  auto const number = put(store, home(1));
  auto moved = home(2);  // a new provider: a new CQC location
  moved.former_ids = {home_id(1)};
  REQUIRE(put(store, moved) == number);
  auto again = home(3);
  again.former_ids = {home_id(2)};
  REQUIRE(put(store, again) == number);
  auto const plain = home(3);  // a register file knows nothing of former ids
  REQUIRE(put(store, plain) == number);
  held->reopen();
  auto const reader = held->store().reader();
  for (int id : {1, 2, 3}) {
    auto const found = reader->home(home_id(id));
    REQUIRE(found);
    REQUIRE(found->number == number);
    REQUIRE(found->record.id == home_id(3));
    REQUIRE(found->record.former_ids == std::vector{home_id(1), home_id(2)});
  }
  REQUIRE(reader->homes("", 10, std::nullopt).size() == 1);
}

TEST_CASE("a former id that another home has now belongs to that home") {
  ON_EVERY_STORE();
  auto first = home(1);
  first.former_ids = {home_id(5)};
  put(store, first);
  auto const other = put(store, home(5));
  REQUIRE(store.reader()->home(home_id(5))->number == other);
}

TEST_CASE("homes are listed page by page in order of id, and by area") {
  ON_EVERY_STORE();
  store.write([&](auto& w) {
    for (int i : {5, 3, 1, 4, 2}) w.put_home(home(i, i % 2 == 0 ? "E09000010" : "E09000014"));
  });
  auto const reader = store.reader();
  auto const ids = [](std::vector<ports::home_row> const& rows) {
    std::vector<protocol::home_id> out;
    for (auto const& row : rows) out.push_back(row.record.id);
    return out;
  };
  REQUIRE(ids(reader->homes("", 2, std::nullopt)) == std::vector{home_id(1), home_id(2)});
  REQUIRE(ids(reader->homes(home_id(2).text(), 2, std::nullopt)) == std::vector{home_id(3), home_id(4)});
  REQUIRE(ids(reader->homes(home_id(4).text(), 2, std::nullopt)) == std::vector{home_id(5)});
  REQUIRE(reader->homes(home_id(5).text(), 2, std::nullopt).empty());
  REQUIRE(reader->homes("", 0, std::nullopt).empty());
  REQUIRE(ids(reader->homes("", 10, area("E09000010"))) == std::vector{home_id(2), home_id(4)});
  REQUIRE(ids(reader->homes(home_id(2).text(), 10, area("E09000010"))) == std::vector{home_id(4)});
  REQUIRE(reader->homes("", 10, area("E09000099")).empty());
}

TEST_CASE("areas are those with homes, named, with their live homes counted") {
  ON_EVERY_STORE();
  store.write([&](auto& w) {
    w.put_area(area("E09000014"), "Haringey");
    w.put_area(area("E09000001"), "City of London");  // no home there
    w.put_home(home(1, "E09000014"));
    auto closed = home(2, "E09000014");
    closed.dormant = true;
    w.put_home(closed);
    w.put_home(home(3, "E09000010"));
  });
  auto const rows = store.reader()->areas();
  REQUIRE(rows.size() == 2);
  REQUIRE(rows[0].area == area("E09000010"));
  REQUIRE(rows[0].name == "E09000010");  // not named yet
  REQUIRE(rows[0].live_homes == 1);
  REQUIRE(rows[1].name == "Haringey");
  REQUIRE(rows[1].live_homes == 1);
  store.write([&](auto& w) { w.put_area(area("E09000010"), "Enfield"); });
  REQUIRE(store.reader()->areas()[0].name == "Enfield");
}

TEST_CASE("a suspended home stays suspended until it is let in again") {
  ON_EVERY_STORE();
  auto const number = put(store, home(1));
  REQUIRE_FALSE(store.reader()->home(number)->suspended);
  store.write([&](auto& w) { w.suspend_home(number, true); });
  put(store, home(1));  // an import says nothing about it
  REQUIRE(store.reader()->home(number)->suspended);
  held->reopen();
  held->store().write([&](auto& w) { w.suspend_home(number, false); });
  REQUIRE_FALSE(held->store().reader()->home(number)->suspended);
}

TEST_CASE("everyone is every live home") {
  ON_EVERY_STORE();
  auto const all = put_homes(store, 3);
  auto closed = home(2);
  closed.dormant = true;
  put(store, closed);
  protocol::audience who;
  who.everyone = true;
  REQUIRE(store.reader()->resolve(who) == numbers{all[0], all[2]});
}

TEST_CASE("an audience that names homes gets those, once each, by any id they ever had") {
  ON_EVERY_STORE();
  auto const all = put_homes(store, 3);
  auto moved = home(9);
  moved.former_ids = {home_id(3)};
  REQUIRE(put(store, moved) == all[2]);
  auto closed = home(1);
  closed.dormant = true;
  put(store, closed);
  protocol::audience who;
  who.homes = {home_id(9), home_id(3), home_id(2), home_id(1), home_id(77)};
  REQUIRE(store.reader()->resolve(who) == numbers{all[1], all[2]});
}

TEST_CASE("an empty audience is nobody") {
  ON_EVERY_STORE();
  put_homes(store, 3);
  REQUIRE(store.reader()->resolve({}).empty());
}

namespace {

struct drawn {
  std::mt19937 rng{42};
  template <class T>
  std::vector<T> some_of(std::vector<T> const& from, int one_in) {
    std::vector<T> out;
    for (auto const& each : from) {
      if (rng() % one_in == 0) out.push_back(each);
    }
    return out;
  }
};

std::vector<protocol::area_code> const drawn_areas{area("E09000010"), area("E09000014"), area("E09000008")};
std::vector<std::string> const drawn_tags{"dementia", "respite", "end-of-life"};
std::vector<protocol::service_type> const both_services{protocol::service_type::with_nursing,
                                                        protocol::service_type::without_nursing};

}  // namespace

TEST_CASE("an audience by area, service, beds and tags gets exactly the homes that protocol says it has") {
  ON_EVERY_STORE();
  drawn draw;
  std::vector<protocol::home_record> records;
  numbers given;
  store.write([&](auto& w) {
    for (int i = 1; i <= 200; ++i) {
      auto record = home(i, drawn_areas[draw.rng() % 3].text());
      record.beds = std::vector<std::uint32_t>{0, 1, 9, 10, 24, 25, 39, 40, 60, 61, 300}[draw.rng() % 11];
      record.service_types = draw.some_of(both_services, 2);
      record.tags = draw.some_of(drawn_tags, 3);
      record.dormant = draw.rng() % 10 == 0;
      given.push_back(w.put_home(record));
      records.push_back(std::move(record));
    }
  });
  std::vector<protocol::bed_band> bands;
  for (int b = 0; b < 6; ++b) bands.push_back(static_cast<protocol::bed_band>(b));
  auto const reader = store.reader();
  for (int round = 0; round < 100; ++round) {
    protocol::audience who;
    who.areas = draw.some_of(drawn_areas, 2);
    who.service_types = draw.some_of(both_services, 3);
    who.bed_bands = draw.some_of(bands, 3);
    who.tags = draw.some_of(drawn_tags, 3);
    numbers expected;
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (is_in(who, records[i].id, traits_of(records[i]))) expected.push_back(given[i]);
    }
    REQUIRE(reader->resolve(who) == expected);
  }
}

TEST_CASE("a device is found by its id, and listed with its home") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 2);
  auto const first = device(1, homes[0]);
  auto const a = add_device(store, first);
  auto const b = add_device(store, device(2, homes[0]));
  add_device(store, device(3, homes[1]));
  held->reopen();
  auto const reader = held->store().reader();
  auto const found = reader->device(first.id);
  REQUIRE(found);
  REQUIRE(found->number == a);
  REQUIRE(found->home == homes[0]);
  REQUIRE(found->key == first.key);
  REQUIRE(found->name == first.name);
  REQUIRE(found->enrolled_at == first.enrolled_at);
  REQUIRE_FALSE(found->revoked_at);
  REQUIRE(found->stored_up_to == 0);
  auto const listed = reader->devices(homes[0]);
  REQUIRE(listed.size() == 2);
  REQUIRE(listed[0].number == a);
  REQUIRE(listed[1].number == b);
  REQUIRE_FALSE(reader->device(device(9, 0).id));
}

TEST_CASE("a revoked device stays listed, revoked since the first time") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  auto const row = device(1, homes[0]);
  add_device(store, row);
  store.write([&](auto& w) { w.revoke_device(row.id, start + hours(1)); });
  store.write([&](auto& w) { w.revoke_device(row.id, start + hours(2)); });
  store.write([&](auto& w) { w.revoke_device(device(8, 0).id, start); });  // unknown: nothing happens
  REQUIRE(store.reader()->device(row.id)->revoked_at == start + hours(1));
  REQUIRE(store.reader()->devices(homes[0]).size() == 1);
}

TEST_CASE("a device id cannot be given twice, and no device is without a home") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  add_device(store, device(1, homes[0]));
  REQUIRE_THROWS(add_device(store, device(1, homes[0])));
  REQUIRE_THROWS(add_device(store, device(2, 99)));
  REQUIRE(store.reader()->devices(homes[0]).size() == 1);
}

TEST_CASE("an enrolment code is open until it is used, locked or out of date") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 2);
  auto const code = [&](std::uint8_t n) {
    ports::enrolment_code_row row;
    row.hashed = digest(n);
    row.home = homes[0];
    row.made_at = start;
    row.expires_at = start + hours(72);
    return row;
  };
  store.write([&](auto& w) {
    for (std::uint8_t n = 1; n <= 4; ++n) w.put_code(code(n));
    auto used = code(2);
    used.used_at = start + hours(1);
    w.put_code(used);
    auto locked = code(3);
    locked.tries_left = 0;
    w.put_code(locked);
    auto old = code(4);
    old.expires_at = start + hours(2);
    w.put_code(old);
  });
  held->reopen();
  auto const reader = held->store().reader();
  auto const open = reader->open_codes(homes[0], start + hours(2));
  REQUIRE(open.size() == 1);
  REQUIRE(open[0].hashed == digest(1));
  REQUIRE(open[0].made_at == start);
  REQUIRE(open[0].expires_at == start + hours(72));
  REQUIRE(open[0].tries_left == 5);
  REQUIRE(reader->open_codes(homes[1], start).empty());
  REQUIRE(reader->enrolment_code(digest(2))->used_at == start + hours(1));
  REQUIRE(reader->enrolment_code(digest(3))->tries_left == 0);
  REQUIRE_FALSE(reader->enrolment_code(digest(7)));
}

TEST_CASE("the relay's own secrets are kept by name") {
  ON_EVERY_STORE();
  REQUIRE(store.reader()->secret("home-token").empty());
  std::string const value("\0\xff bytes", 8);
  store.write([&](auto& w) { w.put_secret("home-token", value); });
  held->reopen();
  REQUIRE(held->store().reader()->secret("home-token") == value);
  held->store().write([&](auto& w) { w.put_secret("home-token", "next"); });
  REQUIRE(held->store().reader()->secret("home-token") == "next");
}

TEST_CASE("a resource is kept once and comes back byte for byte") {
  ON_EVERY_STORE();
  std::string bytes(300'000, 'x');
  bytes[7] = '\0';
  store.write([&](auto& w) {
    w.put_resource(digest(1), bytes);
    w.put_resource(digest(1), bytes);
  });
  held->reopen();
  auto const reader = held->store().reader();
  REQUIRE(*reader->resource(digest(1)) == bytes);
  REQUIRE(reader->resource(digest(2)) == nullptr);
}

TEST_CASE("the epoch has a name, and keeps it when the store is opened again") {
  ON_EVERY_STORE();
  auto const epoch = store.reader()->epoch();
  REQUIRE_FALSE(epoch.empty());
  held->reopen();
  REQUIRE(held->store().reader()->epoch() == epoch);
}
