#include <catch2/catch.hpp>

#include "tests/contract/store_kit.hpp"

using namespace carerelay;
using namespace carerelay::contract;
using std::chrono::hours;

namespace {

protocol::member_id member_id(std::string_view id) { return protocol::member_id::parse(id).value(); }

ports::publisher_row team(std::string_view id) {
  ports::publisher_row row;
  row.id = publisher(id);
  row.name = "UKHSA London";
  row.made_at = start;
  row.grant.kinds = {protocol::message_kind::guidance_bulletin, protocol::message_kind::test_result};
  row.grant.areas = {area("E09000010"), area("E09000014")};
  row.grant.highest = protocol::urgency::immediate;
  row.grant.administrator = true;
  row.grant.channels = {protocol::way::stream, protocol::way::email};
  row.grant.daily_quota = 12;
  row.grant.expires = start + hours(24 * 365);
  return row;
}

ports::member_row machine(std::string_view id, std::string_view of, std::uint8_t token) {
  ports::member_row row;
  row.id = member_id(id);
  row.team = publisher(of);
  row.name = "Alert feed";
  row.roles = {protocol::role::publisher, protocol::role::result_sender};
  row.token_hash = digest(token);
  row.made_at = start;
  return row;
}

ports::member_row person(std::string_view id, std::string_view of) {
  ports::member_row row;
  row.id = member_id(id);
  row.team = publisher(of);
  row.is_person = true;
  row.name = "Dr Jane Doe";
  row.roles = {protocol::role::approver};
  row.own.emplace();
  row.own->kinds = {protocol::message_kind::guidance_bulletin};
  row.own->areas = {area("E09000010")};
  row.own->highest = protocol::urgency::immediate;
  row.own->channels = {protocol::way::stream};
  row.own->daily_quota = 0;
  row.own->expires = start + hours(1);
  row.issuer = "https://login.example";
  row.subject = std::string(id) + "@nhs";
  row.signing_key.emplace();
  row.signing_key->front() = 4;
  row.signing_key->back() = 9;
  row.made_at = start;
  return row;
}

}  // namespace

TEST_CASE("a team is found by id, with everything it was granted") {
  ON_EVERY_STORE();
  auto row = team("ukhsa-london");
  auto other = team("croydon");
  other.grant = {};
  other.grant.all_areas = true;
  store.write([&](auto& w) {
    w.put_publisher(row);
    w.put_publisher(other);
  });
  held->reopen();
  auto& again = held->store();
  REQUIRE(again.reader()->publisher(row.id) == row);
  REQUIRE(again.reader()->publisher(other.id) == other);
  REQUIRE_FALSE(again.reader()->publisher(publisher("nobody")));
  row.revoked_at = start + hours(1);
  row.grant.daily_quota.reset();
  again.write([&](auto& w) { w.put_publisher(row); });
  REQUIRE(again.reader()->publisher(row.id) == row);
  auto const all = again.reader()->publishers();
  REQUIRE(all.size() == 2);
  REQUIRE(all[0].id == other.id);  // in order of id
}

TEST_CASE("a member is found by id, by token and by who signed in, with everything it has") {
  ON_EVERY_STORE();
  auto const feed = machine("feed", "croydon", 1);
  auto const jane = person("jane-doe", "croydon");
  auto const other = person("john-doe", "enfield");
  store.write([&](auto& w) {
    w.put_publisher(team("croydon"));
    w.put_publisher(team("enfield"));
    w.put_member(jane);
    w.put_member(feed);
    w.put_member(other);
  });
  held->reopen();
  auto const reader = held->store().reader();
  REQUIRE(reader->member(jane.id) == jane);
  REQUIRE(reader->member(feed.id) == feed);
  REQUIRE_FALSE(reader->member(member_id("nobody")));
  REQUIRE(reader->member_by_token(digest(1)) == feed);
  REQUIRE_FALSE(reader->member_by_token(digest(2)));
  REQUIRE(reader->member_by_subject("https://login.example", "jane-doe@nhs") == jane);
  REQUIRE_FALSE(reader->member_by_subject("https://other.example", "jane-doe@nhs"));
  REQUIRE_FALSE(reader->member_by_subject("", ""));  // the machine has no subject: nobody signs in as it
  REQUIRE(reader->members(publisher("croydon")) == std::vector{feed, jane});
  REQUIRE(reader->members(publisher("nobody")).empty());
}

TEST_CASE("a member changes, loses its token, and gets another") {
  ON_EVERY_STORE();
  auto row = machine("feed", "croydon", 1);
  store.write([&](auto& w) {
    w.put_publisher(team("croydon"));
    w.put_member(row);
  });
  row.token_hash = digest(2);
  row.roles = {protocol::role::drafter};
  row.revoked_at = start + hours(2);
  row.own = team("croydon").grant;
  store.write([&](auto& w) { w.put_member(row); });
  held->reopen();
  auto const reader = held->store().reader();
  REQUIRE_FALSE(reader->member_by_token(digest(1)));
  REQUIRE(reader->member_by_token(digest(2)) == row);
  row.token_hash.reset();
  row.own.reset();
  held->store().write([&](auto& w) { w.put_member(row); });
  REQUIRE(reader->member(row.id) == row);
  REQUIRE_FALSE(reader->member_by_token(digest(2)));
}

TEST_CASE("no member is without a team, moves to another, or shares a token or a subject") {
  ON_EVERY_STORE();
  store.write([&](auto& w) {
    w.put_publisher(team("croydon"));
    w.put_publisher(team("enfield"));
    w.put_member(machine("feed", "croydon", 1));
    w.put_member(person("jane-doe", "croydon"));
  });
  auto same_subject = person("john-doe", "enfield");
  same_subject.subject = "jane-doe@nhs";
  for (auto const& wrong :
       {machine("lost", "nowhere", 3), machine("feed", "enfield", 1), machine("twin", "enfield", 1), same_subject}) {
    INFO(wrong.id.text());
    REQUIRE_THROWS(store.write([&](auto& w) { w.put_member(wrong); }));
  }
  REQUIRE(store.reader()->members(publisher("enfield")).empty());
  REQUIRE(store.reader()->members(publisher("croydon")).size() == 2);
  auto no_subject = machine("second", "enfield", 5);
  no_subject.token_hash.reset();
  auto nor_this = machine("third", "enfield", 6);
  nor_this.token_hash.reset();
  store.write([&](auto& w) {
    w.put_member(no_subject);
    w.put_member(nor_this);
  });
  REQUIRE(store.reader()->members(publisher("enfield")).size() == 2);
}
