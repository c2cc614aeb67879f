#include "protocol/json/reader.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "protocol/json/writer.hpp"

using namespace carerelay::protocol;
using namespace std::string_literals;

namespace {

constexpr std::size_t plenty = 64 * 1024;

/// Both doors must refuse alike, so every bad text goes through both.
json::read_error refusal(std::string const& text) {
  auto const tree = json::read(text, plenty);
  REQUIRE(tree.has_error());
  json::flat_object flat;
  REQUIRE_FALSE(flat.read(text, plenty));
  CHECK(flat.error() == tree.error());
  CHECK(flat.size() == 0);
  return tree.error();
}

std::string nested(std::size_t depth) {
  return R"({"a":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
}

std::string object_of(std::size_t members) {
  std::string out = "{";
  for (std::size_t i = 0; i < members; ++i) {
    out += (i ? ",\"m" : "\"m") + std::to_string(i) + "\":" + std::to_string(i);
  }
  return out + "}";
}

}  // namespace

TEST_CASE("JSON is read into a tree that prints the same again") {
  std::string const text =
      R"({"type":"hello","n":-12,"ok":true,"no":false,"none":null,"list":[1,"two",[],{}],"deep":{"a":{"b":"c"}}})";
  auto const tree = json::read(text, plenty);
  REQUIRE(tree.has_value());
  CHECK(json::to_text(*tree) == text);
  CHECK(tree->find("type")->string() == "hello");
  CHECK(tree->find("n")->integer() == -12);
  CHECK(tree->find("list")->items().size() == 4);
  CHECK(tree->find("absent") == nullptr);
  CHECK(tree->find("type")->find("x") == nullptr);
}

TEST_CASE("A text that is no object may still be JSON") {
  CHECK(json::read(" [1, 2] ", plenty)->items().size() == 2);
  CHECK(json::read("\"x\"", plenty)->string() == "x");
  CHECK(json::read("null", plenty)->is(json::kind::null));
  json::flat_object flat;
  CHECK_FALSE(flat.read("[1]", plenty));
  CHECK(flat.error().rule == errc::wrong_type);
}

TEST_CASE("The 39 bytes that crash RapidJSON are refused like any other fraction") {
  CHECK(refusal(R"({"ttl":0.00000000000000001e-2147483639})").rule == errc::number_refused);
}

TEST_CASE("An escape that is no character cannot get through and disconnect every home") {
  CHECK(refusal(R"({"a":"\udc00"})").rule == errc::not_utf8);
  CHECK(refusal(R"({"a":"\udfff\ud800"})").rule == errc::not_utf8);
  CHECK(refusal(R"({"a":"\ud800"})").rule == errc::not_utf8);
  CHECK(refusal(R"({"a":"\ud800x"})").rule == errc::not_utf8);
  CHECK(refusal(R"({"\udc00":1})").rule == errc::not_utf8);
  CHECK(refusal(R"({"deep":[{"a":"\udc00"}]})").rule == errc::not_utf8);
}

TEST_CASE("Bytes that are not UTF-8 are refused") {
  CHECK(refusal("{\"a\":\"\xED\xB0\x80\"}").rule == errc::not_utf8);
  CHECK(refusal("{\"a\":\"\xC0\xAF\"}").rule == errc::not_utf8);
  CHECK(refusal("{\"a\":\"caf\xE9\"}").rule == errc::not_utf8);
}

TEST_CASE("The same member twice is refused at any depth, however it is spelt") {
  CHECK(refusal(R"({"a":1,"a":2})").rule == errc::duplicate_member);
  CHECK(refusal(R"({"a":1,"\u0061":2})").rule == errc::duplicate_member);
  CHECK(refusal(R"({"\u0061":1,"b":{"x":1},"a":2})").rule == errc::duplicate_member);
  CHECK(refusal(R"({"x":[{"a":1,"a":1}]})").rule == errc::duplicate_member);
  CHECK(json::read(R"({"a":{"a":{"a":1}},"b":{"a":1}})", plenty).has_value());
}

TEST_CASE("A NUL is refused, raw or escaped, before or after the end") {
  CHECK(refusal("{}\0{}"s).rule == errc::not_json);
  CHECK(refusal("{\"a\":\"b\0c\"}"s).rule == errc::not_json);
  CHECK(refusal("\0"s).rule == errc::not_json);
  CHECK(refusal(R"({"a":"b\u0000c"})").rule == errc::not_json);
  CHECK(refusal(R"({"a\u0000":1})").rule == errc::not_json);
}

TEST_CASE("A byte-order mark in front is refused, in a string it is a character") {
  CHECK(refusal("\xEF\xBB\xBF{}").rule == errc::not_json);
  CHECK(json::read("{\"a\":\"\xEF\xBB\xBF\"}", plenty).has_value());
}

TEST_CASE("Nothing may follow the value") {
  CHECK(refusal("{} {}").rule == errc::not_json);
  CHECK(refusal("{},").rule == errc::not_json);
  CHECK(refusal("{}}").rule == errc::not_json);
  CHECK(json::read("{} \r\n\t", plenty).has_value());
}

