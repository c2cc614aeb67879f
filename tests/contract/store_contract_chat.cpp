// Who may answer for a home in a chat, and the codes by which they are bound.
#include "tests/contract/store_kit.hpp"

using namespace carerelay;
using namespace carerelay::contract;

namespace {

ports::chat_binding_row binding(std::string id, std::string who, ports::home_number home) {
  ports::chat_binding_row row;
  row.id = std::move(id);
  row.account = "relay@chat.example";
  row.who = std::move(who);
  row.home = home;
  row.role = "manager";
  row.bound_at = start;
  return row;
}

ports::chat_code_row code(std::uint8_t first, ports::home_number home, ports::instant until) {
  ports::chat_code_row row;
  row.hashed[0] = first;
  row.home = home;
  row.contact = 2;
  row.role = "deputy";
  row.made_at = start + minutes(first);
  row.expires_at = until;
  return row;
}

}  // namespace

TEST_CASE("codes for the chat are kept as hashes, and are open until they are used or out of date") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 2);
  auto used = code(1, homes[0], start + minutes(60));
  store.write([&](auto& w) {
    w.put_chat_code(used);
    w.put_chat_code(code(3, homes[0], start + minutes(60)));
    w.put_chat_code(code(2, homes[0], start + minutes(5)));
    w.put_chat_code(code(4, homes[1], start + minutes(60)));
    used.used_at = start + minutes(2);
    w.put_chat_code(used);
  });
  held->reopen();
  auto const reader = held->store().reader();
  REQUIRE(reader->chat_code(used.hashed) == used);
  REQUIRE_FALSE(reader->chat_code({}));
  REQUIRE(reader->open_chat_codes(homes[0], start + minutes(4)) ==
          std::vector{code(2, homes[0], start + minutes(5)), code(3, homes[0], start + minutes(60))});
  REQUIRE(reader->open_chat_codes(homes[0], start + minutes(5)).size() == 1);
}

TEST_CASE("a person is bound to each home once, is found by home and by name, and leaves nothing behind") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 2);
  store.write([&](auto& w) {
    w.put_chat_binding(binding("a", "kim@chat.example", homes[1]));
    w.put_chat_binding(binding("b", "kim@chat.example", homes[0]));
    w.put_chat_binding(binding("c", "lee@chat.example", homes[0]));
  });
  auto const same = [&] {
    store.write([&](auto& w) { w.put_chat_binding(binding("d", "lee@chat.example", homes[0])); });
  };
  REQUIRE_THROWS_AS(same(), std::invalid_argument);
  auto const nowhere = [&] { store.write([&](auto& w) { w.put_chat_binding(binding("d", "x@chat.example", 99)); }); };
  REQUIRE_THROWS_AS(nowhere(), std::invalid_argument);
  auto changed = binding("b", "kim@chat.example", homes[0]);
  changed.last_at = start + minutes(9);
  store.write([&](auto& w) { w.put_chat_binding(changed); });
  held->reopen();
  auto& again = held->store();
  auto const reader = again.reader();
  REQUIRE(reader->chat_bindings("relay@chat.example", "kim@chat.example") ==
          std::vector{changed, binding("a", "kim@chat.example", homes[1])});
  REQUIRE(reader->chat_bindings("other@chat.example", "kim@chat.example").empty());
  REQUIRE(reader->chat_bindings(homes[0]) == std::vector{changed, binding("c", "lee@chat.example", homes[0])});
  again.write([&](auto& w) {
    w.remove_chat_binding("b");
    w.remove_chat_binding("b");
  });
  REQUIRE(again.reader()->chat_bindings("relay@chat.example", "kim@chat.example").size() == 1);
}

TEST_CASE("what is bound in a transaction that fails was never bound") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 1);
  store.write([&](auto& w) { w.put_chat_binding(binding("a", "kim@chat.example", homes[0])); });
  auto const fails = [&] {
    store.write([&](auto& w) {
      w.remove_chat_binding("a");
      w.put_chat_binding(binding("b", "lee@chat.example", homes[0]));
      w.put_chat_code(code(1, homes[0], start + minutes(60)));
      throw std::runtime_error("no");
    });
  };
  REQUIRE_THROWS_AS(fails(), std::runtime_error);
  REQUIRE(store.reader()->chat_bindings(homes[0]) == std::vector{binding("a", "kim@chat.example", homes[0])});
  REQUIRE(store.reader()->open_chat_codes(homes[0], start).empty());
}
