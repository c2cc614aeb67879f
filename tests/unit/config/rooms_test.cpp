#include "config/rooms.hpp"

#include <catch2/catch.hpp>

#include "config/describe.hpp"
#include "config/load.hpp"

using namespace carerelay::config;

namespace {

std::string refusal_of(std::string text) {
  auto const result = load({"carerelay.toml", std::move(text), {}, {}});
  return result ? "" : to_text(result.error());
}

}  // namespace

TEST_CASE("Rooms are read in the order of the file, each with what was said of it") {
  auto const all = load({"carerelay.toml",
                         "[rooms.managers]\nkind = \"hosted\"\ntitle = \"Hackney managers\"\nhost = \"Jo\"\n"
                         "areas = [\"E09000012\"]\n\n[rooms.ops]\nkind = \"slack\"\nurl_file = \"/secret/ops\"\n"
                         "per_minute = 60\n",
                         {},
                         {}})
                       .value();
  REQUIRE(all.values.rooms.size() == 2);
  auto const& first = all.values.rooms[0];
  CHECK(first.name == "managers");
  CHECK(first.called() == "Hackney managers");
  CHECK(first.host == "Jo");
  CHECK(first.areas == std::vector<std::string>{"E09000012"});
  auto const& second = all.values.rooms[1];
  CHECK(second.kind == "slack");
  CHECK(second.called() == "ops");
  CHECK(second.per_minute == 60);
  CHECK(all.given.at("rooms.ops.per_minute") == "carerelay.toml:10");
  auto const shown = print(all);
  CHECK(shown.find("[rooms.managers]\nkind = \"hosted\"  # carerelay.toml:2\n") != std::string::npos);
  CHECK(shown.find("per_minute = 60  # carerelay.toml:10\n") != std::string::npos);
}

TEST_CASE("A fault of a room names its line, its key and what was probably meant") {
  CHECK(refusal_of("[rooms.ops]\nkind = \"slak\"\n").starts_with("carerelay.toml:2: rooms.ops.kind must be hosted"));
  CHECK(refusal_of("[rooms.ops]\nkind = \"slack\"\nurl = \"x\"\n") ==
        "carerelay.toml:3: rooms.ops.url is no setting of a room\n"
        "carerelay.toml:1: rooms.ops.url_file must be set for a room of kind slack\n");
  CHECK(refusal_of("[rooms.ops]\nkind = \"slack\"\nurl_fil = \"x\"\nurl_file = \"y\"\n") ==
        "carerelay.toml:3: rooms.ops.url_fil is no setting of a room; did you mean url_file?\n");
  CHECK(refusal_of("[rooms.ops]\nkind = 3\n") == "carerelay.toml:2: rooms.ops.kind must be text in quotation marks\n");
  CHECK(refusal_of("[rooms.ops]\nkind = \"hosted\"\nareas = [\"Hackney\"]\n") ==
        "carerelay.toml:3: rooms.ops.areas each must be the code of an English authority such as E09000012\n");
  CHECK(refusal_of("[rooms.ops]\nkind = \"hosted\"\nper_minute = 0\n") ==
        "carerelay.toml:3: rooms.ops.per_minute must be 1 to 6000 posts, not 0\n");
  CHECK(refusal_of("[rooms.ops]\n").starts_with("carerelay.toml:1: rooms.ops.kind must be set: must be hosted"));
  CHECK(refusal_of("[rooms.Ops]\nkind = \"hosted\"\n").starts_with("carerelay.toml:1: [rooms.Ops] must be called"));
  CHECK(refusal_of("[rooms.email]\nkind = \"hosted\"\n") ==
        "carerelay.toml:1: [rooms.email] cannot be called so: another channel has that name\n");
  CHECK(refusal_of("[rooms.\"a.b\"]\nkind = \"hosted\"\n").starts_with("carerelay.toml:1: [rooms.a.b] must be called"));
  CHECK(refusal_of("[rooms]\nops = 1\n") ==
        "carerelay.toml:2: rooms.ops is no setting; a room is a section of its own: [rooms.NAME]\n");
  CHECK(refusal_of("[room.ops]\nkind = \"hosted\"\n").find("did you mean") != std::string::npos);
}

TEST_CASE("A room has what its kind needs and nothing that it has no use for") {
  CHECK(refusal_of("[rooms.ops]\nkind = \"standard\"\n") ==
        "carerelay.toml:1: rooms.ops.url_file must be set for a room of kind standard\n"
        "carerelay.toml:1: rooms.ops.secret_file must be set for a room of kind standard\n");
  CHECK(refusal_of("[rooms.ops]\nkind = \"hosted\"\nurl_file = \"/x\"\n") ==
        "carerelay.toml:3: rooms.ops.url_file is of no use to a room of kind hosted\n");
  CHECK(refusal_of("[rooms.ops]\nkind = \"slack\"\nurl_file = \"/x\"\nhost = \"Jo\"\n") ==
        "carerelay.toml:4: rooms.ops.host is of no use to a room of kind slack\n");
  CHECK(refusal_of("[rooms.ops]\nkind = \"matrix\"\nsecret_file = \"/x\"\naccount = \"@a:x\"\n"
                   "server = \"https://x\"\n") ==
        "carerelay.toml:1: rooms.ops.address must be set for a room of kind matrix\n");
  CHECK(refusal_of("[rooms.ops]\nkind = \"teams\"\nurl_file = \"/x\"\nper_minute = 121\n") ==
        "carerelay.toml:4: rooms.ops.per_minute must be at most 120 for a room of kind teams, not 121\n");
  for (auto const& kind : room_kinds()) {
    std::string text = "[rooms.ops]\nkind = \"" + std::string(kind.word) + "\"\n";
    if (kind.needs_url) text += "url_file = \"/x\"\n";
    if (kind.needs_secret) text += "secret_file = \"/x\"\n";
    if (kind.needs_address) text += "address = \"x\"\n";
    if (kind.needs_account) text += "account = \"a@x\"\n";
    if (kind.word == "matrix") text += "server = \"https://x\"\n";
    CAPTURE(text);
    CHECK(refusal_of(text).empty());
  }
}

TEST_CASE("Every setting of a room can be read back after it was set, and its default is inside its range") {
  for (auto const& e : room_schema()) {
    CAPTURE(e.form.key);
    room_settings changed;
    value other = e.get(changed);
    if (e.form.key != "kind") CHECK(objection(e.form, other).empty());
    if (auto* number = std::get_if<std::int64_t>(&other)) *number = *number == e.form.most ? e.form.least : e.form.most;
    if (auto* text = std::get_if<std::string>(&other)) *text = "x";
    if (auto* items = std::get_if<std::vector<std::string>>(&other)) *items = {"x"};
    e.set(changed, value(other));
    CHECK(e.get(changed) == other);
    for (auto const& untouched : room_schema())
      if (untouched.form.key != e.form.key) CHECK(untouched.get(changed) == untouched.get(room_settings{}));
  }
}
