#include "protocol/register/areas.hpp"

#include <catch2/catch.hpp>

#include <set>

#include "protocol/ids.hpp"
#include "protocol/register/area_table.hpp"

using namespace carerelay::protocol;

namespace {

std::string_view code_of(std::string_view name) {
  auto const answer = area_by_name(name);
  return answer.found ? answer.found->code : answer.instead;
}

}  // namespace

TEST_CASE("There are 153 upper-tier authorities, in order of code, each once") {
  std::set<std::string_view> codes, names;
  std::string_view last;
  for (auto const& one : areas()) {
    CAPTURE(one.code);
    CHECK(area_code::parse(one.code).has_value());
    CHECK(last < one.code);
    last = one.code;
    codes.insert(one.code);
    names.insert(one.name);
    CHECK(area_by_code(one.code) == &one);
    CHECK(area_by_name(one.name).found == &one);
  }
  CHECK(areas().size() == 153);
  CHECK(codes.size() == 153);
  CHECK(names.size() == 153);
}

TEST_CASE("London has 33 areas and Greater Manchester ten") {
  auto const all = areas();
  CHECK(std::count_if(all.begin(), all.end(), [](area const& a) { return a.code.starts_with("E09"); }) == 33);
  CHECK(code_of("Enfield") == "E09000010");
  CHECK(code_of("City of London") == "E09000001");
  CHECK(code_of("Manchester") == "E08000003");
  CHECK(code_of("Wigan") == "E08000010");
}

TEST_CASE("Each way people write an area's name finds it") {
  CHECK(code_of("Bristol, City of") == "E06000023");
  CHECK(code_of("BRISTOL") == "E06000023");
  CHECK(code_of("City of Bristol") == "E06000023");
  CHECK(code_of("Kingston upon Hull, City of") == "E06000010");
  CHECK(code_of("Kingston-upon-Hull") == "E06000010");
  CHECK(code_of("Hull City Council") == "E06000010");
  CHECK(code_of("Herefordshire, County of") == "E06000019");
  CHECK(code_of("St. Helens") == "E08000013");
  CHECK(code_of("St Helens") == "E08000013");
  CHECK(code_of("Durham") == "E06000047");
  CHECK(code_of("County Durham") == "E06000047");
  CHECK(code_of("Bedford Borough") == "E06000055");
  CHECK(code_of("Bedford") == "E06000055");
  CHECK(code_of("Southend on Sea") == "E06000033");
  CHECK(code_of("Bath & North East Somerset") == "E06000022");
  CHECK(code_of("Redcar&Cleveland") == "E06000003");
  CHECK(code_of("hammersmith  and  fulham ") == "E09000013");
  CHECK(code_of("London Borough of Hackney") == "E09000012");
  CHECK(code_of("The Royal Borough of Greenwich") == "E09000011");
  CHECK(code_of("City of Westminster") == "E09000033");
  CHECK(code_of("Essex County Council") == "E10000012");
  CHECK(code_of("Bolton Metropolitan Borough Council") == "E08000001");
  CHECK(code_of("Bournemouth, Christchurch & Poole") == "E06000058");
}

TEST_CASE("A name that is nobody's finds nothing") {
  for (auto const name : {"", " ", "&", "London", "Scotland", "Cardiff", "Haringay", "City of", "and"}) {
    CAPTURE(name);
    CHECK(area_by_name(name).found == nullptr);
    CHECK(area_by_name(name).instead == "");
  }
}

TEST_CASE("Codes that were replaced give the authority as it is today") {
  CHECK(area_by_code("E08000016")->code == "E08000038");
  CHECK(code_of("Barnsley") == "E08000038");
  CHECK(code_of("Sheffield") == "E08000039");
  CHECK(area_by_code("E10000023")->name == "North Yorkshire");
  CHECK(area_by_code("E06000028")->name == "Bournemouth, Christchurch and Poole");
  for (auto const& [before, now] : detail::replaced_codes()) {
    CAPTURE(before);
    REQUIRE(area_by_code(before));
    CHECK(area_by_code(before)->code == now);
  }
}

TEST_CASE("An authority that was divided is refused with what to write instead") {
  CHECK(code_of("Cumbria") ==
        "Cumbria was divided in 2023: write Cumberland (E06000063) or Westmorland and Furness (E06000064)");
  CHECK(code_of("Cumbria County Council").starts_with("Cumbria was divided"));
  CHECK(area_by_code("E10000006") == nullptr);
  for (auto const& gone : detail::split_areas()) {
    CAPTURE(gone.name);
    CHECK(area_by_name(gone.name).found == nullptr);
    CHECK(area_by_name(gone.name).instead == gone.instead);
  }
}

TEST_CASE("A code that lost a zero in a spreadsheet is repaired, and only when the name agrees") {
  CHECK(repair_code("E0800003", "Manchester")->code == "E08000003");
  CHECK(repair_code("E0800001", "Bolton")->code == "E08000001");
  CHECK(repair_code("E0800009", "")->code == "E08000009");
  CHECK(repair_code("E0800009", "Salford") == nullptr);
  CHECK(repair_code("E0800009", "Nowhere") == nullptr);
  CHECK(repair_code("E0800099", "") == nullptr);
  for (auto const code : {"", "E08000009", "W0800009", "E080000", "E08O0009", "e0800009"}) {
    CAPTURE(code);
    CHECK(repair_code(code, "") == nullptr);
  }
}
