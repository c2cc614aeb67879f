#include "config/load.hpp"

#include <catch2/catch.hpp>

#include "config/schema.hpp"

using namespace carerelay::config;

namespace {

std::string refusal_of(sources const& from) {
  auto const result = load(from);
  return result ? "" : to_text(result.error());
}

sources file(std::string text) { return {"carerelay.toml", std::move(text), {}, {}}; }

}  // namespace

TEST_CASE("With nothing given every setting has its default, and no source") {
  auto const all = load({}).value();
  for (auto const& e : schema()) CHECK(e.get(all.values) == e.get(settings{}));
  CHECK(all.given.empty());
}

TEST_CASE("Every default is inside its own range and agrees with the others") {
  for (auto const& e : schema()) {
    CAPTURE(e.key);
    CHECK(objection(e, e.get(settings{})) == "");
  }
  CHECK(load({}).has_value());
}

TEST_CASE("Each setting can be read back after it was set, and changes no other") {
  for (auto const& e : schema()) {
    CAPTURE(e.key);
    settings changed;
    value other = e.get(changed);
    if (auto* number = std::get_if<std::int64_t>(&other)) *number = *number == e.most ? e.least : e.most;
    if (auto* text = std::get_if<std::string>(&other)) *text = e.key == "log.level" ? "error" : "::1";
    if (auto* items = std::get_if<std::vector<std::string>>(&other)) *items = {"https://a.example"};
    e.set(changed, value(other));
    CHECK(e.get(changed) == other);
    for (auto const& untouched : schema()) {
      if (untouched.key != e.key) CHECK(untouched.get(changed) == untouched.get(settings{}));
    }
  }
}

TEST_CASE("The file is overruled by the environment, and both by the command line") {
  sources from = file("[stream]\nwindow = 10\nheartbeat_ms = 1000\nhello_ms = 2000\n");
  from.environment = {{"CARERELAY_STREAM_WINDOW", "20"}, {"CARERELAY_STREAM_HEARTBEAT_MS", "3000"}, {"HOME", "/x"}};
  from.flags = {{"stream.window", "30"}};
  auto const all = load(from).value();
  CHECK(all.values.stream.window == 30);
  CHECK(all.values.stream.heartbeat == std::chrono::seconds(3));
  CHECK(all.values.stream.hello == std::chrono::seconds(2));
  CHECK(all.given.at("stream.window") == "the command line");
  CHECK(all.given.at("stream.heartbeat_ms") == "the environment");
  CHECK(all.given.at("stream.hello_ms") == "carerelay.toml:4");
}

TEST_CASE("Everything that is wrong is reported at once, with file, line and key") {
  sources from = file(
      "[listen]\n"
      "port = 70000\n"
      "hosts = []\n"
      "[stream]\n"
      "windw = 10\n"
      "heartbeat_ms = \"25s\"\n");
  from.environment = {{"CARERELAY_STORE_GROUP_MS", "0"}};
  from.flags = {{"log.level", "loud"}, {"limits.conections", "5"}};
  CHECK(refusal_of(from) ==
        "carerelay.toml:2: listen.port must be 0 to 65535, not 70000\n"
        "carerelay.toml:3: listen.hosts must have 1 to 64 entries, not 0\n"
        "carerelay.toml:5: stream.windw is no setting; did you mean stream.window?\n"
        "carerelay.toml:6: stream.heartbeat_ms must be a whole number\n"
        "the environment: CARERELAY_STORE_GROUP_MS must be 1 to 1000 ms, not 0\n"
        "the command line: --log.level must be debug, info, warning or error\n"
        "the command line: --limits.conections is no setting; did you mean limits.connections?\n");
}

