#include <catch2/catch.hpp>

#include <map>
#include <string>

#include "protocol/crypto/base64.hpp"
#include "protocol/message/result.hpp"
#include "tests/support/generate_message.hpp"
#include "tests/support/sealed_sample.hpp"

using namespace carerelay::protocol;

namespace {

using members = std::map<std::string, std::string>;  ///< name to JSON

members right() {
  return {{"kind", R"("test_result")"},
          {"report_status", R"("final")"},
          {"test_code", R"("871555000")"},
          {"outcome", R"("positive")"},
          {"subject_ref", R"("R-017")"},
          {"audience", R"({"homes":["1-1000000001"]})"},
          {"info", R"([{"language":"en-GB","headline":"A result"}])"}};
}

std::string said_of(members const& what) {
  std::string json;
  for (auto const& [name, value] : what) {
    if (!value.empty()) json += (json.empty() ? "{\"" : ",\"") + name + "\":" + value;
  }
  auto const got = parse_result_draft(json + "}");
  if (got) return "right";
  std::string out;
  for (fault const& one : got.error()) {
    out += (out.empty() ? "" : ", ") + one.pointer + " " + std::string(word(one.rule));
  }
  return out;
}
std::string with(std::string const& name, std::string const& json, members what = right()) {
  what[name] = json;
  return said_of(what);
}
members earlier(members what, std::string const& type) {
  what["msg_type"] = "\"" + type + "\"";
  what["references"] = R"(["01938f2e-7c5a-7000-8000-0123456789ab"])";
  if (type == "update") what["change_note"] = R"("Second look")";
  return what;
}

}  // namespace

TEST_CASE("A test result is private to exactly one home") {
  CHECK(said_of(right()) == "right");
  CHECK(with("scope", R"("restricted")") == "/scope not_private_to_one");
  CHECK(with("scope", R"("public")") == "/scope not_private_to_one");
  CHECK(with("audience", R"({"homes":["1-1000000001","1-1000000002"]})") == "/audience not_private_to_one");
  CHECK(with("audience", R"({"everyone":true})") == "/audience not_private_to_one");
}

TEST_CASE("A test has a SNOMED code whose check digit is right, unless it was void") {
  CHECK(with("test_code", "") == "/test_code required");
  CHECK(with("test_code", R"("871555001")") == "/test_code bad_format");
  auto const invalid = [&] {
    auto what = right();
    what["outcome"] = R"("void")";
    return what;
  }();
  CHECK(said_of(invalid) == "right");
  CHECK(with("test_code", "", invalid) == "right");
}

TEST_CASE("A result says how it came out and about whom, by the home's own reference") {
  CHECK(with("outcome", "") == "/outcome required");
  CHECK(with("report_status", "") == "/report_status required");
  CHECK(with("subject_ref", "") == "/subject_ref required");
  auto by_tube = right();
  by_tube["subject_ref"] = "";
  CHECK(with("specimen_ref", R"("TUBE-9")", by_tube) == "right");
  for (auto const* name : {"subject_ref", "specimen_ref"}) {
    for (auto const* value :
         {R"("Mary Smith")", R"("")", R"("a_b")", R"("é")", R"("123456789012345678901234567890123")"}) {
      INFO(value);
      CHECK(with(name, value) == "/" + std::string(name) + " bad_format");
    }
  }
  CHECK(with("performer_ods", R"("rx9")") == "/performer_ods bad_format");
}

TEST_CASE("A result is issued no earlier than its sample was taken") {
  auto what = right();
  what["collected_at"] = R"("2026-11-20T09:00:00Z")";
  CHECK(with("issued_at", R"("2026-11-21T09:00:00Z")", what) == "right");
  CHECK(with("issued_at", R"("2026-11-19T09:00:00Z")", what) == "/issued_at out_of_range");
}

TEST_CASE("An amended, corrected, cancelled or mistaken result names the earlier one") {
  for (auto const* status : {"amended", "corrected", "cancelled", "entered-in-error"}) {
    INFO(status);
    std::string const quoted = "\"" + std::string(status) + "\"";
    CHECK(with("report_status", quoted) == "/msg_type not_allowed");
    CHECK(with("report_status", quoted, earlier(right(), "update")) == "right");
  }
  CHECK(with("report_status", R"("preliminary")") == "right");
  CHECK(said_of(earlier(right(), "update")) == "right");
}

TEST_CASE("A result that is taken back may leave out everything but that") {
  CHECK(with("report_status", R"("cancelled")", earlier(right(), "cancel")) == "right");
  CHECK(with("report_status", R"("final")", earlier(right(), "cancel")) == "/report_status not_allowed");
  CHECK(said_of({{"kind", R"("test_result")"},
                 {"msg_type", R"("cancel")"},
                 {"references", R"(["01938f2e-7c5a-7000-8000-0123456789ab"])"},
                 {"change_note", R"("Not ours.")"}}) == "right");
}

TEST_CASE("An NHS number is refused wherever it stands in a result") {
  // 943 476 5919 is the NHS's own example of a right check digit.
  CHECK(with("subject_ref", R"("9434765919")") == "/subject_ref not_allowed");
  CHECK(with("specimen_ref", R"("943-476-5919")") == "/specimen_ref not_allowed");
  CHECK(with("reference", R"("943 476 5919")") == "/reference not_allowed");
  auto const info = [](std::string const& member) {
    return with("info", R"([{"language":"en-GB","headline":"A result",)" + member + "}]");
  };
  CHECK(info(R"("description":"Patient 943 476 5919 is well")") == "/info/0/description not_allowed");
  CHECK(info(R"("instruction":"call about 9434765919")") == "/info/0/instruction not_allowed");
  CHECK(info(R"("description":"Patient 943 476 5918 has no such number")") == "right");
  CHECK(with("change_note", R"("943 476 5919")", earlier(right(), "update")) == "/change_note not_allowed");
}

