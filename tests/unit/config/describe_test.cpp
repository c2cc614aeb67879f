#include "config/describe.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

using namespace carerelay::config;

namespace {

std::string source_file(std::string const& name) {
  auto const* root = std::getenv("CARERELAY_SOURCE_DIR");
  std::ifstream in(std::string(root ? root : ".") + '/' + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

constexpr auto how = "the table has changed: run write_settings_reference and commit what it writes";

}  // namespace

TEST_CASE("The reference page in docs/ is the one the table makes") {
  INFO(how);
  CHECK(source_file("docs/reference/settings.md") == reference_page());
}

TEST_CASE("The example file is the one the table makes") {
  INFO(how);
  CHECK(source_file("config/carerelay.toml") == example_file());
}

TEST_CASE("The example file is accepted and gives every setting at its default") {
  auto const all = load({"carerelay.toml", source_file("config/carerelay.toml"), {}, {}}).value();
  for (auto const& e : schema()) {
    CAPTURE(e.key);
    CHECK(e.get(all.values) == e.get(settings{}));
    CHECK(all.given.contains(e.key));
  }
}

TEST_CASE("Help and reference show every setting with default, range and meaning") {
  auto const help = help_text();
  auto const page = reference_page();
  for (auto const& e : schema()) {
    CAPTURE(e.key);
    CHECK(help.find("--" + std::string(e.key) + '=') != std::string::npos);
    CHECK(help.find("default " + shown(e, settings{})) != std::string::npos);
    CHECK(page.find("### `" + std::string(e.key) + "`") != std::string::npos);
    CHECK(page.find(environment_name(e.key)) != std::string::npos);
    CHECK(page.find(e.help) != std::string::npos);
    CHECK(e.help.ends_with('.'));
  }
}

TEST_CASE("Help fits a terminal of a hundred columns") {
  std::istringstream lines(help_text() + example_file());
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(line.size() <= 100);
  }
}

TEST_CASE("Every section of the table is described, and every described section is in the table") {
  for (auto const& e : schema()) {
    auto const known = sections();
    CAPTURE(e.key);
    CHECK(std::any_of(known.begin(), known.end(), [&](auto const& s) { return s.name == e.section(); }));
  }
  for (auto const& section : sections()) {
    auto const all = schema();
    CHECK(std::any_of(all.begin(), all.end(), [&](auto const& e) { return e.section() == section.name; }));
  }
}

TEST_CASE("Printed settings are a settings file again, and say where each value came from") {
  sources from{"my.toml", "[stream]\nwindow = 12\n", {}, {{"store.path", "a \"b\" \\ c"}, {"listen.hosts", "a,b"}}};
  auto const all = load(from).value();
  auto const printed = print(all);
  CHECK(printed.find("window = 12  # my.toml:2\n") != std::string::npos);
  CHECK(printed.find("readers = 2  # default\n") != std::string::npos);
  CHECK(printed.find("path = \"a \\\"b\\\" \\\\ c\"  # the command line\n") != std::string::npos);
  auto const again = load({"again.toml", printed, {}, {}}).value();
  for (auto const& e : schema()) {
    CAPTURE(e.key);
    CHECK(e.get(again.values) == e.get(all.values));
  }
}

TEST_CASE("A secret is never shown, not even its length") {
  auto secret = *find("store.path");
  secret.secret = true;
  settings with;
  with.store.path = "hunter2";
  CHECK(shown(secret, with) == "\"********\"");
  CHECK(shown(secret, settings{}) == "\"/var/lib/carerelay/carerelay.db\"");
}
