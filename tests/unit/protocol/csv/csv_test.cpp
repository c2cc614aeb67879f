#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "protocol/csv/reader.hpp"
#include "protocol/csv/writer.hpp"

using namespace carerelay::protocol;
using namespace std::string_literals;

namespace {

using rows = std::vector<std::vector<std::string>>;

rows cells_of(std::string_view text) {
  rows out;
  auto const read =
      csv::read(text, {}, [&](csv::row const& row) { out.emplace_back(row.cells.begin(), row.cells.end()); });
  if (!read) FAIL(read.error().to_fault().detail);
  return out;
}

std::vector<std::size_t> numbers_of(std::string_view text) {
  std::vector<std::size_t> out;
  auto const read = csv::read(text, {}, [&](csv::row const& row) { out.push_back(row.number); });
  REQUIRE(read.has_value());
  return out;
}

csv::read_error refusal(std::string_view text, csv::read_limits const& limits = {}) {
  auto const read = csv::table::parse(text, limits);
  REQUIRE(read.has_error());
  return read.error();
}

std::string said(std::string_view text) { return refusal(text).to_fault().detail; }

}  // namespace

TEST_CASE("A sheet is read whatever its line ends, with or without a byte-order mark") {
  rows const expected{{"name", "beds"}, {"Ashgrove", "24"}};
  CHECK(cells_of("name,beds\r\nAshgrove,24\r\n") == expected);
  CHECK(cells_of("name,beds\nAshgrove,24") == expected);
  CHECK(cells_of("name,beds\rAshgrove,24\r") == expected);
  CHECK(cells_of("\xEF\xBB\xBFname,beds\r\nAshgrove,24\r\n") == expected);
  CHECK(cells_of("\xEF\xBB\xBF\"name\" , beds \r\n  \"Ashgrove\",24") == expected);
  CHECK(cells_of("").empty());
}

TEST_CASE("Quoted cells keep their commas, quotation marks, spaces and line breaks") {
  CHECK(cells_of("\"4,5,7 The Sycamores\",\"the \"\"Old\"\" House\",\" kept \",\"two\r\nlines\",\n") ==
        rows{{"4,5,7 The Sycamores", "the \"Old\" House", " kept ", "two\r\nlines", ""}});
}

TEST_CASE("Rows are numbered as the spreadsheet shows them") {
  CHECK(numbers_of("a\n\n\nb\n") == std::vector<std::size_t>{1, 4});
  CHECK(numbers_of("a\r\n\r\n\r\nb\r\n") == std::vector<std::size_t>{1, 4});
  CHECK(numbers_of("a\r\r\rb") == std::vector<std::size_t>{1, 4});
  CHECK(numbers_of("\n\na\n,,,\n \nb") == std::vector<std::size_t>{3, 6});
  CHECK(numbers_of("\"1\r\n2\r\n3\",x\r\nb\r\n") == std::vector<std::size_t>{1, 2});
  CHECK(numbers_of("\"1\r\n\r\n3\"\r\nb\r\n\"\n\"\nc") == std::vector<std::size_t>{1, 2, 3, 4});
}

TEST_CASE("Columns are lettered as the spreadsheet shows them") {
  CHECK(csv::column_letters(1) == "A");
  CHECK(csv::column_letters(26) == "Z");
  CHECK(csv::column_letters(27) == "AA");
  CHECK(csv::column_letters(702) == "ZZ");
  CHECK(csv::column_letters(703) == "AAA");
}

TEST_CASE("A quotation mark that is never closed is named by the row where it stands") {
  CHECK(said("a,b\n\nc,\"d\ne,f\n") == "row 3, column B has a quotation mark that is never closed");
  CHECK(said("\"") == "row 1, column A has a quotation mark that is never closed");
}

TEST_CASE("A quotation mark in the middle of a cell is named by row and column") {
  auto const error = refusal("a,b\nc,O\"Brien\n");
  CHECK(error.rule == errc::bad_format);
  CHECK(error.place() == "row 2, column B");
  CHECK(refusal("a,\"b\"c\n").place() == "row 1, column B");
}

TEST_CASE("Text that is not UTF-8 is named by row and column, with what to do about it") {
  auto const error = refusal("name,town\nAshgrove,London\nCaf\xE9 House,Leeds\n");
  CHECK(error.rule == errc::not_utf8);
  CHECK(error.to_fault().detail ==
        "row 3, column A is not UTF-8, probably Windows-1252: save the sheet again as \"CSV UTF-8\"");
  CHECK(refusal("a,b,St John\x92s\n").place() == "row 1, column C");
}

TEST_CASE("A file that is no CSV at all is refused with a word on what it is") {
  CHECK(said("\xFF\xFE"
             "a\0,\0b\0"s) == "the file is UTF-16: save the sheet again as \"CSV UTF-8\"");
  CHECK(said("PK\x03\x04 and so on") == "the file is a workbook, not CSV: save the sheet as \"CSV UTF-8\"");
  CHECK(said("a,b\nc,d\0e\n"s) == "row 2, column B holds a NUL byte");
}