TEST_CASE("Zero, negative and huge numbers are refused for every limit") {
  for (auto const& e : schema()) {
    if (e.kind != value_kind::number) continue;
    CAPTURE(e.key);
    std::string const key(e.key);
    auto const outside = "the command line: --" + key + " must be " + range_text(e);
    if (e.least > 0) CHECK(refusal_of({"", "", {}, {{key, "0"}}}).starts_with(outside));
    CHECK(refusal_of({"", "", {}, {{key, "-1"}}}).starts_with(outside));
    CHECK(refusal_of({"", "", {}, {{key, std::to_string(e.most + 1)}}}).starts_with(outside));
    CHECK(refusal_of({"", "", {}, {{key, "99999999999999999999999"}}}).starts_with(outside));
    CHECK(e.most <= 10'000'000'000);
  }
  // Zero where it means something: a port the system chooses.
  CHECK(find("listen.port")->least == 0);
  CHECK(find("stream.window")->least == 1);
}

TEST_CASE("A number on the command line is digits and nothing else") {
  for (char const* const text : {"", " 5", "5 ", "5s", "0x10", "+5", "5.0", "1e3", "five"}) {
    CAPTURE(text);
    CHECK(refusal_of({"", "", {}, {{"stream.window", text}}}) ==
          "the command line: --stream.window must be 1 to 256 messages, not \"" + std::string(text) + "\"\n");
  }
}

TEST_CASE("A section or a key in the wrong place is named with the one that was meant") {
  CHECK(refusal_of(file("[sream]\nwindow = 5\n")) ==
        "carerelay.toml:1: [sream] is no section; did you mean [stream]?\n");
  CHECK(refusal_of(file("[listen]\nheartbeat_ms = 25000\n")) ==
        "carerelay.toml:2: listen.heartbeat_ms is no setting; did you mean stream.heartbeat_ms?\n");
  CHECK(refusal_of(file("group_ms = 5\n")) ==
        "carerelay.toml:1: group_ms is no setting; did you mean store.group_ms?\n");
  CHECK(refusal_of(file("[stream]\ncompression = true\n")) == "carerelay.toml:2: stream.compression is no setting\n");
}

TEST_CASE("A value of another type is refused with the type that is expected") {
  CHECK(refusal_of(file("[stream]\nwindow = 5.5\n")) ==
        "carerelay.toml:2: stream.window must be a whole number, not a fraction\n");
  CHECK(refusal_of(file("[stream]\nwindow = true\n")) ==
        "carerelay.toml:2: stream.window must be a whole number, not true or false\n");
  CHECK(refusal_of(file("[store]\npath = 5\n")) == "carerelay.toml:2: store.path must be text in quotation marks\n");
  CHECK(refusal_of(file("[listen]\nhosts = \"a.example\"\n")) ==
        "carerelay.toml:2: listen.hosts must be a list such as [\"one\", \"two\"]\n");
  CHECK(refusal_of(file("[listen]\nhosts = [1, 2]\n")) ==
        "carerelay.toml:2: listen.hosts must be a list such as [\"one\", \"two\"], not a list of something "
        "other "
        "than text\n");
  CHECK(refusal_of(file("[listen.port]\nx = 1\n")) ==
        "carerelay.toml:1: listen.port must be a whole number, not a section\n");
}

TEST_CASE("Lists are read from the file as lists, and elsewhere with commas") {
  auto from = file("[listen]\nhosts = [\n  \"relay.example\",\n  \"10.0.0.1\",\n]\n");
  CHECK(load(from).value().values.listen.hosts == std::vector<std::string>{"relay.example", "10.0.0.1"});
  from.environment = {{"CARERELAY_LISTEN_HOSTS", "a.example, b.example"}};
  CHECK(load(from).value().values.listen.hosts == std::vector<std::string>{"a.example", "b.example"});
  from.flags = {{"listen.origins", "https://a.example,https://b.example:8443"}};
  CHECK(load(from).value().values.listen.origins.size() == 2);
  from.flags = {{"listen.hosts", "a.example,a.example"}};
  CHECK(refusal_of(from) == "the command line: --listen.hosts names the same thing twice\n");
  from.flags = {{"listen.hosts", ""}};
  CHECK(refusal_of(from) == "the command line: --listen.hosts must have 1 to 64 entries, not 0\n");
}

TEST_CASE("Settings that contradict each other are refused where they were given") {
  CHECK(refusal_of(file("[stream]\nframes_per_second = 300\n")) ==
        "the defaults: stream.frame_burst must be at least 300 (stream.frames_per_second), not 200\n");
  CHECK(refusal_of(file("[drain]\nretry_least_ms = 5000\nretry_most_ms = 4000\n")) ==
        "carerelay.toml:3: drain.retry_most_ms must be at least 5000 (drain.retry_least_ms), not 4000\n");
  CHECK(refusal_of({"", "", {}, {{"listen.internal_port", "8443"}}}) ==
        "the command line: listen.internal_port must be another than listen.port: both would listen on one "
        "address\n");
  CHECK(refusal_of({"", "", {}, {{"limits.per_source_connections", "200000"}}}) ==
        "the defaults: limits.connections must be at least 200000 (limits.per_source_connections), not "
        "100000\n");
  CHECK(refusal_of({"", "", {}, {{"listen.port", "0"}, {"listen.internal_port", "0"}}}) == "");
}

TEST_CASE("One address may hold ten thousand connections when the operator says so") {
  auto const all =
      load({"", "", {}, {{"limits.per_source_connections", "10000"}, {"limits.per_source_new_per_minute", "1000000"}}});
  CHECK(all.value().values.limits.per_source_connections == 10'000);
}

TEST_CASE("A variable that was meant as a setting is refused, one of another program is not") {
  CHECK(refusal_of({"", "", {{"CARERELAY_STREAM_WINDWO", "5"}}, {}}) ==
        "the environment: CARERELAY_STREAM_WINDWO is no setting; did you mean CARERELAY_STREAM_WINDOW?\n");
  CHECK(refusal_of({"", "", {{"CARERELAY_STRAEM_WINDOW", "5"}}, {}}) ==
        "the environment: CARERELAY_STRAEM_WINDOW is no setting; did you mean CARERELAY_STREAM_WINDOW?\n");
  CHECK(refusal_of({"", "", {{"CARERELAY_TOKEN", "x"}, {"CARERELAY_SOURCE_DIR", "x"}, {"PATH", "/bin"}}, {}}) == "");
}

TEST_CASE("A flag given twice is refused rather than guessed at") {
  CHECK(refusal_of({"", "", {}, {{"stream.window", "5"}, {"stream.window", "6"}}}) ==
        "the command line: --stream.window is given twice\n");
}

TEST_CASE("Variables are taken apart at their first equals sign") {
  char const* const environment[] = {"A=1=2", "B=", "nothing", nullptr};
  auto const all = variables_of(environment);
  REQUIRE(all.size() == 2);
  CHECK(all[0].name == "A");
  CHECK(all[0].value == "1=2");
  CHECK(all[1].value == "");
  CHECK(variables_of(nullptr).empty());
}

TEST_CASE("A settings file that cannot be read is named with the reason") {
  CHECK(to_text(read_file("/nowhere/carerelay.toml").error()) ==
        "/nowhere/carerelay.toml: cannot be read: No such file or directory\n");
  auto const folder = read_file("/");
  REQUIRE(!folder);
  CHECK(to_text(folder.error()).starts_with("/: cannot be read: "));
}
