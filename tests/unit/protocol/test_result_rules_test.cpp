#include <catch2/catch.hpp>

#include <map>
#include <string>

#include "protocol/message.hpp"

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
  auto const got = parse_draft(json + "}");
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
                 {"references", R"(["01938f2e-7c5a-7000-8000-0123456789ab"])"}}) == "right");
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
