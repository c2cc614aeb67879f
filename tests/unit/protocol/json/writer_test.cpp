#include "protocol/json/writer.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <string>

#include "protocol/json/reader.hpp"

using namespace carerelay::protocol;
using namespace std::string_literals;

namespace {

std::string written(std::string_view text) {
  std::string out;
  json::append_string(text, out);
  return out;
}

json::value tree(std::string_view text) { return json::read(text, 64 * 1024).value(); }

}  // namespace

TEST_CASE("Strings are escaped where JSON asks for it and nowhere else") {
  CHECK(written("plain") == "\"plain\"");
  CHECK(written("\"\\/") == R"("\"\\/")");
  CHECK(written("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  CHECK(written("\x01\x1f\x7f\0"s) == "\"\\u0001\\u001f\x7f\\u0000\"");
  CHECK(written("caf\xC3\xA9 \xE2\x80\xA8 \xF0\x9F\x98\x80 </script>") ==
        "\"caf\xC3\xA9 \xE2\x80\xA8 \xF0\x9F\x98\x80 </script>\"");
}

TEST_CASE("What is not UTF-8 never goes out") {
  CHECK(written("a\xED\xB0\x80"
                "b") ==
        "\"a\xEF\xBF\xBD"
        "b\"");
  CHECK_THROWS_AS(json::canonical(json::value("\xFF")), std::invalid_argument);
}

TEST_CASE("An answer is written as it is thought of") {
  std::string out;
  json::writer w(out);
  w.begin_object().member("type", "error").member("n", 42u).member("b", false).key("z").null();
  w.begin_array("list").value(1).value("two").begin_object().end_object().begin_array().end_array().end_array();
  w.raw_member("raw", R"({"x":1})").member("last", std::string("s")).end_object();
  CHECK(out == R"({"type":"error","n":42,"b":false,"z":null,"list":[1,"two",{},[]],"raw":{"x":1},"last":"s"})");
  CHECK(json::read(out, 1000).has_value());
}

TEST_CASE("The canonical form is that of RFC 8785 section 3.2.3") {
  auto const value = tree(R"({"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
    "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"})");
  CHECK(json::canonical(value) ==
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\","
        "\"\xC3\xB6\":\"Latin Small Letter O With Diaeresis\",\"\xE2\x82\xAC\":\"Euro Sign\","
        "\"\xF0\x9F\x98\x80\":\"Emoji: Grinning Face\",\"\xEF\xAC\xB3\":\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST_CASE("The canonical form sorts at every depth, keeps lists in order and has no spaces") {
  CHECK(json::canonical(tree(R"( { "b" : [ 3 , 1 , { "z" : null , "a" : true } ] , "a" : -0 , "aa" : "" } )")) ==
        R"({"a":0,"aa":"","b":[3,1,{"a":true,"z":null}]})");
  CHECK(json::canonical(tree(R"("\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"\/")")) ==
        "\"\xE2\x82\xAC$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
}

TEST_CASE("The canonical form of a canonical form is itself") {
  auto const once = json::canonical(tree(R"({"z":[{"y":1,"x":"\u00e9"}],"a":"\t"})"));
  CHECK(json::canonical(tree(once)) == once);
}

TEST_CASE("A value that no two peers would read alike has no canonical form") {
  CHECK_THROWS_AS(json::canonical(json::value(json::largest_integer + 1)), std::invalid_argument);
  CHECK_THROWS_AS(json::canonical(json::value(json::object{{"a", 1}, {"b", 2}, {"a", 3}})), std::invalid_argument);
}
