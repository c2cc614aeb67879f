#include "relay/core/register/register_import.hpp"

#include <catch2/catch.hpp>

using namespace carerelay;
using namespace carerelay::core;
using protocol::service_type;

namespace {

/// All faults as a person reads them, one a line; "" when the file is taken.
std::string refusal_of(std::string_view csv) {
  auto const result = read_register(csv);
  std::string text;
  if (!result) {
    for (auto const& fault : result.error().faults) text += to_text(fault) + '\n';
  }
  return text;
}

std::string const own = "id,name,area,telephone,service_types,beds,tags,dormant,former_ids,postcode,email\n";

constexpr std::string_view care_directory =
    "CQC care directory,,,,\n"
    "\"Produced for the public, monthly\",,,,\n"
    "As at 1 March 2018,,,,\n"
    "See the notes on www.cqc.org.uk,,,,\n"
    "Name,Also known as,Address,Postcode,Phone number,Service's website (if available),Service types,"
    "Date of latest check,Specialisms/services,Provider name,Local Authority,Region,Location URL,"
    "CQC Location (for office use only,CQC Provider ID (for office use only)\n"
    "Ash Grove,,\"1 Road, Hackney\",E8 0VV,02079460101,,Nursing homes|Residential homes,31/01/2018,Dementia,"
    "Example Care Ltd,Hackney,London,http://www.cqc.org.uk,1-9000000001,1-9100000001\n"
    "Example Dentists,,,E8 0VV,02079460102,,Dentist,31/01/2018,,Example Teeth,Hackney,London,,1-9000000002,\n"
    "Beech House,,,E15 1VK,NA,,Residential homes,1/31/2018 12:00:00 AM,,Example Care Ltd,Newham,London,,"
    "1-9000000003,\n";

}  // namespace

TEST_CASE("The care directory is read below its four lines of preamble, and other services are passed over") {
  auto const file = read_register(care_directory).value();
  CHECK(file.columns.layout() == register_layout::care_directory);
  CHECK(file.other_services == 1);
  REQUIRE(file.homes.size() == 2);
  auto const& ash = file.homes[0];
  CHECK(ash.row == 6);
  CHECK(ash.record.id.text() == "1-9000000001");
  CHECK(ash.record.name == "Ash Grove");
  CHECK(ash.record.area.text() == "E09000012");
  CHECK(ash.record.postcode == "E8 0VV");
  CHECK(ash.record.telephone == "+442079460101");
  CHECK(ash.record.provider == "Example Care Ltd");
  CHECK(ash.record.service_types == std::vector{service_type::with_nursing, service_type::without_nursing});
  CHECK(file.homes[1].record.telephone == "");
}

TEST_CASE("The care directory of 2024 onwards is the same with other headings") {
  auto const file = read_register(
      "a\nb\nc\nd\nName,Postcode,Phone number,Service types,Local authority,CQC Location ID (for office use only)\n"
      "Ash Grove,E8 0VV,02079460101,\"Residential homes,Homecare agencies\",Hackney,1-9000000001\n");
  REQUIRE(file.has_value());
  CHECK(file->columns.layout() == register_layout::care_directory);
  CHECK(file->homes.at(0).record.service_types == std::vector{service_type::without_nursing});
}

TEST_CASE("Active locations of 2017 and 2026 keep care homes and flag dormant ones") {
  auto const old = read_register(
      "1\n2\n3\n4\n5\n6\nLocation ID,HSCA start date,Care home?,Location Name,Telephone Number,Care homes beds,"
      "Local Authority,Postal Code,Provider Name,Provider - Telephone Number,"
      "Service type - Care home service with nursing,Service type - Care home service without nursing\n"
      "1-9000000001,01/10/2010,Y,Ash Grove,02079460101,32,Hackney,E8 0VV,Example Care Ltd,02079460199,Y,\n"
      "1-9000000002,01/10/2010,N,Example Surgery,02079460102,,Hackney,E8 0VV,Example Doctors,,,\n");
  REQUIRE(old.has_value());
  CHECK(old->columns.layout() == register_layout::active_locations);
  CHECK(old->other_services == 1);
  REQUIRE(old->homes.size() == 1);
  CHECK(old->homes[0].record.beds == 32);
  CHECK(old->homes[0].record.telephone == "+442079460101");
  CHECK(old->homes[0].record.service_types == std::vector{service_type::with_nursing});

  auto const now = read_register(
      "Location ID,Dormant (Y/N),Care home?,Location Name,Location ODS Code,Location Local Authority,"
      "Location Postal Code,Provider Local Authority,Service type - Care home service without nursing\n"
      "1-9000000001,Y,Y,Ash Grove,VM1A1,Hackney,E8 0VV,Kent,Y\n");
  REQUIRE(now.has_value());
  REQUIRE(now->homes.size() == 1);
  CHECK(now->homes[0].record.dormant);
  CHECK(now->homes[0].record.ods_code == "VM1A1");
  CHECK(now->homes[0].record.area.text() == "E09000012");
}

