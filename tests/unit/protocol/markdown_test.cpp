#include "protocol/text/markdown.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "protocol/text/utf8.hpp"

using namespace carerelay::protocol;
using namespace std::string_literals;

namespace {

std::string golden(std::string const& name) {
  char const* const root = std::getenv("CARERELAY_SOURCE_DIR");
  std::string const path = (root ? root : ".") + "/tests/unit/protocol/golden/markdown/"s + name;
  std::ifstream in(path, std::ios::binary);
  if (!in) FAIL("no file " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string html(std::string_view source) { return markdown::to_html(source).value(); }
std::string text(std::string_view source) { return markdown::to_text(source).value(); }

std::string repeated(std::string_view what, std::size_t bytes) {
  std::string out;
  while (out.size() + what.size() <= bytes) out += what;
  return out;
}

}  // namespace

TEST_CASE("A bulletin, its lists and a hostile one come out as the golden files have them") {
  for (auto const* name : {"bulletin", "lists", "hostile"}) {
    INFO(name);
    auto const source = golden(name + ".md"s);
    CHECK(html(source) == golden(name + ".html"s));
    CHECK(text(source) + "\n" == golden(name + ".txt"s));
  }
}

TEST_CASE("No address gets through but http, https, mailto and tel") {
  for (auto const* address : {"javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "vbscript:x", "file:///x",
                              "ftp://x/y", "/path", "//host/path", "path", "#top", "https:", "https:path",
                              "mailto:", "tel:", "&#x6A;avascript:x", "\\x:y", " ", "httpss://x"}) {
    INFO(address);
    auto const page = html("[x](<"s + address + ">)");
    CHECK(page.find("href") == std::string::npos);
    CHECK(text("[x](<"s + address + ">)").find("(") == std::string::npos);
  }
  CHECK(html("[x](HTTPS://example.org)") ==
        "<p><a href=\"https://example.org\" rel=\"noopener noreferrer\">x</a></p>\n");
}

TEST_CASE("An address cannot leave its attribute") {
  auto const page = html("[x](<https://e.org/\" onclick='alert(1)' {b}>)");
  CHECK(page.find("onclick='") == std::string::npos);
  CHECK(page ==
        "<p><a href=\"https://e.org/%22%20onclick=%27alert(1)%27%20%7Bb%7D\" rel=\"noopener noreferrer\">x</a></p>\n");
}

TEST_CASE("Entities cannot bring in what a terminal obeys or a browser turns round") {
  CHECK(text("a&#27;b&#x202E;c&#x9b;d") ==
        "a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD"
        "c\xEF\xBF\xBD"
        "d");
  CHECK(html("a&#27;b\n\n    code \x1b x").find('\x1b') == std::string::npos);
  CHECK(utf8::is_valid(text("&#xD800; &#0; &#x110000;")));
}

TEST_CASE("Nothing comes of nothing") {
  CHECK(html("").empty());
  CHECK(text("").empty());
  CHECK(text(" \n\n ").empty());
}

TEST_CASE("A source over 100,000 characters, or not text, is refused") {
  CHECK(markdown::to_html(std::string(100'000, 'a')).has_value());
  CHECK(markdown::to_html(repeated("\xC3\xA9", 200'000)).has_value());
  CHECK(markdown::to_html(std::string(100'001, 'a')).error() == errc::too_large);
  CHECK(markdown::to_text(std::string(1'000'000, 'a')).error() == errc::too_large);
  CHECK(markdown::to_text("caf\xE9").error() == errc::not_utf8);
  CHECK(markdown::to_text("a\0b"s).error() == errc::not_utf8);
}

TEST_CASE("A source that nests deeper than a person would write is refused") {
  CHECK(markdown::to_html(std::string(32, '>') + " x").has_value());
  CHECK(markdown::to_html(std::string(33, '>') + " x").error() == errc::too_deep);
  CHECK(markdown::to_html(repeated("- ", 200) + "x").error() == errc::too_deep);
  CHECK(markdown::to_html(repeated("1. ", 200) + "x").error() == errc::too_deep);
  CHECK(markdown::to_html(repeated("*a ", 2'000) + "x" + repeated(" b*", 2'000)).error() == errc::too_deep);
  CHECK(markdown::to_html(repeated("- ", 40)).has_value());  // a line across the page
  CHECK(markdown::to_html(std::string(500, '-')).has_value());
  CHECK(markdown::to_html(std::string(500, '*')).has_value());
}

TEST_CASE("No source within the limits takes longer than a moment") {
  constexpr std::size_t size = 100'000;
  std::string stairs;
  for (std::size_t i = 0; stairs.size() + 2 * i + 3 < size / 2; ++i) stairs += std::string(2 * i, ' ') + "-\n";
  for (auto const& source : {repeated("[", size),
                             repeated("![", size),
                             repeated("*a ", size),
                             repeated("_a**b", size),
                             repeated("`", size),
                             repeated("`a``", size),
                             repeated("<", size),
                             repeated("<!--", size),
                             repeated("<?", size),
                             repeated("<!A ", size),
                             repeated("<![CDATA[", size),
                             repeated("[a](<b", size),
                             repeated("[a](", size),
                             repeated("&", size),
                             repeated("> ", size),
                             repeated(">", size),
                             repeated("- ", size),
                             repeated("\n", size),
                             repeated("a\n", size),
                             repeated("[a]: b\n", size),
                             repeated("[a]", size),
                             repeated("[a][b]", size),
                             repeated("]", size),
                             repeated("\\", size),
                             repeated("*_", size),
                             repeated("a**b_c*", size),
                             repeated("- a\n", size),
                             repeated("```\n", size),
                             repeated("<a href='", size),
                             repeated("</", size),
                             repeated("(((", size),
                             repeated("[x](((", size),
                             repeated("\t", size),
                             repeated("# ", size),
                             stairs,
                             stairs + repeated("\n", size / 2),
                             repeated("> ", 60) + "a\n" + repeated("b\n", size - 100),
                             repeated("- ", 60) + "a\n" + repeated("\n", size - 100),
                             repeated("<!--a\n", size),
                             repeated("`\n", size)}) {
    INFO(source.substr(0, 20));
    auto const begin = std::chrono::steady_clock::now();
    (void)markdown::to_html(source);
    (void)markdown::to_text(source);
    auto const took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    CHECK(took.count() < 3'000);
  }
}