TEST_CASE("A sheet over a limit is refused by name of the limit") {
  csv::read_limits const small{.bytes = 100, .rows = 2, .columns = 3, .cell_bytes = 10};
  CHECK(refusal(std::string(101, 'a'), small).to_fault().detail == "the file has more than 100 bytes");
  CHECK(refusal("a\nb\n\nc\n", small).to_fault().detail == "row 4 is one more than the 2 rows allowed");
  CHECK(refusal("a\nb,c,d,e\n", small).to_fault().detail == "row 2 has more than 3 columns");
  CHECK(refusal("a,12345678901\n", small).place() == "row 1, column B");
  CHECK(csv::table::parse("a,1234567890\nb,c,d\n", small).has_value());
}

TEST_CASE("A quotation mark left open cannot swallow a large file") {
  std::string text = "a,\"b\n";
  while (text.size() < 4'000'000) text += "1-0000000,Somewhere,London\n";
  auto const error = refusal(text);
  CHECK(error.rule == errc::too_large);
  CHECK(error.place() == "row 1, column B");
}

TEST_CASE("A table gives any cell, and nothing for a cell that is not there") {
  auto const table = csv::table::parse("a,b\n\nc\nd,e,f\n").value();
  CHECK(table.rows() == 3);
  CHECK(table.columns(1) == 1);
  CHECK(table.row_number(1) == 3);
  CHECK(table.cell(0, 1) == "b");
  CHECK(table.cell(1, 0) == "c");
  CHECK(table.cell(1, 1).empty());
  CHECK(table.cell(2, 2) == "f");
  CHECK(csv::table::parse("").value().rows() == 0);
}

TEST_CASE("What the visitor throws comes out, past libcsv") {
  CHECK_THROWS_AS(csv::read("a\nb\n", {}, [](csv::row const&) { throw std::runtime_error("x"); }), std::runtime_error);
  CHECK_THROWS_AS(csv::read("a", {}, [](csv::row const&) { throw std::runtime_error("x"); }), std::runtime_error);
}

TEST_CASE("A sheet is written with CR LF and quotation marks where they are needed") {
  std::string out;
  csv::writer w(out);
  w.cell("name").cell("n").end_row();
  w.cell("a,b").cell(-5).cell("say \"hi\"").cell("two\nlines").cell("").cell(" pad").end_row();
  CHECK(out == "name,n\r\n\"a,b\",-5,\"say \"\"hi\"\"\",\"two\nlines\",,\" pad\"\r\n");
}

TEST_CASE("A cell can never run as a formula") {
  for (auto const* text : {"=1+1", "+442079460000", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
                           "\xEF\xBC\x9D"
                           "1+1"}) {
    std::string out;
    csv::writer(out).cell(text);
    CHECK(out == "\"'"s + text + "\"");
    CHECK(csv::without_guard(cells_of(out)[0][0]) == text);
  }
  CHECK(csv::without_guard("'tis") == "'tis");
  CHECK(csv::without_guard("") == "");
}

TEST_CASE("What was written is read back cell by cell") {
  rows const sheet{{"plain", "a,b", "\"", "\"\"", "two\r\nlines", " pad ", "\xC3\xA9"},
                   {"x", "", "'", "-", "=", "", "end"}};
  std::string out;
  csv::writer w(out);
  for (auto const& row : sheet) {
    for (auto const& cell : row) w.cell(cell);
    w.end_row();
  }
  rows back = cells_of(out);
  for (auto& row : back) {
    for (auto& cell : row) cell = csv::without_guard(cell);
  }
  CHECK(back == sheet);
}

TEST_CASE("The public register files are read to the last row") {
  char const* const folder = std::getenv("CARERELAY_REGISTER_DATA");
  if (!folder) {
    WARN("the register files are not beside this checkout: nothing was read");
    return;
  }
  struct file {
    char const* name;
    std::size_t rows;
  };
  for (file const& each :
       {file{"cqc_care_homes_london.csv", 75}, file{"cqc_care_homes_england_sample.csv", 496},
        file{"cqc_care_homes_greater_manchester_2019.csv", 560}, file{"cqc_care_homes_trafford.csv", 57}}) {
    INFO(each.name);
    std::ifstream in(std::string(folder) + "/care-homes/" + each.name, std::ios::binary);
    std::string const text{std::istreambuf_iterator<char>(in), {}};
    auto const table = csv::table::parse(text);
    if (!table) FAIL(table.error().to_fault().detail);
    CHECK(table->rows() == each.rows);
    for (std::size_t i = 1; i < table->rows(); ++i) CHECK(table->columns(i) == table->columns(0));
  }
}
