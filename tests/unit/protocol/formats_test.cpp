#include "protocol/text/formats.hpp"

#include <catch2/catch.hpp>

#include "protocol/text/personal_details.hpp"

using namespace carerelay::protocol;
using namespace carerelay::protocol::formats;

TEST_CASE("A language is a well-formed tag of BCP 47") {
  for (auto const* right : {"en", "en-GB", "cy", "zh-Hant", "zh-Hant-TW", "sl-rozaj-biske", "de-CH-1901", "es-419",
                            "en-a-bbb-x-ours", "de-DE-u-co-phonebk", "zh-cmn-Hans-CN", "yue"}) {
    INFO(right);
    CHECK(is_language(right));
  }
  for (auto const* wrong : {"", "e", "english-", "-en", "en--GB", "en_GB", "en-GB-", "en-G", "x", "en-x", "en-a", "1n",
                            "en-abcdefghi", "en GB", "en-GB\n", "é"}) {
    INFO(wrong);
    CHECK_FALSE(is_language(wrong));
  }
}

TEST_CASE("A telephone number is kept as E.164, however it was typed") {
  CHECK(to_e164("020 7946 0123") == "+442079460123");
  CHECK(to_e164("+442079460123") == "+442079460123");
  CHECK(to_e164("+44 (0)20 7946-0123") == "+442079460123");
  CHECK(to_e164("0044 20 7946 0123") == "+442079460123");
  CHECK(to_e164("(01632) 960.123") == "+441632960123");
  CHECK(to_e164("07700 900123") == "+447700900123");
  CHECK(to_e164("0800 1111") == "+448001111");
  CHECK(to_e164("+1 202 555 0123") == "+12025550123");
  for (auto const* wrong :
       {"", "111", "999", "7946 0123", "020 7946 012", "020 7946 01234", "020 7946 0123 ext 5", "+44 20 7946 01234",
        "+0 1234567890", "++442079460123", "020/79460123", "+", "０２０７９４６０１２３"}) {
    INFO(wrong);
    CHECK_FALSE(to_e164(wrong).has_value());
  }
  CHECK(is_e164("+442079460123"));
  CHECK_FALSE(is_e164("442079460123"));
  CHECK_FALSE(is_e164("+1234567"));
  CHECK_FALSE(is_e164("+1234567890123456"));
}

TEST_CASE("A British number is shown with the spaces people know it by") {
  CHECK(spaced_telephone("+442079460123") == "020 7946 0123");
  CHECK(spaced_telephone("+442896018123") == "028 9601 8123");
  CHECK(spaced_telephone("+441632960123") == "01632 960123");
  CHECK(spaced_telephone("+441134960123") == "0113 496 0123");
  CHECK(spaced_telephone("+441614960123") == "0161 496 0123");
  CHECK(spaced_telephone("+447700900123") == "07700 900123");
  CHECK(spaced_telephone("+443001234567") == "0300 123 4567");
  CHECK(spaced_telephone("+448081570123") == "0808 157 0123");
  CHECK(spaced_telephone("+448001111") == "0800 1111");
  CHECK(spaced_telephone("+12025550123") == "+12025550123");
  CHECK(spaced_telephone("") == "");
}

TEST_CASE("An email address is plain ASCII with a real domain") {
  for (auto const* right : {"a@b.example", "ipc-team+x@ncl.nhs.uk", "o'neill@x-y.example", "a.b.c@d.e.f"}) {
    INFO(right);
    CHECK(is_email(right));
  }
  for (auto const* wrong : {"",
                            "a",
                            "@b.example",
                            "a@",
                            "a@b",
                            "a@b.",
                            "a@.b",
                            "a@-b.example",
                            "a@b..example",
                            ".a@b.example",
                            "a.@b.example",
                            "a..b@c.example",
                            "a b@c.example",
                            "a@b@c.example",
                            "\"a\"@b.example",
                            "a@b.example\r\nBcc: x@y.example",
                            "a@[127.0.0.1]",
                            "a@1.2.3.4",
                            "é@b.example",
                            "a,b@c.example",
                            "<a@b.example>"}) {
    INFO(wrong);
    CHECK_FALSE(is_email(wrong));
  }
  CHECK_FALSE(is_email(std::string(65, 'a') + "@b.example"));
}

TEST_CASE("A web address is https and cannot hide where it leads") {
  for (auto const* right : {"https://www.gov.uk", "https://www.gov.uk/guidance?a=b#c", "https://x.example:8443/"}) {
    INFO(right);
    CHECK(is_https_url(right));
  }
  for (auto const* wrong : {"", "https://", "http://www.gov.uk", "HTTPS://www.gov.uk", "javascript:alert(1)",
                            "https://user@www.gov.uk", "https://gov", "https://www.gov.uk/a b", "https://www.gov.uk/\"",
                            "https://www.gov.uk/<x>", "https://www.gov.uk:123456/", "https://www.gov.uk:x/",
                            "https://www.gov.uk\\@evil.example/", "https://gôv.example/", "//www.gov.uk"}) {
    INFO(wrong);
    CHECK_FALSE(is_https_url(wrong));
  }
}

