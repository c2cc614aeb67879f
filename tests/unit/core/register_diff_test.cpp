#include "relay/core/register/register_diff.hpp"

#include <catch2/catch.hpp>

using namespace carerelay;
using namespace carerelay::core;
using protocol::home_record;

namespace {

/// What a store does with the changes: by id, or by a former id that is somebody's present one.
void apply(std::vector<home_record>& homes, register_diff const& what) {
  for (auto const& change : what.changes) {
    auto const is_it = [&](home_record const& home) {
      auto const& former = change.record.former_ids;
      return home.id == change.record.id || std::find(former.begin(), former.end(), home.id) != former.end();
    };
    auto const found = std::find_if(homes.begin(), homes.end(), is_it);
    if (found == homes.end()) {
      homes.push_back(change.record);
    } else {
      *found = change.record;
    }
  }
}

register_diff import_into(std::vector<home_record>& homes, std::string const& csv) {
  auto const file = read_register(csv).value();
  auto const what = diff(homes, file).value();
  apply(homes, what);
  return what;
}

std::string refusal_of(std::vector<home_record> const& homes, std::string const& csv) {
  auto const file = read_register(csv).value();
  auto const what = diff(homes, file);
  return what ? "" : to_text(what.error().faults.at(0));
}

std::string const three =
    "id,name,area,telephone,email,beds\n"
    "1-9000000001,Ash Grove,Hackney,020 7946 0101,ash@homes.example,32\n"
    "1-9000000002,Beech House,Newham,020 7946 0102,,9\n"
    "1-9000000003,Cedar Lodge,Newham,,,\n";

}  // namespace

TEST_CASE("Importing twice changes nothing the second time") {
  std::vector<home_record> homes;
  CHECK(summary(import_into(homes, three)) == "3 added, 0 changed, 0 same");
  auto const before = homes;
  auto const again = import_into(homes, three);
  CHECK(summary(again) == "0 added, 0 changed, 3 same");
  CHECK(again.changes.empty());
  CHECK(homes == before);
}

TEST_CASE("What changed is named, and homes that are not in the file stay as they are") {
  std::vector<home_record> homes;
  (void)import_into(homes, three);
  auto const what = import_into(homes,
                                "id,name,area,telephone,email,beds\n"
                                "1-9000000001,Ash Grove,Hackney,020 7946 0199,ash@homes.example,34\n"
                                "1-9000000002,Beech House,Newham,020 7946 0102,,9\n"
                                "1-9000000004,Dogwood Court,Hackney,,,\n");
  CHECK(summary(what) == "1 added, 1 changed, 1 same, 1 not in this file and left as they are");
  REQUIRE(what.changes.size() == 2);
  CHECK(what.changes[0].what == std::vector<std::string_view>{"telephone", "beds"});
  CHECK(!what.changes[0].is_new);
  CHECK(what.changes[0].row == 2);
  CHECK(what.changes[1].is_new);
  CHECK(homes.size() == 4);
}

TEST_CASE("What a file has no column for is kept: a public file does not wipe our email addresses and tags") {
  std::vector<home_record> homes;
  (void)import_into(homes, "id,name,area,email,tags\n1-9000000001,Ash Grove,Hackney,ash@homes.example,dementia\n");
  auto const what = import_into(homes,
                                "Location ID,Location Name,Location Local Authority,Care homes beds\n"
                                "1-9000000001,Ash Grove,Hackney,12\n");
  CHECK(what.changes.at(0).what == std::vector<std::string_view>{"beds"});
  CHECK(homes[0].email == "ash@homes.example");
  CHECK(homes[0].tags == std::vector<std::string>{"dementia"});
  CHECK(homes[0].beds == 12);
  (void)import_into(homes, "id,name,area,email\n1-9000000001,Ash Grove,Hackney,\n");
  CHECK(homes[0].email == "");
}

TEST_CASE("A row with a new id and the old one beside it renames the home") {
  std::vector<home_record> homes;
  (void)import_into(homes, three);
  auto const renamed = "id,name,area,former_ids\n1-9000000011,Ash Grove,Hackney,1-9000000001\n";
  auto const what = import_into(homes, renamed);
  CHECK(summary(what) == "0 added, 1 changed, 0 same, 2 not in this file and left as they are");
  CHECK(what.changes.at(0).what == std::vector<std::string_view>{"id", "former ids"});
  REQUIRE(homes.size() == 3);
  CHECK(homes[0].id.text() == "1-9000000011");
  CHECK(homes[0].former_ids.at(0).text() == "1-9000000001");
  CHECK(import_into(homes, renamed).same == 1);
}

TEST_CASE("A row that still has the old id finds the same home and does not turn it back") {
  std::vector<home_record> homes;
  (void)import_into(homes, "id,name,area,former_ids\n1-9000000011,Ash Grove,Hackney,1-9000000001\n");
  auto const what = import_into(homes, "id,name,area\n1-9000000001,Ash Grove,Hackney\n");
  CHECK(what.same == 1);
  CHECK(what.changes.empty());
  CHECK(homes.at(0).id.text() == "1-9000000011");
}

TEST_CASE("Two rows for one home, or one row for two homes, are refused") {
  std::vector<home_record> homes;
  (void)import_into(homes,
                    "id,name,area,former_ids\n1-9000000011,Ash Grove,Hackney,1-9000000001\n"
                    "1-9000000002,Beech House,Newham,\n");
  CHECK(refusal_of(homes, "id,name,area\n1-9000000011,Ash Grove,Hackney\n1-9000000001,Ash Grove,Hackney\n") ==
        "row 3, column A (id): is the same home as row 2: the register knows both ids");
  CHECK(refusal_of(homes, "id,name,area,former_ids\n1-9000000011,Ash Grove,Hackney,1-9000000002\n") ==
        "row 2, column A (id): 1-9000000011 and 1-9000000002 are two homes in the register: which of them is this?");
}

TEST_CASE("Through several changes of id a home stays one home") {
  std::vector<home_record> homes;
  (void)import_into(homes, "id,name,area\n1-9000000001,Ash Grove,Hackney\n");
  (void)import_into(homes, "id,name,area,former_ids\n1-9000000002,Ash Grove,Hackney,1-9000000001\n");
  // This file's makers never heard of the second id.
  (void)import_into(homes, "id,name,area,former_ids\n1-9000000003,Ash Grove,Hackney,1-9000000001\n");
  REQUIRE(homes.size() == 1);
  CHECK(homes[0].id.text() == "1-9000000003");
  CHECK(homes[0].former_ids.size() == 2);
}
