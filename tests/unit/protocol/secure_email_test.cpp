#include "protocol/channel/secure_email.hpp"

#include <catch2/catch.hpp>

using namespace carerelay::protocol;

namespace {

instant at(std::string_view day) { return parse_instant(std::string(day) + "T12:00:00Z").value(); }

secure_email_list list() {
  return secure_email_list::parse(
             "# accredited\n"
             "trust.example 2026-04-01 2027-04-01\n"
             ".council.example 2026-01-01 2026-12-01   # and below\r\n")
      .value();
}

mailbox look(std::string_view address, std::string_view day = "2026-11-21") { return list().look_at(address, at(day)); }

}  // namespace

TEST_CASE("nhs.net and what is below it is secure, whatever the letters' case") {
  CHECK(look("manager@nhs.net").kind == destination_kind::secure_email);
  CHECK(look("Manager@NHS.net").kind == destination_kind::secure_email);
  CHECK(look("a@home.nhs.net").kind == destination_kind::secure_email);
}

TEST_CASE("A domain is secure from its first day until the day before its last date") {
  CHECK(look("a@trust.example", "2026-03-31").kind == destination_kind::ordinary_email);
  CHECK(look("a@trust.example", "2026-04-01").kind == destination_kind::secure_email);
  CHECK(look("a@trust.example", "2027-03-31").kind == destination_kind::secure_email);
  CHECK(look("a@trust.example", "2027-04-01").kind == destination_kind::ordinary_email);
}

TEST_CASE("Only an entry with a dot in front covers what is below it") {
  CHECK(look("a@sub.trust.example").looks_like == "trust.example");
  CHECK(look("a@care.council.example").kind == destination_kind::secure_email);
  CHECK(look("a@council.example").kind == destination_kind::secure_email);
}

TEST_CASE("A look-alike of a secure domain gets nothing and is named") {
  for (auto const* const domain : {"evilnhs.net", "nhs.net.example", "nh5.net", "nhs-net.com", "nsh.net", "nhs.ne",
                                   "nhss.net", "nhs.nett", "n-hs.net", "nhs.het"}) {
    INFO(domain);
    auto const seen = look("a@" + std::string(domain));
    CHECK(seen.kind == destination_kind::unknown);
    CHECK(seen.looks_like == "nhs.net");
  }
  CHECK(look("a@trvst.example").looks_like == "trust.example");
}

TEST_CASE("What is no plain address, or is written in punycode, is unknown") {
  for (auto const* const text :
       {"", "a", "a@", "@nhs.net", "a@b@nhs.net", "a@nhs.net\r\nRCPT TO:<x@y.example>", "\xC3\xA4@nhs.net",
        "a b@nhs.net", "a@xn--nh-3ia.net", "\"a\"@nhs.net", "a@n\xC4\xA5s.net"}) {
    INFO(text);
    CHECK(look(text).kind == destination_kind::unknown);
  }
}

TEST_CASE("Other domains are ordinary") {
  for (auto const* const domain : {"rosewood.example", "btinternet.com", "gmail.com", "nhs.uk", "home.co.uk"})
    CHECK(look("a@" + std::string(domain)).kind == destination_kind::ordinary_email);
}

TEST_CASE("Every fault of the list is named by its line") {
  auto const bad = secure_email_list::parse(
      "trust.example\nnonsense 2026-01-01 2027-01-01\na.example 2026-13-01 2027-01-01\nb.example 2027-01-01 "
      "2026-01-01\n"
      "c.example 2026-01-01 2027-01-01 more\n");
  REQUIRE(bad.has_error());
  std::string lines;
  for (auto const& one : bad.error()) lines += one.pointer;
  CHECK(lines == "/1/2/3/4/5");
}
