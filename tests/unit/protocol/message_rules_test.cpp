#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/message/message.hpp"
#include "tests/support/sealed_sample.hpp"

using namespace carerelay::protocol;

namespace {

constexpr std::string_view guidance =
    R"({"kind":"guidance_bulletin","audience":{"everyone":true},"info":[{"language":"en-GB","headline":"Masks"}]})";
constexpr std::string_view helpline =
    R"({"kind":"helpline_notice","telephone":"020 7946 0123","audience":{"areas":["E09000010"]},)"
    R"("info":[{"language":"en-GB","headline":"Helpline"}]})";
std::string const result = R"({"kind":"test_result","audience":{"homes":["1-1000000001"]},"sealed":)" +
                           std::string(carerelay::tests::sealed_sample) + "}";

json::value tree(std::string_view text) { return json::read(text, text.size()).value(); }

/// The document with one member, given as JSON, put in, replaced, or taken out when the JSON is empty.
std::string with(std::string_view document, std::string_view name, std::string_view json) {
  json::value const before = tree(document);
  json::object out;
  for (auto const& each : before.members()) {
    if (each.name != name) out.push_back(each);
  }
  if (!json.empty()) out.push_back({std::string(name), tree(json)});
  return json::to_text(json::value(std::move(out)));
}
std::string without(std::string_view document, std::string_view name) { return with(document, name, ""); }

/// "/pointer rule" of each fault, or "right".
std::string said_of(std::string_view document) {
  auto const got = parse_draft(document);
  if (got) return "right";
  std::string out;
  for (fault const& one : got.error()) {
    CHECK_FALSE(one.detail.empty());
    out += (out.empty() ? "" : ", ") + one.pointer + " " + std::string(word(one.rule));
  }
  return out;
}
std::string said_of(std::string_view document, std::string_view name, std::string_view json) {
  return said_of(with(document, name, json));
}

std::string const an_id = R"("01938f2e-7c5a-7000-8000-0123456789ab")";
/// The document as an update of an earlier message.
std::string update_of(std::string_view document) {
  return with(with(with(document, "msg_type", R"("update")"), "references", "[" + an_id + "]"), "change_note",
              R"("Loss of smell is now a symptom.")");
}
std::string cancel_of(std::string_view document) {
  return with(with(document, "msg_type", R"("cancel")"), "references", "[" + an_id + "]");
}
std::string info_with(std::string_view member) {
  return R"([{"language":"en-GB","headline":"H",)" + std::string(member) + "}]";
}

}  // namespace

TEST_CASE("The smallest draft of each kind is right, and what was left out has its usual value") {
  auto const got = parse_draft(guidance);
  REQUIRE(got.has_value());
  CHECK(got->type == msg_type::alert);
  CHECK(got->status == message_status::actual);
  CHECK(got->scope == message_scope::restricted);
  CHECK(got->urgency == urgency::expected);
  CHECK(got->severity == severity::moderate);
  CHECK_FALSE(got->ack.required);
  CHECK(said_of(helpline) == "right");
  CHECK(said_of(result) == "right");
  CHECK(parse_draft(result)->scope == message_scope::private_);
}

