// Whom of a home to try when its devices are silent.
#include "tests/contract/store_kit.hpp"

using namespace carerelay;
using namespace carerelay::contract;

namespace {

ports::contact_row contact_of(ports::home_number home, std::uint32_t number, std::uint32_t place) {
  ports::contact_row row;
  row.home = home;
  row.number = number;
  row.role = ports::contact_role::deputy;
  row.label = "Deputy, nights";
  row.email = "deputy" + std::to_string(number) + "@elm.example";
  row.telephone = "+447700900" + std::to_string(100 + number);
  row.place = place;
  row.opted_out = {"whatsapp", "sms"};
  row.confirmed_at = start;
  row.changed_at = start + minutes(1);
  row.changed_by = "ada";
  return row;
}

ports::outbox_row row_to(ports::contact_row const& who, std::uint32_t message) {
  ports::outbox_row row;
  row.message = message;
  row.home = who.home;
  row.contact = who.number;
  row.channel = "sms";
  row.to = who.telephone;
  row.queued_at = row.next_at = start;
  return row;
}

}  // namespace

TEST_CASE("a home's contacts are kept in the order they are tried, and one that is removed keeps its number") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 2);
  auto first = contact_of(homes[0], 1, 2), second = contact_of(homes[0], 2, 1), other = contact_of(homes[1], 1, 1);
  CHECK(store.reader()->last_contact(homes[0]) == 0);
  store.write([&](auto& w) {
    w.put_contact(first);
    w.put_contact(second);
    w.put_contact(other);
  });
  held->reopen();
  auto& again = held->store();
  CHECK(again.reader()->contacts(homes[0]) == std::vector{second, first});
  CHECK(again.reader()->contacts(homes[1]) == std::vector{other});
  CHECK(again.reader()->contact(homes[0], 2) == second);
  CHECK_FALSE(again.reader()->contact(homes[0], 3));
  second.removed_at = start + minutes(2);
  second.label = second.email = second.telephone = "";
  second.confirmed_at.reset();
  again.write([&](auto& w) { w.put_contact(second); });
  CHECK(again.reader()->contacts(homes[0]) == std::vector{first});
  CHECK(again.reader()->contact(homes[0], 2) == second);
  CHECK(again.reader()->last_contact(homes[0]) == 2);
  CHECK(again.reader()->last_contact(homes[1]) == 1);
}

TEST_CASE("the addresses of one contact are taken out of the outbox, and no other") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  auto const message = publish(store, bulletin(1), homes);
  auto const one = contact_of(homes[0], 1, 1), two = contact_of(homes[0], 2, 2);
  store.write([&](auto& w) {
    w.put_contact(one);
    w.put_contact(two);
    auto home_itself = row_to(one, message.number);
    home_itself.contact = 0;
    home_itself.to = "manager@elm.example";
    w.add_outbox({home_itself, row_to(one, message.number), row_to(two, message.number)});
  });
  std::size_t erased = 0;
  store.write([&](auto& w) { erased = w.erase_addresses(homes[0], 1) + w.erase_addresses(homes[0], 0); });
  CHECK(erased == 1);
  CHECK(store.scrub());
  auto const rows = store.reader()->outbox_of(message.number, 0, ~0U);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].to == "manager@elm.example");
  CHECK(rows[1].to.empty());
  CHECK(rows[2].to == two.telephone);
}

TEST_CASE("contacts are undone with their transaction") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  REQUIRE_THROWS(store.write([&](auto& w) {
    w.put_contact(contact_of(homes[0], 1, 1));
    throw std::runtime_error("no");
  }));
  CHECK(store.reader()->contacts(homes[0]).empty());
}
