#include "relay/io/loop/log.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace carerelay;

TEST_CASE("an event is one JSON line with its name and its fields, whatever they hold") {
  std::vector<std::string> lines;
  io::event_log log(config::log_level::info, [&](std::string_view line) { lines.emplace_back(line); });
  log.info("relay_started", {{"port", 8443}, {"name", "a \"quoted\"\nname"}, {"ready", true}});
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find(
            R"("level":"info","event":"relay_started","port":8443,"name":"a \"quoted\"\nname","ready":true})") !=
        std::string::npos);
  CHECK(lines[0].starts_with(R"({"time":")"));
  CHECK(lines[0].find('\n') == std::string::npos);
}

TEST_CASE("events below the level asked for are not said") {
  std::vector<std::string> lines;
  io::event_log log(config::log_level::warning, [&](std::string_view line) { lines.emplace_back(line); });
  log.info("nothing");
  log.debug("less");
  log.warning("something");
  log.error("worse");
  CHECK(lines.size() == 2);
}
