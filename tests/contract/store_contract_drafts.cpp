#include <catch2/catch.hpp>

#include "tests/contract/store_kit.hpp"

using namespace carerelay;
using namespace carerelay::contract;
using ports::draft_state;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

protocol::member_id member_id(std::string_view id) { return protocol::member_id::parse(id).value(); }

ports::draft_row draft(int number, std::string_view team = "croydon") {
  std::array<std::uint8_t, 10> bits{};
  bits[9] = static_cast<std::uint8_t>(number);
  ports::draft_row row;
  row.made_at = start + minutes(number);
  row.id = protocol::draft_id(protocol::make_v7(row.made_at, bits));
  row.team = publisher(team);
  row.author = member_id("jane-doe");
  row.reference = "ref-" + std::to_string(number);
  row.json = R"({"kind":"guidance_bulletin"})";
  row.sum = digest(static_cast<std::uint8_t>(number));
  row.audience_hash = digest(200);
  row.homes = 72;
  row.immediate = true;
  row.needs = 2;
  row.expires_at = row.made_at + minutes(30);
  return row;
}

std::vector<ports::draft_row> put(ports::store& store, std::vector<ports::draft_row> rows) {
  store.write([&](auto& w) {
    for (auto const& row : rows) w.put_draft(row);
  });
  return rows;
}

}  // namespace

TEST_CASE("a draft comes back byte for byte, and changes with what happens to it") {
  ON_EVERY_STORE();
  auto row = put(store, {draft(1)}).front();
  held->reopen();
  REQUIRE(held->store().reader()->draft(row.id) == row);
  row.signatures = {{member_id("john-doe"), start + minutes(2)}, {member_id("joan-doe"), start + minutes(3)}};
  row.state = draft_state::sent_alone;
  row.message = 7;
  row.due = start + minutes(20);
  row.closed_by = member_id("jane-doe");
  row.closed_at = start + minutes(5);
  row.reason = "Two homes\nhave it already; nobody answers.";
  row.all_homes = true;
  put(held->store(), {row});
  held->reopen();
  REQUIRE(held->store().reader()->draft(row.id) == row);
  REQUIRE(held->store().reader()->draft_of(7) == row);
  REQUIRE_FALSE(held->store().reader()->draft_of(8));
  REQUIRE_FALSE(held->store().reader()->draft_of(0));
  REQUIRE_FALSE(held->store().reader()->draft(draft(2).id));
}

TEST_CASE("drafts are listed newest first, of all teams or of one, page by page") {
  ON_EVERY_STORE();
  put(store, {draft(1), draft(2, "enfield"), draft(3), draft(4)});
  auto const reader = store.reader();
  REQUIRE(reader->drafts({}, 10, std::nullopt) == std::vector{draft(4), draft(3), draft(2, "enfield"), draft(1)});
  REQUIRE(reader->drafts({}, 2, publisher("croydon")) == std::vector{draft(4), draft(3)});
  REQUIRE(reader->drafts(draft(3).id, 2, publisher("croydon")) == std::vector{draft(1)});
}

TEST_CASE("a waiting draft is found by its team's own key until it no longer waits") {
  ON_EVERY_STORE();
  auto row = put(store, {draft(1)}).front();
  REQUIRE(store.reader()->draft_by_reference(row.team, "ref-1") == row);
  REQUIRE_FALSE(store.reader()->draft_by_reference(publisher("enfield"), "ref-1"));
  row.state = draft_state::rejected;
  put(store, {row});
  REQUIRE_FALSE(store.reader()->draft_by_reference(row.team, "ref-1"));
}

TEST_CASE("drafts whose time is over are found: those that wait, and those sent alone that nobody confirmed") {
  ON_EVERY_STORE();
  auto alone = draft(2);
  alone.state = draft_state::sent_alone;
  alone.due = start + minutes(20);
  auto confirmed = draft(3);
  confirmed.state = draft_state::confirmed;
  confirmed.due = start + minutes(20);
  auto sent = draft(4);
  sent.state = draft_state::sent;
  put(store, {draft(1), alone, confirmed, sent});
  held->reopen();
  auto const reader = held->store().reader();
  REQUIRE(reader->drafts_due(start + minutes(19)).empty());
  REQUIRE(reader->drafts_due(start + minutes(20)) == std::vector{alone});
  REQUIRE(reader->drafts_due(start + minutes(31)) == std::vector{draft(1), alone});
}

TEST_CASE("who published what is kept, and counted by team, by member and to all homes") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 2);
  auto const publish_as = [&](int number, std::string_view author, bool all_homes, protocol::instant when) {
    auto what = bulletin(number, when);
    auto const json = json_of(what);
    ports::new_message row;
    row.what = &what;
    row.json = &json;
    if (!author.empty()) row.author = member_id(author);
    row.all_homes = all_homes;
    ports::message_number given = 0;
    store.write([&](auto& w) { given = w.add_message(row, homes).number; });
    return given;
  };
  auto const first = publish_as(1, "jane-doe", true, start);
  auto const second = publish_as(2, "feed", false, start + minutes(1));
  auto const third = publish_as(3, "", true, start + minutes(2));
  held->reopen();
  auto const reader = held->store().reader();
  CHECK(reader->author(first) == member_id("jane-doe"));
  CHECK(reader->author(second) == member_id("feed"));
  CHECK(reader->author(third).empty());
  auto const team = bulletin(1, start).sender;
  CHECK(reader->published_since(team, start) == 3);
  CHECK(reader->published_since(team, start + minutes(1)) == 2);
  CHECK(reader->published_since(publisher("enfield"), start) == 0);
  CHECK(reader->published_since(member_id("feed"), start) == 1);
  CHECK(reader->published_since(member_id("feed"), start + minutes(2)) == 0);
  CHECK(reader->to_all_homes_since(start) == 2);
  CHECK(reader->to_all_homes_since(start + minutes(2)) == 1);
}

TEST_CASE("a home finds what was confirmed after it was sent alone, with its own seq, and nothing that waits") {
  ON_EVERY_STORE();
  auto const homes = put_homes(store, 3);
  publish(store, bulletin(1), homes);
  auto const alone = publish(store, bulletin(2), {homes[0], homes[1]});
  auto const waits = publish(store, bulletin(3), homes);
  auto row = draft(1);
  row.state = draft_state::sent_alone;
  row.message = alone.number;
  auto other = draft(2);
  other.state = draft_state::sent_alone;
  other.message = waits.number;
  put(store, {row, other});
  CHECK(store.reader()->confirmations(homes[0]).empty());
  row.state = draft_state::confirmed;
  row.signatures = {{member_id("john-doe"), start + minutes(4)}};
  put(store, {row});
  held->reopen();
  auto const reader = held->store().reader();
  std::vector<ports::confirmed_row> const expected{{2, bulletin(2).id, start + minutes(4)}};
  CHECK(reader->confirmations(homes[0]) == expected);
  CHECK(reader->confirmations(homes[1]) == expected);
  CHECK(reader->confirmations(homes[2]).empty());
}
