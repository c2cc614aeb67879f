#include "config/nearest.hpp"

#include <catch2/catch.hpp>

using namespace carerelay::config;

TEST_CASE("Distance counts letters added, dropped, changed and swapped") {
  CHECK(distance("window", "window", 3) == 0);
  CHECK(distance("windw", "window", 3) == 1);
  CHECK(distance("windwo", "window", 3) == 1);
  CHECK(distance("windoww", "window", 3) == 1);
  CHECK(distance("wimdpw", "window", 3) == 2);
  CHECK(distance("", "abc", 3) == 3);
  CHECK(distance("something else", "window", 3) == 4);
}

TEST_CASE("The nearest word is suggested, and none when nothing is near") {
  std::string_view const words[] = {"listen", "limits", "log"};
  CHECK(nearest("lisetn", words) == "listen");
  CHECK(nearest("limit", words) == "limits");
  CHECK(nearest("database", words) == "");
  CHECK(nearest("x", {}) == "");
}
