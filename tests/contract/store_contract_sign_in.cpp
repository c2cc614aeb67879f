#include "tests/contract/store_kit.hpp"

using namespace carerelay;
using namespace carerelay::contract;

namespace {

protocol::session_id session_id(std::uint8_t number) {
  return protocol::session_id(protocol::uuid(protocol::uuid::bytes_type{number}));
}
protocol::member_id member(std::string_view id) { return protocol::member_id::parse(id).value(); }

void put_people(ports::store& store) {
  store.write([](ports::store_writer& to) {
    ports::publisher_row team;
    team.id = publisher("team");
    team.name = "Team";
    team.made_at = start;
    to.put_publisher(team);
    for (auto const* const id : {"ada", "grace"}) {
      ports::member_row row;
      row.id = member(id);
      row.team = team.id;
      row.is_person = true;
      row.name = id;
      row.made_at = start;
      to.put_member(row);
    }
  });
}

ports::session_row session(std::uint8_t number, std::string_view of = "ada", protocol::instant made = start) {
  return {session_id(number), digest(number), member(of), ports::sign_in_way::link, made, made, std::nullopt};
}

}  // namespace

TEST_CASE("a session is found by its id and by its token, and changed only in when it was used and ended") {
  ON_EVERY_STORE();
  put_people(store);
  auto row = session(1);
  row.how = ports::sign_in_way::provider;
  row.provider_session = "sid-of-the-provider";
  store.write([&](ports::store_writer& to) { to.put_session(row); });
  CHECK(store.reader()->session(row.id) == row);
  CHECK(store.reader()->session_by_token(digest(1)) == row);
  CHECK_FALSE(store.reader()->session(session_id(2)));
  CHECK_FALSE(store.reader()->session_by_token(digest(2)));
  row.used_at = start + minutes(5);
  row.ended_at = start + minutes(6);
  store.write([&](ports::store_writer& to) { to.put_session(row); });
  held->reopen();
  CHECK(held->store().reader()->session_by_token(digest(1)) == row);
}

TEST_CASE("open sessions are listed in order of id, page by page, without those that ended") {
  ON_EVERY_STORE();
  put_people(store);
  store.write([](ports::store_writer& to) {
    for (std::uint8_t const n : {5, 1, 3, 2, 4}) {
      auto row = session(n, n % 2 == 0 ? "grace" : "ada");
      if (n == 3) row.ended_at = start;
      to.put_session(row);
    }
  });
  auto const reader = store.reader();
  auto const first = reader->open_sessions(std::nullopt, 2);
  REQUIRE(first.size() == 2);
  auto const rest = reader->open_sessions(first.back().id, 10);
  REQUIRE(rest.size() == 2);
  CHECK(first[0].id < first[1].id);
  CHECK(first[1].id < rest[0].id);
  CHECK(rest[0].id < rest[1].id);
  for (auto const& row : first) CHECK_FALSE(row.id == session_id(3));
  for (auto const& row : rest) CHECK_FALSE(row.id == session_id(3));
}

TEST_CASE("a one-time link is found by its hash and remembers that it was used") {
  ON_EVERY_STORE();
  put_people(store);
  ports::sign_in_link_row row{digest(9), member("ada"), member("grace"), start, start + minutes(15), std::nullopt};
  store.write([&](ports::store_writer& to) { to.put_sign_in_link(row); });
  CHECK(store.reader()->sign_in_link(digest(9)) == row);
  CHECK_FALSE(store.reader()->sign_in_link(digest(8)));
  row.used_at = start + minutes(1);
  store.write([&](ports::store_writer& to) { to.put_sign_in_link(row); });
  CHECK(store.reader()->sign_in_link(digest(9)) == row);
}

TEST_CASE("an address is invited as one member, the last one named, until the invitation is taken away") {
  ON_EVERY_STORE();
  put_people(store);
  store.write([](ports::store_writer& to) {
    to.put_invitation({"a@example.org", member("ada"), start});
    to.put_invitation({"a@example.org", member("grace"), start + minutes(1)});
  });
  auto const found = store.reader()->invitation("a@example.org");
  REQUIRE(found);
  CHECK(found->member == member("grace"));
  CHECK(found->made_at == start + minutes(1));
  CHECK_FALSE(store.reader()->invitation("b@example.org"));
  store.write([](ports::store_writer& to) {
    to.remove_invitation("a@example.org");
    to.remove_invitation("nobody@example.org");
  });
  CHECK_FALSE(store.reader()->invitation("a@example.org"));
}

TEST_CASE("old sessions and links are forgotten, others stay, and all come back when the transaction fails") {
  ON_EVERY_STORE();
  put_people(store);
  store.write([](ports::store_writer& to) {
    to.put_session(session(1, "ada", start));
    to.put_session(session(2, "ada", start + hours(1)));
    to.put_sign_in_link({digest(7), member("ada"), member("grace"), start, start + minutes(15), std::nullopt});
    to.put_invitation({"a@example.org", member("ada"), start});
  });
  CHECK_THROWS_AS(store.write([](ports::store_writer& to) {
    to.forget_sign_ins(start + minutes(1));
    to.remove_invitation("a@example.org");
    throw std::runtime_error("no");
  }),
                  std::runtime_error);
  CHECK(store.reader()->session(session_id(1)));
  CHECK(store.reader()->invitation("a@example.org"));
  store.write([](ports::store_writer& to) { to.forget_sign_ins(start + minutes(1)); });
  CHECK_FALSE(store.reader()->session(session_id(1)));
  CHECK_FALSE(store.reader()->session_by_token(digest(1)));
  CHECK_FALSE(store.reader()->sign_in_link(digest(7)));
  CHECK(store.reader()->session(session_id(2)));
}