TEST_CASE("A location with an end date is kept as dormant, whichever way the date is written") {
  auto const file = read_register(
      "Location Name,Location ID,Location Local Authority,Location HSCA end date,Dormant\n"
      "A,1-9000000001,Hackney,2025-01-02,N\n"
      "B,1-9000000002,Hackney,1/2/2025 12:00:00 AM,N\n"
      "C,1-9000000003,Hackney,,N\n"
      "D,1-9000000004,Hackney,,Y\n"
      "E,1-9000000005,Hackney,soon,N\n");
  REQUIRE(file.has_value());
  CHECK(file->homes[0].record.dormant);
  CHECK(file->homes[1].record.dormant);
  CHECK(!file->homes[2].record.dormant);
  CHECK(file->homes[3].record.dormant);
  CHECK(!file->homes[4].record.dormant);
  CHECK(file->notes == std::vector<std::string>{"row 6, column D (Location HSCA end date): \"soon\" is not a date "
                                                "such as 2026-03-31: left out"});
}

TEST_CASE("A council's list is repaired where a spreadsheet took codes and telephones for numbers") {
  auto const file = read_register(
      "name,cqc_id,type,postcode,telephone,website,area_name,area_code\n"
      "Ash Lodge,1-9000000001,Nursing homes,m334gt,1617486414,NA,Trafford,E0800009\n"
      "Elm Lodge,1-9000000002,Residential homes,M33 4GT,NA,NA,Trafford,E08000009\n");
  REQUIRE(file.has_value());
  CHECK(file->columns.layout() == register_layout::open_data);
  CHECK(file->homes[0].record.area.text() == "E08000009");
  CHECK(file->homes[0].record.telephone == "+441617486414");
  CHECK(file->homes[0].record.postcode == "M33 4GT");
  CHECK(file->homes[1].record.telephone == "");
  CHECK(file->notes == std::vector<std::string>{"1 area code had lost a 0: put back",
                                                "1 telephone number had lost the first 0: put back"});
}

TEST_CASE("A list without ids is refused with what is missing and what to do") {
  auto const text = refusal_of(
      "name,type,address,postcode,telephone,website,area_name,area_code,lon,lat\n"
      "Ash Lodge,Residential homes,1 Road,OL16 2AY,,NA,Rochdale,E0800005,-2.1,53.6\n");
  CHECK(text ==
        "row 1: there is no column with the homes' CQC Location IDs (headed Location ID, cqc_id or id). A name cannot "
        "stand in for it: two homes can have the same name. Take a newer file from the CQC or the council that has the "
        "ids, or add a column headed cqc_id and fill it from the CQC care directory\n");
}

TEST_CASE("Every fault is named with the row, the column and the heading the person sees") {
  CHECK(refusal_of(own + "1-900,Ash Grove,E09000012,,,,,,,,\n"
                         ",Beech House,Newham,,,,,,,,\n"
                         "1-9000000003,,Atlantis,12345,hotel,many,Not A Slug,maybe,x,E8,@\n"
                         "1-9000000004,\"Quoted, name\",,,,,,,,,\n") ==
        "row 2, column A (id): \"1-900\" is not a CQC Location ID such as 1-1435221697, or an ODS code of 5 or 6 "
        "characters\n"
        "row 3, column A (id): the home has no id\n"
        "row 4, column I (former_ids): \"x\" is not a CQC Location ID such as 1-1435221697, or an ODS code of 5 or 6 "
        "characters\n"
        "row 4, column B (name): the home has no name\n"
        "row 4, column C (area): \"Atlantis\" is not an upper-tier local authority of England\n"
        "row 4, column J (postcode): \"E8\" is not a postcode such as N1 9GU\n"
        "row 4, column D (telephone): \"12345\" is not a telephone number such as 020 7946 0123 or +442079460123\n"
        "row 4, column K (email): \"@\" is not an email address such as ipc-team@ncl.example\n"
        "row 4, column E (service_types): \"hotel\" is not care_home_with_nursing or care_home_without_nursing\n"
        "row 4, column F (beds): \"many\" is not a number of beds\n"
        "row 4, column G (tags): \"Not A Slug\" is not 1 to 40 of a-z, 0-9 and hyphen, such as infection-control\n"
        "row 4, column H (dormant): \"maybe\" is not Y or N\n"
        "row 5, column C (area): the home has no local authority\n");
}