TEST_CASE("A date of birth is refused in a result, a date of the test is not") {
  auto const headline = [](std::string const& text) {
    return with("info", R"([{"language":"en-GB","headline":")" + text + R"("}])");
  };
  CHECK(headline("M S, born 3 April 1931") == "/info/0/headline not_allowed");
  CHECK(headline("DOB on file") == "/info/0/headline not_allowed");
  CHECK(headline("Sample of 20 November 2026") == "right");
  CHECK(headline("Sample of 20/11/2026") == "right");
}

TEST_CASE("A result carries no files") {
  CHECK(with("resources", R"([{"title":"P","mime_type":"a/b","size":1,"sha256":")" + std::string(64, '0') + R"("}])") ==
        "/resources not_allowed");
}

TEST_CASE("What a result says leaves nothing in its envelope but the words of every result") {
  auto const draft = parse_result_draft(
      R"({"kind":"test_result","report_status":"final","test_code":"871555000","outcome":"positive","subject_ref":"R-017",)"
      R"("audience":{"homes":["1-1000000001"]},"topic":"pcr","reference":"ours-1","urgency":"immediate",)"
      R"("info":[{"language":"en-GB","headline":"Positive","description":"R-017 is positive"}]})");
  REQUIRE(draft.has_value());
  CHECK(draft->content.outcome == test_outcome::positive);
  CHECK(draft->content.info.front().headline == "Positive");
  CHECK(encode_draft(draft->envelope) ==
        R"({"audience":{"homes":["1-1000000001"]},"info":[{"headline":"A test result is ready","language":"en-GB"}],)"
        R"("kind":"test_result","msg_type":"alert","reference":"ours-1","scope":"private","severity":"moderate",)"
        R"("status":"actual","topic":"pcr","urgency":"immediate"})");
}

namespace {

std::string relay_says(members what) {
  std::string json;
  for (auto const& [name, value] : what) json += (json.empty() ? "{\"" : ",\"") + name + "\":" + value;
  auto const got = parse_draft(json + "}");
  if (got) return "right";
  std::string out;
  for (fault const& one : got.error())
    out += (out.empty() ? "" : ", ") + one.pointer + " " + std::string(word(one.rule));
  return out;
}

members sealed() {
  return {{"kind", R"("test_result")"},
          {"audience", R"({"homes":["1-1000000001"]})"},
          {"sealed", std::string(carerelay::tests::sealed_sample)}};
}
std::string relay_says_with(std::string const& name, std::string const& json) {
  auto what = sealed();
  what[name] = json;
  return relay_says(what);
}

}  // namespace

TEST_CASE("The relay takes a sealed result, and none whose content stands in the clear") {
  CHECK(relay_says(sealed()) == "right");
  CHECK(relay_says({{"kind", R"("test_result")"}, {"audience", R"({"homes":["1-1000000001"]})"}}) ==
        "/sealed not_sealed");
  CHECK(relay_says(right()) ==
        "/outcome not_sealed, /report_status not_sealed, /subject_ref not_sealed, /test_code not_sealed, /sealed "
        "not_sealed, /info not_sealed");
  for (auto const* name : {"report_status", "test_code", "outcome", "specimen_ref", "subject_ref", "collected_at",
                           "issued_at", "performer_ods"}) {
    CHECK(relay_says_with(name, R"("x")") == "/" + std::string(name) + " not_sealed");
  }
  CHECK(relay_says_with("info", R"([{"language":"en-GB","headline":"R-017 is positive"}])") == "/info not_sealed");
  CHECK(relay_says_with("info", R"([{"language":"en-GB","headline":"A test result is ready","description":"+"}])") ==
        "/info not_sealed");
  CHECK(relay_says_with("info", R"([{"language":"en-GB","headline":"A test result is ready"}])") == "right");
}

TEST_CASE("The relay looks at a sealed result's form, and at the rest as at any message") {
  CHECK(relay_says_with("sealed", "{}").starts_with("/sealed/protected required"));
  CHECK(relay_says_with("sealed", "\"x\"") == "/sealed wrong_type");
  CHECK(relay_says_with("content_tag", R"("short")") == "/content_tag bad_format");
  CHECK(relay_says_with("content_tag", R"("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")") == "right");
  CHECK(relay_says_with("scope", R"("public")") == "/scope not_private_to_one");
  CHECK(relay_says_with("audience", R"({"everyone":true})") == "/audience not_private_to_one");
  CHECK(relay_says_with("reference", R"("943 476 5919")") == "/reference not_allowed");
  auto correction = earlier(sealed(), "update");
  CHECK(relay_says(correction) == "/change_note not_sealed");
  correction.erase("change_note");
  CHECK(relay_says(correction) == "right");
  auto withdrawal = earlier(sealed(), "cancel");
  CHECK(relay_says(withdrawal) == "right");
  withdrawal.erase("sealed");
  CHECK(relay_says(withdrawal) == "right");
}

TEST_CASE("What was sealed is read back as it was, for results of every kind") {
  carerelay::tests::message_generator make(7);
  for (int i = 0; i < 300; ++i) {
    auto const type = i % 3 == 0 ? msg_type::alert : i % 3 == 1 ? msg_type::update : msg_type::cancel;
    auto const what = make.result(type);
    auto const back = parse_result_content(encode(what), type);
    REQUIRE(back.has_value());
    REQUIRE((*back == what));
  }
}