TEST_CASE("A SNOMED identifier has a right Verhoeff digit") {
  for (auto const* right : {"871555000", "1324601000000106", "1324581000000102", "1321691000000102", "138875005"}) {
    INFO(right);
    CHECK(is_snomed(right));
  }
  for (auto const* wrong :
       {"", "871555001", "871550500", "87155500", "0871555000", "1324601000000160", "abc", "1234567890123456789"}) {
    INFO(wrong);
    CHECK_FALSE(is_snomed(wrong));
  }
}

TEST_CASE("Slugs, pseudonyms, ODS codes and media types keep to their letters") {
  CHECK(is_slug("infection-control"));
  CHECK(is_slug("2"));
  CHECK_FALSE(is_slug("-a"));
  CHECK_FALSE(is_slug("A"));
  CHECK_FALSE(is_slug(""));
  CHECK_FALSE(is_slug(std::string(41, 'a')));
  CHECK(is_pseudonym("R-017"));
  CHECK_FALSE(is_pseudonym("R 017"));
  CHECK_FALSE(is_pseudonym(std::string(33, 'a')));
  CHECK(is_ods_code("RX9"));
  CHECK_FALSE(is_ods_code("rx9ld"));
  CHECK_FALSE(is_ods_code("RX"));
  CHECK(is_mime_type("application/vnd.oasis.opendocument.text"));
  CHECK(is_mime_type("image/svg+xml"));
  for (auto const* wrong : {"", "pdf", "application/", "/pdf", "Application/pdf", "a/b; c=d", "a/b/c"}) {
    INFO(wrong);
    CHECK_FALSE(is_mime_type(wrong));
  }
}

TEST_CASE("A time of day is written hh:mm up to 24:00") {
  CHECK(to_minute("00:00") == 0U);
  CHECK(to_minute("08:30") == 510U);
  CHECK(to_minute("24:00") == 1440U);
  for (auto const* wrong : {"", "8:30", "08.30", "24:01", "08:60", "25:00", "0830", "08:3x", "-8:30"}) {
    INFO(wrong);
    CHECK_FALSE(to_minute(wrong).has_value());
  }
  for (unsigned minute = 0; minute <= 1440; ++minute) CHECK(to_minute(from_minute(minute)) == minute);
}

TEST_CASE("An NHS number is ten digits whose last checks the rest") {
  CHECK(is_nhs_number("9434765919"));
  CHECK(is_nhs_number("4010232137"));
  for (auto const* wrong : {"9434765918", "943476591", "94347659199", "943476591a", "1111111111", "0000000000", ""}) {
    INFO(wrong);
    CHECK_FALSE(is_nhs_number(wrong));
  }
}

TEST_CASE("An NHS number is found however it is grouped, and a telephone number is not one") {
  for (auto const* found :
       {"9434765919", "943 476 5919", "943-476-5919", "no. 943.476.5919.", "room 4 943 476 5919",
        "943\u00A0476\u00A05919", "94 34 76 59 19", "９４３４７６５９１９", "x9434765919y", "943\u2013476\u20135919"}) {
    INFO(found);
    CHECK(find_personal_detail(found) == personal_detail::nhs_number);
  }
  for (auto const* fine : {"", "020 7946 0123", "871555000", "1324601000000106", "943 476 5918", "943476591", "5919"}) {
    INFO(fine);
    CHECK_FALSE(find_personal_detail(fine).has_value());
  }
}

TEST_CASE("A date of birth is found in the ways people write it, and a recent date is none") {
  for (auto const* found : {"3/4/1931", "03.04.1931", "1931-04-03", "03/04/31", "3 April 1931", "3rd of April, 1931",
                            "3 Apr 1931", "April 3, 1931", "Apr 3rd 1931", "D.O.B. unknown", "dob",
                            "Date of Birth:", "born 21st Sept 2004", "3\u20114\u20111931"}) {
    INFO(found);
    CHECK(find_personal_detail(found) == personal_detail::birth_date);
  }
  for (auto const* fine : {"20/11/2026", "2026-11-20", "20 November 2026", "in 1931", "April 2020", "3 of 4",
                           "1-1435221697", "version 1.2", "R-017", "3 March winds"}) {
    INFO(fine);
    CHECK_FALSE(find_personal_detail(fine).has_value());
  }
}

TEST_CASE("Looking for personal details survives any bytes") {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  CHECK(find_personal_detail(all + all) == personal_detail::nhs_number);  // 0123456789 happens to check
  CHECK_FALSE(find_personal_detail(std::string(100'000, '1')).has_value());
}