TEST_CASE("Nesting stops at 32 without any recursion") {
  CHECK(json::read(nested(32), plenty).has_value());
  CHECK(refusal(nested(33)).rule == errc::too_deep);
  CHECK(refusal(std::string(60'000, '[')).rule == errc::too_deep);
  std::string objects;
  for (int i = 0; i < 10'000; ++i) objects += R"({"a":)";
  CHECK(refusal(objects).rule == errc::too_deep);
}

TEST_CASE("An object has at most 256 members") {
  CHECK(json::read(object_of(256), plenty).has_value());
  CHECK(refusal(object_of(257)).rule == errc::too_many_members);
}

TEST_CASE("Numbers are whole, of at most 16 characters, and the same for every peer") {
  CHECK(json::read("9007199254740991", plenty)->integer() == 9007199254740991);
  CHECK(json::read("-900719925474099", plenty)->integer() == -900719925474099);
  CHECK(json::read("-0", plenty)->integer() == 0);
  for (auto const* number : {"1.0", "1e3", "0.5", "9007199254740992", "9999999999999999", "10000000000000000",
                             "-9007199254740991", "1e999999999", "1E-400"}) {
    INFO(number);
    CHECK(refusal(R"({"n":)"s + number + "}").rule == errc::number_refused);
  }
  CHECK(refusal(R"({"n":)" + std::string(50'000, '1') + "}").rule == errc::number_refused);
  for (auto const* not_number : {"+1", "01", "-", ".5", "0x10", "NaN", "Infinity", "1a"}) {
    INFO(not_number);
    refusal(R"({"n":)"s + not_number + "}");
  }
}

TEST_CASE("JavaScript's liberties are refused") {
  for (auto const* text : {"",
                           "   ",
                           "{",
                           "}",
                           "{'a':1}",
                           "{a:1}",
                           R"({"a":1,})",
                           "[1,]",
                           R"({"a" 1})",
                           R"({"a":1 "b":2})",
                           "// x\n{}",
                           "/**/{}",
                           R"({"a":"\x41"})",
                           "{\"a\":\"tab\there\"}",
                           "{\"a\":\"line\nbreak\"}",
                           R"({"a":"never closed)",
                           R"({"a":tru})",
                           R"({"a":"\u12"})",
                           R"({1:2})",
                           R"({"a":undefined})"}) {
    INFO(text);
    CHECK(refusal(text).rule == errc::not_json);
  }
}

TEST_CASE("A text over the limit is refused before it is looked at") {
  auto const refused = json::read("{\"a\":1}", 6);
  REQUIRE(refused.has_error());
  CHECK(refused.error().rule == errc::too_large);
  CHECK(json::read("{\"a\":1}", 7).has_value());
}

TEST_CASE("An error says where it is") {
  auto const where = refusal("{\n  \"a\": 1,\n  \"b\": oops\n}");
  CHECK(where.line == 3);
  CHECK(where.column == 8);
  CHECK(where.offset == 19);
  CHECK(where.to_fault() == fault{"", errc::not_json, "line 3, column 8: a value was expected here"});
}

TEST_CASE("A small frame is read without a tree") {
  std::string const text = R"({ "type":"stored" , "up_to":417, "yes":true, "no":false, "none":null })";
  json::flat_object frame;
  REQUIRE(frame.read(text, plenty));
  CHECK(frame.size() == 5);
  CHECK(frame.begin()->name == "type");
  CHECK(frame.find("type")->text == "stored");
  CHECK(frame.find("up_to")->integer == 417);
  CHECK(frame.find("up_to")->kind == json::kind::integer);
  CHECK(frame.find("up_to")->text == "417");
  CHECK(frame.find("yes")->integer == 1);
  CHECK(frame.find("no")->text == "false");
  CHECK(frame.find("none")->kind == json::kind::null);
  CHECK(frame.find("absent") == nullptr);
  auto const inside = [&](std::string_view view) {
    return view.data() >= text.data() && view.data() < text.data() + text.size();
  };
  CHECK(inside(frame.find("type")->text));
  CHECK(inside(frame.find("type")->name));
}

TEST_CASE("What is nested in a small frame is kept as the text it was") {
  std::string const text = R"({"seq":3,"message":{"a":[1, {"b":"\"}"}]} ,"list":[ ],"last":"x"})";
  json::flat_object frame;
  REQUIRE(frame.read(text, plenty));
  CHECK(frame.size() == 4);
  CHECK(frame.find("message")->text == R"({"a":[1, {"b":"\"}"}]})");
  CHECK(frame.find("message")->kind == json::kind::object);
  CHECK(frame.find("list")->text == "[ ]");
  CHECK(frame.find("last")->text == "x");
}

TEST_CASE("Strings with escapes are unescaped, others are not copied") {
  json::flat_object frame;
  std::string const text = R"({"n\u0061me":"a\"b\\\/\n\u00e9\ud83d\ude00","plain":"caf)"
                           "\xC3\xA9"
                           R"("})";
  REQUIRE(frame.read(text, plenty));
  CHECK(frame.find("name")->text == "a\"b\\/\n\xC3\xA9\xF0\x9F\x98\x80");
  CHECK(frame.find("plain")->text == "caf\xC3\xA9");
}

TEST_CASE("A frame with more members than usual is read all the same") {
  json::flat_object frame;
  std::string const many = object_of(200);
  REQUIRE(frame.read(many, plenty));
  CHECK(frame.size() == 200);
  CHECK(frame.find("m0")->integer == 0);
  CHECK(frame.find("m199")->integer == 199);
  std::string const few = object_of(2);
  REQUIRE(frame.read(few, plenty));
  CHECK(frame.size() == 2);
  CHECK(frame.find("m199") == nullptr);
}

TEST_CASE("A visitor sees the members in order, and none of a bad text") {
  std::string names;
  REQUIRE(
      json::scan_object(R"({"b":1,"a":2})", plenty, [&](json::flat_member const& m) { names += m.name; }).has_value());
  CHECK(names == "ba");
  CHECK(json::scan_object(R"({"b":1,"a":)", plenty, [&](json::flat_member const&) { FAIL(); }).has_error());
}
