#include "protocol/text/utf8.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace carerelay::protocol;
using namespace std::string_literals;

TEST_CASE("Every form of ill-formed UTF-8 is found, at the byte where it begins") {
  struct bad {
    std::string text;
    std::size_t at;
  };
  for (bad const& each : {
           bad{"\x80", 0},
           bad{"ab\xBF", 2},
           bad{"\xC0\xAF", 0},
           bad{"\xC1\xBF", 0},  // overlong, two bytes
           bad{"\xE0\x80\xAF", 0},
           bad{"\xF0\x80\x80\xAF", 0},  // overlong, three and four
           bad{"x\xED\xA0\x80", 1},
           bad{"\xED\xBF\xBF", 0},  // surrogates
           bad{"\xF4\x90\x80\x80", 0},
           bad{"\xF5\x80\x80\x80", 0},  // beyond U+10FFFF
           bad{"\xFE", 0},
           bad{"\xFF", 0},
           bad{"caf\xC3", 3},
           bad{"\xE2\x82", 0},
           bad{"\xF0\x9F\x98", 0},  // cut short
           bad{"12345678\xE2\x28\xA1", 8},
           bad{"1234567\xC3(", 7},
       }) {
    INFO(each.text);
    CHECK_FALSE(utf8::is_valid(each.text));
    CHECK(utf8::first_invalid(each.text) == each.at);
    CHECK(utf8::is_valid(utf8::repaired(each.text)));
  }
}

TEST_CASE("Well-formed text of every length passes and is counted in characters") {
  CHECK(utf8::is_valid(""));
  CHECK(utf8::is_valid("a\0b"s));
  CHECK(utf8::is_valid("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF\xF0\x90\x80\x80"));
  CHECK(utf8::count("") == 0);
  CHECK(utf8::count("Caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80") == 8);
  CHECK(utf8::prefix("Caf\xC3\xA9s", 4) == "Caf\xC3\xA9");
  CHECK(utf8::prefix("Caf\xC3\xA9s", 9) == "Caf\xC3\xA9s");
}

TEST_CASE("Characters go out as they came in") {
  for (char32_t const c :
       {U'\0', U'a', U'\x7F', U'\x80', U'\u07FF', U'\u0800', U'\uFFFD', U'\U00010000', U'\U0010FFFF'}) {
    std::string text;
    utf8::append(c, text);
    CHECK(utf8::is_valid(text));
    std::string_view rest = text;
    CHECK(utf8::take(rest) == c);
    CHECK(rest.empty());
  }
}

TEST_CASE("A repaired text has one mark for each ill-formed sequence") {
  CHECK(utf8::repaired("a\xC3(b") == "a\xEF\xBF\xBD(b");
  CHECK(utf8::repaired("\xED\xB0\x80") == "\xEF\xBF\xBD");
  CHECK(utf8::repaired("fine") == "fine");
}

TEST_CASE("A headline cannot hold what a reader would not see") {
  using utf8::oddity;
  auto const what = [](std::string_view text) { return utf8::first_odd_in_line(text); };
  CHECK(what("two\nlines")->what == oddity::line_break);
  CHECK(what("two\xE2\x80\xA8lines")->what == oddity::line_break);
  CHECK(what("a\x1B[31mred")->what == oddity::control);
  CHECK(what("a\xC2\x9B"
             "31mred")
            ->what == oddity::control);
  CHECK(what("tab\there") == utf8::odd_place{oddity::control, 3, U'\t'});
  CHECK(what("x\ny\tz")->what == oddity::line_break);
  CHECK(what("safe \xE2\x80\xAE"
             "txet")
            ->what == oddity::bidi);
  CHECK(what("safe \xE2\x81\xA6text") == utf8::odd_place{oddity::bidi, 5, U'\u2066'});
  CHECK(what("zero\xE2\x80\x8Bwidth")->what == oddity::hidden);
  CHECK(what("\xEF\xBB\xBFmark")->what == oddity::hidden);
  CHECK(what("tag\xF3\xA0\x81\x81")->what == oddity::hidden);
  CHECK_FALSE(
      what("Norovirus: closed to visitors \xE2\x80\x93 caf\xC3\xA9, \xC2\xA3"
           "5"));
}

TEST_CASE("Emoji, Persian and Welsh headlines are fine") {
  CHECK_FALSE(utf8::first_odd_in_line("\xF0\x9F\x91\xA9\xE2\x80\x8D\xE2\x9A\x95\xEF\xB8\x8F t\xC5\xB7"));
  CHECK_FALSE(utf8::first_odd_in_line("\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE\xD9\x88\xD8\xA7\xD9\x87\xD9\x85"));
}

TEST_CASE("A description may have lines and tabs, but no lone carriage return") {
  CHECK_FALSE(utf8::first_odd_in_block("one\ntwo\r\n\tthree"));
  CHECK(utf8::first_odd_in_block("one\rtwo")->offset == 3);
  CHECK(utf8::first_odd_in_block("one\x07")->what == utf8::oddity::control);
}
