// Whole files: the project's own sample, the example of the reference page, and the public ones when they lie beside
// the checkout.
#include <catch2/catch.hpp>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "protocol/register/areas.hpp"
#include "relay/core/register/register_diff.hpp"

using namespace carerelay;
using namespace carerelay::core;

namespace {

std::string file_text(std::string const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string source_file(std::string const& name) {
  auto const* root = std::getenv("CARERELAY_SOURCE_DIR");
  return file_text(std::string(root ? root : ".") + '/' + name);
}

/// "" when the public files are not there; then the test says so and passes.
std::string public_file(std::string const& name) {
  auto const* folder = std::getenv("CARERELAY_REGISTER_DATA");
  auto text = folder ? file_text(std::string(folder) + "/care-homes/" + name) : std::string();
  if (text.empty()) WARN("the public register file " << name << " is not beside this checkout: not read");
  return text;
}

imported_register taken(std::string const& text) {
  auto result = read_register(text);
  if (!result) {
    for (auto const& fault : result.error().faults) UNSCOPED_INFO(to_text(fault));
  }
  REQUIRE(result.has_value());
  return *std::move(result);
}

void check_importing_twice(imported_register const& file) {
  std::vector<protocol::home_record> homes;
  for (auto const& home : file.homes) homes.push_back(home.record);
  auto const again = diff(homes, file).value();
  CHECK(again.same == homes.size());
  CHECK(again.changes.empty());
}

}  // namespace

TEST_CASE("The sample register has 72 homes over five boroughs, plainly made up") {
  auto const file = taken(source_file("relay/app/samples/homes.csv"));
  CHECK(file.columns.layout() == register_layout::own);
  CHECK(file.notes.empty());
  CHECK(file.homes.size() == 72);
  std::map<std::string, int> areas;
  std::set<protocol::bed_band> bands;
  for (auto const& [home, row] : file.homes) {
    CAPTURE(home.id.text());
    ++areas[home.area.text()];
    bands.insert(protocol::band_of(home.beds));
    CHECK(!home.dormant);
    CHECK(!home.service_types.empty());
    CHECK(home.telephone.starts_with("+4420794601"));
    CHECK(home.email.ends_with("@homes.example"));
    CHECK(home.provider.find("Example") != std::string::npos);
  }
  CHECK(areas.size() == 5);
  for (auto const& [code, count] : areas) {
    CHECK(code.starts_with("E09"));
    CHECK(count >= 10);
  }
  CHECK(bands.size() == 5);
  check_importing_twice(file);
}

TEST_CASE("The example of the reference page is taken, and the page names every column") {
  auto const page = source_file("docs/reference/homes-csv.md");
  std::string const fence = "```csv\n";
  auto const begin = page.find(fence);
  REQUIRE(begin != std::string::npos);
  auto const example = page.substr(begin + fence.size(), page.find("```", begin + 1) - begin - fence.size());
  auto const file = taken(example);
  REQUIRE(file.homes.size() == 2);
  CHECK(file.homes[0].record.former_ids.at(0).text() == "1-9000000001");
  CHECK(file.homes[1].record.dormant);
  for (auto const heading : own_headings()) {
    CAPTURE(heading);
    CHECK(page.find("| `" + std::string(heading) + "` |") != std::string::npos);
    CHECK(example.find(heading) != std::string::npos);
  }
}

TEST_CASE("The CQC's care homes of London are all taken") {
  auto const text = public_file("cqc_care_homes_london.csv");
  if (text.empty()) return;
  auto const file = taken(text);
  CHECK(file.columns.layout() == register_layout::locations);
  CHECK(file.homes.size() == 74);
  CHECK(file.other_services == 0);
  CHECK(file.notes.empty());
  std::set<std::string> areas;
  for (auto const& home : file.homes) areas.insert(home.record.area.text());
  CHECK(areas.size() == 24);
  check_importing_twice(file);
}

TEST_CASE("The CQC's sample of England is taken with its same names, odd names and dormant homes") {
  auto const text = public_file("cqc_care_homes_england_sample.csv");
  if (text.empty()) return;
  auto const file = taken(text);
  CHECK(file.homes.size() == 495);
  std::map<std::string, int> names;
  int dormant = 0, without_telephone = 0, with_ods_id = 0;
  for (auto const& [home, row] : file.homes) {
    ++names[home.name];
    dormant += home.dormant;
    without_telephone += home.telephone.empty();
    with_ods_id += !home.id.text().starts_with("1-");
    CHECK(!home.service_types.empty());
    CHECK(home.beds > 0);
  }
  CHECK(std::count_if(names.begin(), names.end(), [](auto const& n) { return n.second > 1; }) == 15);
  CHECK(names.contains("4,5,7 The Sycamores"));
  CHECK(dormant == 3);
  CHECK(without_telephone == 51);
  CHECK(with_ods_id == 1);
  CHECK(file.notes.empty());
  check_importing_twice(file);
}

TEST_CASE("Trafford's list is taken, its codes and telephones put right") {
  auto const text = public_file("cqc_care_homes_trafford.csv");
  if (text.empty()) return;
  auto const file = taken(text);
  CHECK(file.columns.layout() == register_layout::open_data);
  CHECK(file.homes.size() == 56);
  for (auto const& [home, row] : file.homes) CHECK(home.area.text() == "E08000009");
  CHECK(file.notes == std::vector<std::string>{"56 area codes had lost a 0: put back",
                                               "52 telephone numbers had lost the first 0: put back"});
  check_importing_twice(file);
}

TEST_CASE("Greater Manchester's list of 2019 is refused: it has no ids") {
  auto const text = public_file("cqc_care_homes_greater_manchester_2019.csv");
  if (text.empty()) return;
  auto const result = read_register(text);
  REQUIRE(result.has_error());
  REQUIRE(result.error().faults.size() == 1);
  CHECK(to_text(result.error().faults[0]).starts_with("row 1: there is no column with the homes' CQC Location IDs"));
}

TEST_CASE("Every London borough of the public list is known by the same code and name") {
  auto const text = public_file("london_boroughs_gss.csv");
  if (text.empty()) return;
  std::size_t known = 0;
  auto const read = protocol::csv::read(text, {}, [&](protocol::csv::row const& row) {
    if (row.number == 1) return;
    auto const* found = protocol::area_by_code(row.cell(0));
    CAPTURE(row.cell(0));
    REQUIRE(found);
    CHECK(found->name == row.cell(1));
    CHECK(protocol::area_by_name(row.cell(1)).found == found);
    ++known;
  });
  CHECK(read.has_value());
  CHECK(known == 33);
}

TEST_CASE("A file of all England's services is read in seconds") {
  std::string text =
      "Location ID,Dormant (Y/N),Care home?,Location Name,Location Telephone Number,"
      "Care homes beds,Location Local Authority,Location Postal Code";
  for (int i = 0; i < 100; ++i) text += ",Service type - " + std::to_string(i);
  text += '\n';
  auto const areas = protocol::areas();
  for (int i = 0; i < 60'000; ++i) {
    text += "1-" + std::to_string(1'000'000'000 + i) + ",N," + (i % 4 == 0 ? "Y" : "N") + ",\"Ash Grove, No. " +
            std::to_string(i) + "\",02079460101,32," +
            std::string(areas[static_cast<std::size_t>(i) % areas.size()].name) + ",E8 0VV";
    for (int column = 0; column < 100; ++column) text += column % 25 == 0 ? ",Y" : ",";
    text += '\n';
  }
  auto const begin = std::chrono::steady_clock::now();
  auto const file = taken(text);
  check_importing_twice(file);
  auto const took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  WARN(text.size() / 1'000'000 << " MB with 60,000 rows read and compared in " << took << " s");
  CHECK(file.homes.size() == 15'000);
  CHECK(file.other_services == 45'000);
  CHECK(took < 20);  // a bound for busy machines and sanitizers, not the figure
}
