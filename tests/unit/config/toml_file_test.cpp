#include "config/toml_file.hpp"

#include <catch2/catch.hpp>

using namespace carerelay::config;

namespace {

std::string refusal_of(std::string_view text) { return to_text(read_toml("x.toml", text).wrong); }

}  // namespace

TEST_CASE("Each assignment of a settings file comes with its section and its line") {
  auto const document = read_toml("x.toml", "# first\n[stream]\nwindow = 5\n\n[listen]\nhosts = [\n \"a\",\n]\n");
  REQUIRE(document.wrong.empty());
  REQUIRE(document.assignments.size() == 4);
  CHECK(document.assignments[0].is_section);
  CHECK(document.assignments[1].key == "stream.window");
  CHECK(document.assignments[1].line == 3);
  CHECK(document.assignments[3].key == "listen.hosts");
  CHECK(document.assignments[3].line == 6);
  CHECK(document.assignments[3].what == value(std::vector<std::string>{"a"}));
}

TEST_CASE("Dotted keys and inline tables are the same settings, with their lines") {
  auto const document = read_toml("x.toml", "\nstream.window = 5\nstore = { readers = 3 }\n");
  REQUIRE(document.wrong.empty());
  REQUIRE(document.assignments.size() == 4);
  CHECK(document.assignments[1].key == "stream.window");
  CHECK(document.assignments[1].line == 2);
  CHECK(document.assignments[3].key == "store.readers");
  CHECK(document.assignments[3].line == 3);
}

TEST_CASE("Text that is not TOML is refused with its line") {
  CHECK(refusal_of("[stream]\nwindow 5\n").starts_with("x.toml:2: is not TOML: "));
  CHECK(refusal_of("[stream]\nwindow = 5\nwindow = 6\n").starts_with("x.toml:3: is not TOML: "));
  CHECK(refusal_of("[stream]\nwindow = 99999999999999999999\n").starts_with("x.toml:2: is not TOML: "));
  CHECK(refusal_of("path = \"\xff\"\n").starts_with("x.toml:1: is not TOML: "));
  CHECK(refusal_of(std::string_view("a = 1\0b = 2\n", 12)).starts_with("x.toml:1: is not TOML: "));
}

TEST_CASE("A file made to exhaust the parser is refused before it is parsed") {
  CHECK(refusal_of(std::string(300'000, '\n')) == "x.toml: is larger than 262144 bytes\n");
  CHECK(refusal_of("a = \"" + std::string(5000, 'b') + "\"\n") == "x.toml:1: the line is longer than 4096 bytes\n");
  std::string deep;
  for (int line = 0; line < 100; ++line) {
    for (int i = 0; i < 100; ++i) deep += "a.";
    deep += "\n";
  }
  CHECK(refusal_of(deep) == "x.toml:41: more dots than a settings file can need\n");
  // As deep as the checks allow, the library and its destructors must live.
  std::string nested = "x = ";
  for (int i = 0; i < 2000; ++i) nested += i % 8 == 0 ? "[\n" : "[";
  CHECK(refusal_of(nested).find("is not TOML") != std::string::npos);
  std::string dotted;
  for (int line = 0; line < 40; ++line) {
    dotted += line == 0 ? "k={" : "";
    for (int i = 0; i < 100; ++i) dotted += "a.";
    dotted += "a=[{\n";
  }
  CHECK(!refusal_of(dotted).empty());
  std::string closed = dotted + "b=1\n";
  for (int line = 0; line < 40; ++line) closed += "}]";
  (void)refusal_of(closed + "}\n");
}

TEST_CASE("Long comments are nobody's harm") {
  CHECK(refusal_of("# " + std::string(10'000, '.') + "\n[stream]\nwindow = 5\n") == "");
}
