#include "relay/core/register/register_cells.hpp"

#include <catch2/catch.hpp>

using namespace carerelay::core;

TEST_CASE("A line keeps what people see and nothing else") {
  CHECK(cells::line("  Ash   Grove\t\n House ") == "Ash Grove House");
  CHECK(cells::line("Ash\u00a0Grove\u200b") == "Ash Grove");
  CHECK(cells::line("\u202eevorG hsA") == "evorG hsA");
  CHECK(cells::line("Abbotsford Residential Care Home.") == "Abbotsford Residential Care Home.");
  for (auto const nothing : {"", " ", "NA", "N/A", "-", " NA "}) CHECK(cells::line(nothing) == "");
}

TEST_CASE("Lists split at bars when there are any, else at commas") {
  CHECK(cells::list("a, b,c") == std::vector<std::string_view>{"a", "b", "c"});
  CHECK(cells::list("a, b|c") == std::vector<std::string_view>{"a, b", "c"});
  CHECK(cells::list(" | a ||") == std::vector<std::string_view>{"a"});
  CHECK(cells::list("").empty());
}

TEST_CASE("Telephone numbers come out as E.164, with the zero that a spreadsheet dropped") {
  CHECK(cells::telephone("01670530247")->e164 == "+441670530247");
  CHECK(!cells::telephone("01670530247")->is_repaired);
  CHECK(cells::telephone("1617486414")->e164 == "+441617486414");
  CHECK(cells::telephone("1617486414")->is_repaired);
  CHECK(cells::telephone("3300583240")->e164 == "+443300583240");
  CHECK(cells::telephone("+44 20 7946 0101")->e164 == "+442079460101");
  for (auto const wrong : {"", "12345", "call us", "0161", "16174864140", "020 7946 0101 ext 2"}) {
    CAPTURE(wrong);
    CHECK(!cells::telephone(wrong));
  }
}

TEST_CASE("Postcodes are written one way") {
  CHECK(cells::postcode("M33 4GT") == "M33 4GT");
  CHECK(cells::postcode("m334gt") == "M33 4GT");
  CHECK(cells::postcode("SW1A1AA") == "SW1A 1AA");
  CHECK(cells::postcode("E8 0VV") == "E8 0VV");
  CHECK(cells::postcode("W1A 0AX") == "W1A 0AX");
  for (auto const wrong : {"", "M33", "M33 GT4", "333 4GT", "London", "MMM3 4GT", "M33 4GTX", "M3;4 4GT"}) {
    CAPTURE(wrong);
    CHECK(!cells::postcode(wrong));
  }
}

TEST_CASE("Beds are whole numbers, as spreadsheets write them too") {
  CHECK(cells::beds("12") == 12);
  CHECK(cells::beds("12.0") == 12);
  CHECK(cells::beds("") == 0);
  for (auto const wrong : {"-1", "12.5", "many", "99999", " 12", ".0"}) {
    CAPTURE(wrong);
    CHECK(!cells::beds(wrong));
  }
}

TEST_CASE("Both ways the files write dates are dates") {
  for (auto const date : {"2025-01-02", "1/2/2025 12:00:00 AM", "31/01/2020", "12/31/2020"}) {
    CAPTURE(date);
    CHECK(cells::is_date(date));
  }
  for (auto const wrong : {"", "soon", "2025-13-41", "2025", "1/2", "1/2/25", "0/0/2025", "1/2/2025/4"}) {
    CAPTURE(wrong);
    CHECK(!cells::is_date(wrong));
  }
}

TEST_CASE("Yes and no are taken in the ways people write them") {
  for (auto const yes : {"Y", "y", "Yes", "TRUE", "1"}) CHECK(cells::yes_or_no(yes) == true);
  for (auto const no : {"N", "No", "false", "0", ""}) CHECK(cells::yes_or_no(no) == false);
  CHECK(!cells::yes_or_no("perhaps"));
}