TEST_CASE("An id that is there twice is refused with both rows, a name that is there twice is not") {
  CHECK(refusal_of("id,name,area\n1-9000000001,Ash Grove,Hackney\n\n1-9000000001,Elm Lodge,Hackney\n") ==
        "row 4, column A (id): 1-9000000001 is in row 2 already: one row for each home\n");
  CHECK(refusal_of("id,name,area,former_ids\n1-9000000001,A,Hackney,\n1-9000000002,B,Hackney,1-9000000001\n") ==
        "row 3, column D (former_ids): 1-9000000001 is in row 2 already: one row for each home\n");
  CHECK(refusal_of("id,name,area,former_ids\n1-9000000001,A,Hackney,1-9000000001\n") ==
        "row 2, column D (former_ids): 1-9000000001 is named twice in this row\n");
  CHECK(refusal_of("id,name,area\n1-9000000001,Ash Grove,Hackney\n1-9000000002,Ash Grove,Hackney\n") == "");
}

TEST_CASE("An area that was divided is refused with what to write instead") {
  CHECK(refusal_of("id,name,area\n1-9000000001,Ash Grove,Cumbria\n") ==
        "row 2, column C (area): Cumbria was divided in 2023: write Cumberland (E06000063) or Westmorland and Furness "
        "(E06000064)\n");
}

TEST_CASE("An area code that contradicts the area's name is refused rather than believed") {
  CHECK(refusal_of("name,cqc_id,area_name,area_code\nAsh Lodge,1-9000000001,Salford,E08000009\n") ==
        "row 2, column D (area_code): E08000009 is Trafford, but the row says Salford\n");
  CHECK(refusal_of("name,cqc_id,area_name,area_code\nAsh Lodge,1-9000000001,Salford,E0800009\n") ==
        "row 2, column D (area_code): \"E0800009\" is not the GSS code of an upper-tier local authority of England\n");
}

TEST_CASE("Our own layout takes its columns in any order and knows no others") {
  auto const file = read_register("tags,area,name,id\nb|a|b,london borough of hackney,Ash Grove,VM1A1\n");
  REQUIRE(file.has_value());
  CHECK(file->columns.layout() == register_layout::own);
  CHECK(file->homes[0].record.id.text() == "VM1A1");
  CHECK(file->homes[0].record.tags == std::vector<std::string>{"a", "b"});
  CHECK(refusal_of("id,name,area,emial\n1-9000000001,Ash Grove,Hackney,a@b.example\n")
            .starts_with("row 1, column D (emial): is no heading of this layout; those are id, name, area, "));
  CHECK(refusal_of("id,name,postcode\n1-9000000001,Ash Grove,E8 0VV\n")
            .starts_with("row 1: there is no column with the homes' local authority"));
  CHECK(refusal_of("id,name,area,area_name,area\n1-9000000001,Ash Grove,Hackney,,\n")
            .find("column E (area): says the same as column C (area): take one of them out") != std::string::npos);
}

TEST_CASE("A cell beyond the headings is refused: a comma without quotation marks shifts the row") {
  CHECK(refusal_of("id,name,area\n1-9000000001,Ash Grove,Hackney,Hackney\n") ==
        "row 2, column D: is beyond the last heading: a cell with a comma in it must be in quotation marks\n");
  CHECK(refusal_of("id,name,area\n1-9000000001,Ash Grove,Hackney,,\n") == "");
}

TEST_CASE("What our own export guards against formulas is read back as it was") {
  auto const file = read_register("id,name,area,telephone\n1-9000000001,'=Ash Grove,Hackney,'+442079460101\n");
  REQUIRE(file.has_value());
  CHECK(file->homes[0].record.telephone == "+442079460101");
  CHECK(file->homes[0].record.name == "=Ash Grove");
}

TEST_CASE("What is no register file at all is refused in a sentence") {
  for (auto const text : {"", "\n\n", "hello", "a,b,c\n1,2,3\n", "name\nAsh Grove\n"}) {
    CAPTURE(text);
    CHECK(refusal_of(text).starts_with("no row of headings was found in the first 20 rows."));
  }
  CHECK(refusal_of("id,name,area\n") == "there is no home below the headings\n");
  CHECK(refusal_of("Name,Service types,Local authority,CQC Location ID (for office use only)\n"
                   "Example Dentists,Dentist,Hackney,1-9000000001\n") ==
        "none of the services in this file is a care home\n");
  CHECK(refusal_of("PK\x03\x04").find("workbook") != std::string::npos);
  CHECK(refusal_of("id,name,area\n1-9000000001,\"Ash,Hackney\n").starts_with("row 2, column B: "));
}

TEST_CASE("A file with more faults than a person can read tells the first hundred and the number of the rest") {
  std::string text = "id,name,area\n";
  for (int i = 0; i < 250; ++i) text += "wrong,Ash Grove,Hackney\n";
  auto const result = read_register(text);
  REQUIRE(result.has_error());
  CHECK(result.error().faults.size() == 100);
  CHECK(result.error().more == 150);
  auto const faults = to_faults(result.error());
  REQUIRE(faults.size() == 101);
  CHECK(faults[0].pointer == "");
  CHECK(faults[0].detail.starts_with("row 2, column A (id): "));
  CHECK(faults.back().detail == "and 150 more faults of rows below");
}
