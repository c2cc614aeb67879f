#include "protocol/json/object_reader.hpp"

#include <catch2/catch.hpp>

#include "protocol/uuid.hpp"

using namespace carerelay::protocol;
using json::object_reader;
using json::presence;
using json::text_rules;

namespace {

json::value tree(std::string_view text) { return json::read(text, 64 * 1024).value(); }

}  // namespace

TEST_CASE("Every fault of an object is reported with its JSON Pointer, not just the first") {
  auto const value = tree(R"({"headline":"","count":70,"ok":"yes","list":{},"a/b~c":1})");
  faults found;
  object_reader in(value, "/info/0", found);
  CHECK_FALSE(in.string("headline", presence::required, {.least = 1, .most = 160}));
  CHECK_FALSE(in.string("missing", presence::required));
  CHECK_FALSE(in.string("not there", presence::optional));
  CHECK_FALSE(in.integer("count", presence::required, 1, 64));
  CHECK_FALSE(in.boolean("ok", presence::optional));
  CHECK_FALSE(in.list("list", presence::optional, 5));
  CHECK_FALSE(in.string("a/b~c", presence::optional));
  CHECK(found == faults{
                     {"/info/0/headline", errc::out_of_range, "expected 1 to 160 characters"},
                     {"/info/0/missing", errc::required, "is missing"},
                     {"/info/0/count", errc::out_of_range, "expected 1 to 64"},
                     {"/info/0/ok", errc::wrong_type, "expected true or false, not a string"},
                     {"/info/0/list", errc::wrong_type, "expected a list, not an object"},
                     {"/info/0/a~1b~0c", errc::wrong_type, "expected a string, not a whole number"},
                 });
}

TEST_CASE("Good members are handed over and leave no fault") {
  auto const value = tree(R"({"s":"text","n":-5,"b":true,"list":[1,2],"o":{"x":"y"},"none":null})");
  faults found;
  object_reader in(value, "", found);
  CHECK(in.string("s", presence::required) == "text");
  CHECK(in.text("s", presence::required) == "text");
  CHECK(in.text("absent", presence::optional).empty());
  CHECK(in.integer("n", presence::required, -10, 10) == -5);
  CHECK(in.boolean("b", presence::required) == true);
  CHECK(in.list("list", presence::required, 2)->size() == 2);
  CHECK(in.nested("o", presence::required)->string("x", presence::required) == "y");
  CHECK_FALSE(in.string("none", presence::optional));
  CHECK_FALSE(in.has("none"));
  CHECK(in.has("s"));
  CHECK(found.empty());
}

TEST_CASE("A member that is null counts as missing") {
  auto const value = tree(R"({"s":null})");
  faults found;
  object_reader in(value, "", found);
  CHECK_FALSE(in.string("s", presence::required));
  CHECK(found == faults{{"/s", errc::required, "is missing"}});
}

TEST_CASE("Lengths are counted in characters, not bytes") {
  auto const value = tree("{\"s\":\"\xC3\xA9\xC3\xA9\xC3\xA9\"}");
  faults found;
  object_reader in(value, "", found);
  CHECK(in.string("s", presence::required, {.most = 3}));
  CHECK_FALSE(in.string("s", presence::required, {.most = 2}));
}

TEST_CASE("One line means one line, and a block may have several") {
  auto const value = tree(R"({"s":"one\ntwo","t":"ab\u202e"})");
  faults found;
  object_reader in(value, "", found);
  CHECK_FALSE(in.string("s", presence::required));
  CHECK(in.string("s", presence::required, {.form = text_rules::shape::block}));
  CHECK_FALSE(in.string("t", presence::required, {.form = text_rules::shape::block}));
  CHECK(in.string("t", presence::required, {.form = text_rules::shape::any}));
  CHECK(found == faults{{"/s", errc::bad_format, "character 4 is a line break"},
                        {"/t", errc::bad_format, "character 3 is a character that turns the direction of the text"}});
}

TEST_CASE("A text that must parse is parsed or reported with what was expected") {
  auto const value = tree(
      R"({"id":"017f22e2-79b0-7cc3-98c4-dc0c0c07398f","bad":"x","list":["x",7,"017f22e2-79b0-7cc3-98c4-dc0c0c07398f"]})");
  faults found;
  object_reader in(value, "", found);
  auto const id = in.parsed("id", presence::required, uuid::parse, "a UUID");
  REQUIRE(id);
  CHECK(id->version() == 7);
  CHECK_FALSE(in.parsed("bad", presence::required, uuid::parse, "a UUID"));
  CHECK(in.parsed_list("list", presence::required, 10, uuid::parse, "a UUID").size() == 1);
  CHECK(found == faults{{"/bad", errc::bad_format, "expected a UUID"},
                        {"/list/0", errc::bad_format, "expected a UUID"},
                        {"/list/1", errc::wrong_type, "expected a string, not a whole number"}});
}

TEST_CASE("A list of objects is gone through item by item") {
  auto const value = tree(R"({"info":[{"language":"en"},7,{"language":5}]})");
  faults found;
  object_reader in(value, "", found);
  int seen = 0;
  in.for_each("info", presence::required, 20, [&](object_reader& item) {
    ++seen;
    (void)item.string("language", presence::required);
  });
  CHECK(seen == 2);
  CHECK(found == faults{{"/info/1", errc::wrong_type, "expected an object, not a whole number"},
                        {"/info/2/language", errc::wrong_type, "expected a string, not a whole number"}});
  in.for_each("info", presence::required, 2, [&](object_reader&) { FAIL(); });
  CHECK(found.back() == fault{"/info", errc::out_of_range, "expected at most 2 items"});
}

TEST_CASE("What is no object is reported once, not for each of its members") {
  auto const value = tree("[]");
  faults found;
  object_reader in(value, "/x", found);
  CHECK_FALSE(in.is_object());
  CHECK_FALSE(in.string("a", presence::required));
  CHECK(found == faults{{"/x", errc::wrong_type, "expected an object, not a list"}});
}

TEST_CASE("A frame without a tree is taken apart by the same rules") {
  json::flat_object frame;
  REQUIRE(frame.read(R"({"type":"respond","seq":0,"message":{"a":1},"name":7})", 1000));
  faults found;
  object_reader in(frame, found);
  CHECK(in.string("type", presence::required) == "respond");
  CHECK_FALSE(in.integer("seq", presence::required, 1, 100));
  CHECK(in.raw("message", presence::required, json::kind::object) == R"({"a":1})");
  CHECK_FALSE(in.string("name", presence::optional));
  CHECK(found == faults{{"/seq", errc::out_of_range, "expected 1 to 100"},
                        {"/name", errc::wrong_type, "expected a string, not a whole number"}});
  CHECK(in.unknown({"type", "seq", "name"}) == std::vector<std::string>{"message"});
}

TEST_CASE("A hostile document cannot make the list of faults grow without end") {
  std::string text = "{\"list\":[1";
  for (int i = 0; i < 5000; ++i) text += ",1";
  auto const value = tree(text + "]}");
  faults found;
  object_reader in(value, "", found);
  in.for_each("list", presence::required, 10'000, [](object_reader&) {});
  CHECK(found.size() == 100);
}
