#include "protocol/ids.hpp"

#include <catch2/catch.hpp>

using namespace carerelay::protocol;

TEST_CASE("A CQC Location ID is 1- and 9 to 12 digits") {
  CHECK(home_id::parse("1-1435221697").value().text() == "1-1435221697");
  CHECK(home_id::parse("1-123456789").has_value());
  CHECK(home_id::parse("1-123456789012").has_value());
  for (auto const* wrong : {"1-12345678", "1-1234567890123", "1-12345678a", "2-123456789", "1-", "1- 123456789"}) {
    INFO(wrong);
    CHECK(home_id::parse(wrong).error() == errc::bad_format);
  }
}

TEST_CASE("A home may have an ODS code of 5 or 6 capitals and digits") {
  CHECK(home_id::parse("RX9LD").has_value());
  CHECK(home_id::parse("VL1234").has_value());
  for (auto const* wrong : {"", "RX9L", "RX9LDXX", "rx9ld", "RX-9L", "RX9L\n"}) {
    INFO(wrong);
    CHECK_FALSE(home_id::parse(wrong).has_value());
  }
}

TEST_CASE("An area is a GSS code, and one that lost a digit is refused") {
  CHECK(area_code::parse("E09000010").has_value());
  for (auto const* wrong : {"E0800003", "e09000010", "E090000100", "090000100", "E0900001O"}) {
    INFO(wrong);
    CHECK_FALSE(area_code::parse(wrong).has_value());
  }
}

TEST_CASE("A publisher's name is a short slug that begins with a letter") {
  CHECK(publisher_id::parse("ncl-public-health").has_value());
  CHECK(publisher_id::parse("ab").has_value());
  CHECK(publisher_id::parse(std::string(40, 'a')).has_value());
  CHECK_FALSE(publisher_id::parse(std::string(41, 'a')).has_value());
  for (auto const* wrong : {"", "a", "9a", "-a", "NCL", "ncl_team"}) {
    INFO(wrong);
    CHECK_FALSE(publisher_id::parse(wrong).has_value());
  }
}
