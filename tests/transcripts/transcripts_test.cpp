#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/transcripts/script.hpp"

using namespace carerelay;

namespace {

std::filesystem::path folder() {
  char const* const source = std::getenv("CARERELAY_SOURCE_DIR");
  return std::filesystem::path(source ? source : CARERELAY_SOURCE) / "tests" / "transcripts";
}

std::vector<std::filesystem::path> files() {
  std::vector<std::filesystem::path> out;
  for (auto const& entry : std::filesystem::directory_iterator(folder())) {
    if (entry.path().extension() == ".txt" && entry.path().filename() != "CMakeLists.txt") out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string text_of(std::filesystem::path const& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string all_of_them() {
  std::string all;
  for (auto const& file : files()) all += text_of(file);
  return all;
}

}  // namespace

TEST_CASE("every transcript goes as it is written") {
  REQUIRE(files().size() >= 20);
  for (auto const& file : files()) {
    INFO(file.filename().string());
    CHECK(transcripts::play(text_of(file)) == "");
  }
}

TEST_CASE("a transcript that is not what happens fails and says at which line") {
  CHECK(transcripts::play("home connects\nrelay says nothing\n").starts_with("line 2: relay says nothing"));
  CHECK(transcripts::play("home connects\nrelay says: {\"type\":\"welcome\"}\n").starts_with("line 2"));
  CHECK(transcripts::play("home connects\n").starts_with("after the last line"));
  CHECK(transcripts::play("home sings\n").starts_with("line 1: home sings"));
}

TEST_CASE("a pattern fits exactly its members, and a star fits anything") {
  CHECK(transcripts::matches(R"({"a":1,"b":"*"})", R"({"b":[2],"a":1})"));
  CHECK_FALSE(transcripts::matches(R"({"a":1})", R"({"a":1,"b":2})"));
  CHECK_FALSE(transcripts::matches(R"({"a":1,"b":2})", R"({"a":1})"));
  CHECK_FALSE(transcripts::matches(R"({"a":1})", R"({"a":2})"));
}

TEST_CASE("the transcripts show every frame, verdict and close code of a stream") {
  std::string const all = all_of_them();
  for (char const* const shown : {"home says hello",
                                  "\"stored\"",
                                  "\"read\"",
                                  "home answers",
                                  "\"pong\"",
                                  "\"token\"",
                                  "\"watch\"",
                                  "\"unwatch\"",
                                  "\"challenge\"",
                                  "\"welcome\"",
                                  "relay delivers",
                                  "\"skip\"",
                                  "\"confirmed\"",
                                  "\"recorded\"",
                                  "\"ping\"",
                                  "\"goaway\"",
                                  "\"error\"",
                                  "\"watching\"",
                                  "\"coverage\"",
                                  "\"receipts\"",
                                  "\"resume\":\"ok\"",
                                  "\"resume\":\"reset\"",
                                  "\"resume\":\"ahead\"",
                                  "\"superseded\"",
                                  "\"cancelled\"",
                                  "\"expired\"",
                                  "\"withdrawn\"",
                                  "closes: 4000",
                                  "closes: 4002",
                                  "closes: 4003",
                                  "closes: 4004",
                                  "closes: 4101",
                                  "closes: 4102",
                                  "closes: 4103",
                                  "closes: 4104",
                                  "closes: 4200",
                                  "closes: 4300"}) {
    INFO(shown);
    CHECK(all.find(shown) != std::string::npos);
  }
}