TEST_CASE("What is no JSON object at all is one fault about the whole document") {
  CHECK(said_of("") == " not_json");
  CHECK(said_of("{\"kind\":") == " not_json");
  CHECK(said_of("[]") == " wrong_type");
  CHECK(said_of("null") == " wrong_type");
  CHECK(said_of(R"({"a":1,"a":2})") == " duplicate_member");
  CHECK(said_of(R"({"ttl":0.00000000000000001e-2147483639})") == " number_refused");
  CHECK(said_of(R"({"kind":"\udc00"})") == " not_utf8");
  CHECK(said_of(std::string(600'000, ' ')) == " too_large");
}

TEST_CASE("An empty object hears everything that is missing in one go") {
  CHECK(said_of("{}") == "/kind required");
  CHECK(said_of(R"({"kind":"guidance_bulletin"})") == "/audience empty_audience, /info required");
  CHECK(said_of(R"({"kind":"helpline_notice"})") == "/audience empty_audience, /info required, /telephone required");
  CHECK(said_of(R"({"kind":"test_result"})") == "/audience not_private_to_one, /sealed not_sealed");
}

TEST_CASE("A misspelt member is refused with a guess, so that it cannot be lost silently") {
  auto const got = parse_draft(with(guidance, "expirs", R"("2026-12-01T00:00:00Z")"));
  REQUIRE(got.has_error());
  REQUIRE(got.error().size() == 1);
  CHECK(got.error()[0] == fault{"/expirs", errc::not_allowed, "no such member here; was `expires` meant?"});
  CHECK(said_of(guidance, "audience", R"({"everyone":true,"arreas":[]})") == "/audience/arreas not_allowed");
  CHECK(said_of(guidance, "info", info_with(R"("boddy":"x","contact":{"phone":"1"})")) ==
        "/info/0/boddy not_allowed, /info/0/contact/phone not_allowed");
  CHECK(said_of(guidance, "acknowledgement", R"({"requird":true})") == "/acknowledgement/requird not_allowed");
  CHECK(said_of(helpline, "opening_hours", R"([{"days":["mon"],"opens":"08:00","closes":"09:00","note":""}])") ==
        "/opening_hours/0/note not_allowed");
  CHECK(said_of(guidance, "a/b~c", "1") == "/a~1b~0c not_allowed");
}

TEST_CASE("What the relay sets, and what belongs to another kind, is refused by name") {
  for (auto const* name : {"id", "sender", "sender_name", "sent", "digest", "confirmation", "sender_key"}) {
    CHECK(said_of(guidance, name, R"("x")") == "/" + std::string(name) + " not_allowed");
  }
  auto const got = parse_draft(with(guidance, "telephone", R"("020 7946 0123")"));
  REQUIRE(got.has_error());
  CHECK(got.error()[0].detail == "only a helpline_notice has this");
  CHECK(said_of(helpline, "outcome", R"("positive")") == "/outcome not_allowed");
  CHECK(said_of(result, "action_by", R"("2026-12-01T00:00:00Z")") == "/action_by not_allowed");
}

TEST_CASE("A word that is not one of the allowed ones is refused with the list of them") {
  auto const got = parse_draft(with(guidance, "urgency", R"("urgent")"));
  REQUIRE(got.has_error());
  CHECK(got.error()[0] == fault{"/urgency", errc::unknown_value, "expected one of immediate, expected or future"});
  for (auto const* name : {"kind", "msg_type", "status", "scope", "severity"}) {
    CHECK(said_of(guidance, name, R"("nonsense")") == "/" + std::string(name) + " unknown_value");
    CHECK(said_of(guidance, name, "1") == "/" + std::string(name) + " wrong_type");
  }
  CHECK(said_of(helpline, "service_state", R"("shut")") == "/service_state unknown_value");
}

TEST_CASE("Every fault of a draft is reported at once, each once") {
  CHECK(said_of(R"({"kind":"guidance_bulletin","msg_type":"update","topic":"No Slug","effective":"tomorrow",)"
                R"("expires":"1999-12-31T00:00:00Z","references":["x"],"audience":{"areas":["E0800003"]},)"
                R"("info":[{"headline":"","web":"http://x.example"}]})") ==
        "/references/0 bad_format, /topic bad_format, /effective bad_format, /expires out_of_range, "
        "/audience/areas/0 bad_format, /info/0/language required, /info/0/headline out_of_range, "
        "/info/0/web bad_format, /change_note change_note_missing");
}

TEST_CASE("An update says what changed and names exactly one earlier message") {
  CHECK(said_of(update_of(guidance)) == "right");
  CHECK(said_of(update_of(guidance), "change_note", "") == "/change_note change_note_missing");
  CHECK(said_of(update_of(guidance), "change_note", R"("")") == "/change_note change_note_missing");
  CHECK(said_of(update_of(guidance), "references", "") == "/references required");
  CHECK(said_of(update_of(guidance), "references", "[" + an_id + "," + an_id + "]") == "/references out_of_range");
}

TEST_CASE("A cancel needs a reference and little else; an alert has none") {
  CHECK(said_of(cancel_of(guidance)) == "right");
  CHECK(said_of(R"({"kind":"guidance_bulletin","msg_type":"cancel","references":[)" + an_id + "]}") == "right");
  CHECK(said_of(R"({"kind":"helpline_notice","msg_type":"cancel","references":[)" + an_id + "]}") == "right");
  CHECK(said_of(R"({"kind":"guidance_bulletin","msg_type":"cancel"})") == "/references required");
  CHECK(said_of(guidance, "references", "[" + an_id + "]") == "/references not_allowed");
  CHECK(said_of(guidance, "change_note", R"("x")") == "/change_note not_allowed");
}

TEST_CASE("Dates are real, in this century or the next, and in order") {
  auto const at = [](char const* day) { return "\"2026-12-" + std::string(day) + "T09:00:00Z\""; };
  auto const timed = with(with(guidance, "effective", at("01")), "expires", at("20"));
  CHECK(said_of(timed) == "right");
  CHECK(said_of(timed, "expires", at("01")) == "/expires expires_too_early");
  CHECK(said_of(timed, "review_by", at("01")) == "/review_by out_of_range");
  CHECK(said_of(timed, "review_by", at("31")) == "right");
  CHECK(said_of(timed, "action_by", at("01")) == "/action_by out_of_range");
  CHECK(said_of(timed, "action_by", at("21")) == "/action_by out_of_range");
  CHECK(said_of(timed, "action_by", at("20")) == "right");
  CHECK(said_of(timed, "acknowledgement", "{\"by\":" + at("21") + "}") == "/acknowledgement/by out_of_range");
  CHECK(said_of(timed, "acknowledgement", "{\"by\":" + at("19") + "}") == "right");
  CHECK(said_of(guidance, "expires", R"("2200-01-01T00:00:00Z")") == "/expires out_of_range");
  CHECK(said_of(guidance, "expires", R"("2026-02-30T00:00:00Z")") == "/expires out_of_range");
  CHECK(said_of(guidance, "expires", R"("2026-12-01")") == "/expires bad_format");
  CHECK(said_of(guidance, "expires", "1764547200") == "/expires wrong_type");
}

TEST_CASE("An acknowledgement is required once it is spoken of, and offers each answer once") {
  auto const got = parse_draft(with(guidance, "acknowledgement", "{}"));
  REQUIRE(got.has_value());
  CHECK(got->ack.required);
  CHECK(said_of(guidance, "acknowledgement", R"({"required":false,"by":"2026-12-01T00:00:00Z"})") ==
        "/acknowledgement/by not_allowed");
  CHECK(said_of(guidance, "acknowledgement", R"({"options":["actioned","need_help","actioned"]})") ==
        "/acknowledgement/options/2 not_allowed");
  CHECK(said_of(guidance, "acknowledgement", R"({"options":["done"]})") == "/acknowledgement/options/0 unknown_value");
  CHECK(said_of(guidance, "acknowledgement", "true") == "/acknowledgement wrong_type");
}

TEST_CASE("An audience is everyone, or homes, or a choice, and somebody") {
  for (auto const* right : {R"({"everyone":true})", R"({"homes":["RX9LD","1-1000000001"]})",
                            R"({"areas":["E09000010"],"service_types":["care_home_with_nursing"]})",
                            R"({"bed_bands":["61+","unknown"]})", R"({"tags":["dementia"]})"}) {
    CHECK(said_of(guidance, "audience", right) == "right");
  }
  for (auto const* empty : {"{}", R"({"everyone":false})", R"({"areas":[],"homes":[]})"}) {
    CHECK(said_of(guidance, "audience", empty) == "/audience empty_audience");
  }
  CHECK(said_of(guidance, "audience", R"({"everyone":true,"areas":["E09000010"]})") == "/audience not_allowed");
  CHECK(said_of(guidance, "audience", R"({"homes":["RX9LD"],"tags":["x"]})") == "/audience not_allowed");
  CHECK(said_of(guidance, "audience", R"({"areas":["E0800003"],"bed_bands":["2"],"homes":["1-1"],"tags":["X Y"]})") ==
        "/audience/areas/0 bad_format, /audience/bed_bands/0 unknown_value, /audience/tags/0 bad_format, "
        "/audience/homes/0 bad_format");
  CHECK(said_of(guidance, "audience", R"("everyone")") == "/audience wrong_type");
}

TEST_CASE("The same audience is the same bytes, in whatever order and how often it was written") {
  auto const one = parse_draft(with(guidance, "audience", R"({"areas":["E09000014","E09000010","E09000014"]})"));
  auto const other = parse_draft(with(guidance, "audience", R"({"areas":["E09000010","E09000014"]})"));
  CHECK(draft_digest(one.value()) == draft_digest(other.value()));
}

TEST_CASE("A private message goes to exactly one home") {
  auto const quiet = with(guidance, "scope", R"("private")");
  CHECK(said_of(quiet) == "/audience not_private_to_one");
  CHECK(said_of(quiet, "audience", R"({"homes":["1-1000000001","1-1000000002"]})") == "/audience not_private_to_one");
  CHECK(said_of(quiet, "audience", R"({"areas":["E09000010"]})") == "/audience not_private_to_one");
  CHECK(said_of(quiet, "audience", R"({"homes":["1-1000000001"]})") == "right");
}

TEST_CASE("Each language has a headline on one line, and is there once") {
  CHECK(said_of(guidance, "info", "[]") == "/info required");
  CHECK(said_of(guidance, "info", R"([{"language":"en-GB","headline":"A"},{"language":"EN-gb","headline":"B"}])") ==
        "/info/1/language not_allowed");
  CHECK(said_of(guidance, "info", R"([{"language":"cy","headline":"A"}])") == "right");
  CHECK(said_of(guidance, "info", R"([{"language":"english!","headline":"A"}])") == "/info/0/language bad_format");
  CHECK(said_of(guidance, "info", R"([{"language":"en"}])") == "/info/0/headline required");
  auto const headline = [](std::string const& text) {
    return said_of(guidance, "info", R"([{"language":"en","headline":")" + text + R"("}])");
  };
  CHECK(headline(std::string(160, 'a')) == "right");
  CHECK(headline(std::string(161, 'a')) == "/info/0/headline out_of_range");
  std::string accents;
  for (int i = 0; i < 160; ++i) accents += "ŷ";
  CHECK(headline(accents) == "right");
  for (auto const* odd : {"two\\nlines", "a\\ttab", "back\\u202Ewards", "zero\\u200Bwidth", "bell\\u0007", "\\u2028"}) {
    INFO(odd);
    CHECK(headline(odd) == "/info/0/headline bad_format");
  }
  std::string many = "[";
  for (int i = 0; i < 21; ++i) many += (i ? "," : "") + std::string(R"({"language":"en","headline":"x"})");
  CHECK(said_of(guidance, "info", many + "]") == "/info out_of_range");
}

TEST_CASE("The parts of a language block keep to their formats") {
  auto const block = [](std::string const& member) { return said_of(guidance, "info", info_with(member)); };
  CHECK(block(R"("description":"a\n\n- b\n")") == "right");
  CHECK(block("\"description\":\"" + std::string(100'000, 'a') + '"') == "right");
  CHECK(block("\"description\":\"" + std::string(100'001, 'a') + '"') == "/info/0/description out_of_range");
  CHECK(block("\"description\":\"" + std::string(200, '>') + " x\"") == "/info/0/description too_deep");
  CHECK(said_of(R"({"kind":"guidance_bulletin","info":[{"description":"x\u0000y"}]})") == " not_json");
  CHECK(block(R"("description":"x\u202Ey")") == "/info/0/description bad_format");
  CHECK(block("\"instruction\":\"" + std::string(10'001, 'a') + '"') == "/info/0/instruction out_of_range");
  CHECK(block(R"("web":"https://www.gov.uk/x")") == "right");
  CHECK(block(R"x("web":"javascript:alert(1)")x") == "/info/0/web bad_format");
  CHECK(block(R"("contact":{"name":"IPC team","telephone":"01632 960123","email":"ipc@ncl.example"})") == "right");
  CHECK(block(R"("contact":{"name":"a\nb","telephone":"911","email":"a@b"})") ==
        "/info/0/contact/name bad_format, /info/0/contact/telephone bad_format, /info/0/contact/email bad_format");
}

TEST_CASE("A helpline has a number that can be rung, and hours that make sense") {
  CHECK(parse_draft(helpline).value().part == decltype(draft::part)(helpline_part{"+442079460123", {}, {}, {}, {}}));
  CHECK(said_of(without(helpline, "telephone")) == "/telephone required");
  CHECK(said_of(helpline, "telephone", R"("ring us")") == "/telephone bad_format");
  auto const hours = [](std::string const& item) { return said_of(helpline, "opening_hours", "[" + item + "]"); };
  CHECK(hours(R"({"days":["mon","bank_holiday"],"opens":"00:00","closes":"24:00"})") == "right");
  CHECK(hours(R"({"days":[],"opens":"08:00","closes":"20:00"})") == "/opening_hours/0/days out_of_range");
  CHECK(hours(R"({"days":["Monday"],"opens":"08:00","closes":"20:00"})") == "/opening_hours/0/days/0 unknown_value");
  CHECK(hours(R"({"days":["mon"],"opens":"20:00","closes":"08:00"})") == "/opening_hours/0/closes out_of_range");
  CHECK(hours(R"({"days":["mon"],"opens":"8:00","closes":"24:01"})") ==
        "/opening_hours/0/opens bad_format, /opening_hours/0/closes bad_format");
  CHECK(hours(R"({"opens":"08:00"})") == "/opening_hours/0/days required, /opening_hours/0/closes required");
  CHECK(hours("1") == "/opening_hours/0 wrong_type");
}

TEST_CASE("Attached files are named, typed and counted") {
  std::string const sum(64, 'a');
  auto const file = [&](std::string const& members) { return said_of(guidance, "resources", "[{" + members + "}]"); };
  std::string const right = R"("title":"Poster","mime_type":"application/pdf","size":1000,"sha256":")" + sum + '"';
  CHECK(file(right) == "right");
  CHECK(file("") ==
        "/resources/0/title required, /resources/0/mime_type required, /resources/0/size required, "
        "/resources/0/sha256 required");
  CHECK(file(R"("title":"P","mime_type":"PDF","size":0,"sha256":"abc")") ==
        "/resources/0/mime_type bad_format, /resources/0/size out_of_range, /resources/0/sha256 bad_format");
  CHECK(file(R"("title":"P","mime_type":"a/b","size":10485761,"sha256":")" + sum + '"') ==
        "/resources/0/size out_of_range");
  std::string many = "[";
  for (int i = 0; i < 11; ++i) many += (i ? ",{" : "{") + right + "}";
  CHECK(said_of(guidance, "resources", many + "]") == "/resources out_of_range");
}
