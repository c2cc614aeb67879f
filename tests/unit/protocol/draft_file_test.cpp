#include "protocol/message/draft_file.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace carerelay::protocol;

namespace {

/// "3 /pointer rule" of each fault, or "right".
std::string said_of(std::string_view file) {
  auto const got = read_draft_file(file);
  if (got) return "right";
  std::string out;
  for (file_fault const& one : got.error()) {
    CHECK_FALSE(one.what.detail.empty());
    out += (out.empty() ? "" : ", ") + std::to_string(one.line) + " " + one.what.pointer + " " +
           std::string(word(one.what.rule));
  }
  return out;
}

draft read(std::string_view file) {
  INFO(said_of(file));
  auto const got = read_draft_file(file);
  REQUIRE(got.has_value());
  return got->content;
}

}  // namespace

TEST_CASE("A bulletin is a few lines and a text whose first heading is the headline") {
  draft const got = read(
      "---\n"
      "kind: guidance_bulletin\n"
      "areas: [E09000010, E09000014]\n"
      "urgency: immediate\n"
      "# a remark\n"
      "effective: 2020-04-10 09:00\n"
      "---\n"
      "\n"
      "# Loss of smell is now a symptom\n"
      "\n"
      "Isolate anybody who:\n"
      "\n"
      "- cannot smell, or\n"
      "- cannot taste.\n");
  CHECK(got.kind == message_kind::guidance_bulletin);
  CHECK(got.urgency == urgency::immediate);
  REQUIRE(got.audience.areas.size() == 2);
  REQUIRE(got.info.size() == 1);
  CHECK(got.info[0].language == "en-GB");
  CHECK(got.info[0].headline == "Loss of smell is now a symptom");
  CHECK(got.info[0].description == "Isolate anybody who:\n\n- cannot smell, or\n- cannot taste.");
  CHECK(got.effective == parse_instant("2020-04-10T08:00:00Z").value());  // summer time in London
}

TEST_CASE("Lists, blocks, quotes and text of several lines are read as they look") {
  draft const got = read(
      "---\n"
      "kind: helpline_notice\n"
      "scope: public\n"
      "headline: \"A line: with a colon\"\n"
      "audience:\n"
      "  areas:\n"
      "    - E09000010\n"
      "    - E09000003\n"
      "  service_types: [care_home_with_nursing]\n"
      "telephone: 020 3816 3403\n"
      "opening_hours:\n"
      "- days: [mon, tue]\n"
      "  opens: 08:00\n"
      "  closes: 20:00\n"
      "- days: [bank_holiday]\n"
      "  opens: '10:00'\n"
      "  closes: 12:00\n"
      "acknowledgement:\n"
      "  required: yes\n"
      "  by: 2026-12-01T09:00:00Z\n"
      "  options: [actioned, need_help]\n"
      "instruction: |\n"
      "  First line.\n"
      "  # not a remark\n"
      "\n"
      "    indented\n"
      "contact:\n"
      "  name: IPC team\n"
      "  email: ipc@ncl.example\n"
      "---\n"
      "Ring first.\n");
  CHECK(got.info[0].headline == "A line: with a colon");
  CHECK(got.info[0].description == "Ring first.");
  CHECK(got.info[0].instruction == "First line.\n# not a remark\n\n  indented");
  REQUIRE(got.info[0].who.has_value());
  CHECK(got.info[0].who->name == "IPC team");
  CHECK(got.audience.areas.size() == 2);
  CHECK(got.audience.service_types.size() == 1);
  CHECK(got.ack.required);
  CHECK(got.ack.options.size() == 2);
  auto const& helpline = std::get<helpline_part>(got.part);
  CHECK(helpline.telephone == "+442038163403");
  REQUIRE(helpline.opening_hours.size() == 2);
  CHECK(helpline.opening_hours[1].opens_minute == 600);
}

TEST_CASE("The draft of a file is what would be posted") {
  auto const got = read_draft_file("---\nkind: guidance_bulletin\neveryone: true\n---\n# Hello\n\nText\n");
  REQUIRE(got.has_value());
  CHECK(got->json == encode_draft(got->content));
  CHECK((parse_draft(got->json).value() == got->content));
  CHECK((read("---\nkind: guidance_bulletin\naudience: everyone\n---\n# Hello\n\nText\n") == got->content));
}

TEST_CASE("JSON passes through, with its faults") {
  CHECK(said_of(" \n {\"kind\":\"guidance_bulletin\",\"audience\":{\"everyone\":true},"
                "\"info\":[{\"language\":\"en\",\"headline\":\"H\"}]}") == "right");
  CHECK(said_of("{\"kind\":\"nonsense\"}") == "0 /kind unknown_value");
  CHECK(said_of("{") == "0  not_json");
}

TEST_CASE("Windows line ends and a byte-order mark do not matter") {
  CHECK(read("\xEF\xBB\xBF---\r\nkind: guidance_bulletin\r\neveryone: yes\r\n---\r\n# Hello\r\n\r\nText\r\n")
            .info[0]
            .description == "Text");
}

TEST_CASE("What is wrong is said with the line it stands on") {
  CHECK(said_of("---\n"
                "kind: guidance_bulletin\n"
                "areas: [E09000010, E0800003]\n"
                "urgency: urgent\n"
                "expirs: 2026-12-01 09:00\n"
                "msg_type: update\n"
                "references: []\n"
                "---\n"
                "\n"
                "# Hello\n") ==
        "1 /change_note change_note_missing, 3 /audience/areas/1 bad_format, 4 /urgency unknown_value, "
        "5 /expirs not_allowed, 7 /references required");
}

TEST_CASE("A description and a headline that are too long are found in the text") {
  std::string const top = "---\nkind: guidance_bulletin\neveryone: true\n---\n\n";
  CHECK(said_of(top + "# " + std::string(161, 'x') + "\n") == "6 /info/0/headline out_of_range");
  CHECK(said_of(top + "# H\n\n" + std::string(100'001, 'x')) == "8 /info/0/description out_of_range");
  CHECK(said_of(top + "No heading\n") == "1 /info/0/headline required");
}

TEST_CASE("A heading inside code is no headline") {
  draft const got = read("---\nkind: guidance_bulletin\neveryone: true\n---\n```\n# code\n```\n# Real ##\n");
  CHECK(got.info[0].headline == "Real");
  CHECK(got.info[0].description == "```\n# code\n```");
}

TEST_CASE("A file without front matter, or with one that never ends, hears what was expected") {
  CHECK(said_of("") == "1  bad_format");
  CHECK(said_of("# Hello\n") == "1  bad_format");
  CHECK(said_of("---\nkind: guidance_bulletin\n") == "2  bad_format");
}

TEST_CASE("A front matter that is not key and value hears which line") {
  CHECK(said_of("---\nkind guidance\n---\n") == "2  bad_format");
  CHECK(said_of("---\nkind: a\n  odd: b\n---\n") == "3  bad_format");
  CHECK(said_of("---\nkind: a\n\tx: b\n---\n") == "3  bad_format");
  CHECK(said_of("---\nkind: a\nkind: b\n---\n") == "3  bad_format");
  CHECK(said_of("---\nareas: [a, b\n---\n") == "2  bad_format");
  CHECK(said_of("---\nareas:\n  - a\n  b: c\n---\n") == "4  bad_format");
  CHECK(said_of("---\na:\n b:\n  c:\n   d:\n    e:\n     f:\n      g:\n       h: 1\n---\n") == "9  bad_format");
}

TEST_CASE("A time that London's clocks never showed is left for the draft's rules to refuse") {
  CHECK(said_of("---\nkind: guidance_bulletin\neveryone: true\nexpires: 2026-03-29 01:30\n---\n# H\n") ==
        "4 /expires bad_format");
  CHECK(said_of("---\nkind: guidance_bulletin\neveryone: true\nexpires: 2026-12-01\n---\n# H\n") ==
        "4 /expires bad_format");
}

TEST_CASE("A file that is too large or no UTF-8 is refused as a whole") {
  CHECK(said_of(std::string(600'000, 'x')) == "0  too_large");
  CHECK(said_of("---\nkind: \xFF\n---\n") == "2  not_utf8");
}

TEST_CASE("What stands under the headings Do and Do not becomes two lists of plain lines") {
  draft const got = read(
      "---\nkind: guidance_bulletin\naudience: everyone\n---\n# Admission\n\nWhat to do.\n\n## Do\n\n"
      "- Ring the **helpline** first,\n  before anything else.\n* Write it down.\n\n## Do Not ##\n- Wait.\n\n## "
      "More\n\nText.\n");
  CHECK(got.info[0].must_do ==
        std::vector<std::string>{"Ring the helpline first, before anything else.", "Write it down."});
  CHECK(got.info[0].must_not == std::vector<std::string>{"Wait."});
  CHECK(got.info[0].description == "What to do.\n\n## More\n\nText.");
}

TEST_CASE("What is richer than one list of lines stays in the text, as does what is code") {
  for (std::string const list : {"- a\n\nand a text\n", "- a\n  - b\n", "Text.\n", "", "1. first\n", "    - code\n"}) {
    INFO(list);
    draft const got = read("---\nkind: guidance_bulletin\naudience: everyone\nheadline: A\n---\nB\n\n## Do\n\n" + list);
    CHECK(got.info[0].must_do.empty());
    CHECK(got.info[0].description.find("## Do") != std::string::npos);
  }
  draft const code = read("---\nkind: guidance_bulletin\naudience: everyone\nheadline: A\n---\n```\n## Do\n- x\n```\n");
  CHECK(code.info[0].must_do.empty());
}

TEST_CASE("A line to do that is too long is named with the line it stands on, and lists in the lines on top win") {
  CHECK(said_of("---\nkind: guidance_bulletin\naudience: everyone\n---\n# A\n\n## Do\n\n- x\n- " +
                std::string(301, 'y') + "\n") == "10 /info/0/must_do/1 out_of_range");
  draft const got =
      read("---\nkind: guidance_bulletin\naudience: everyone\nmust_do: [Ring]\n---\n# A\n\n## Do\n\n- x\n");
  CHECK(got.info[0].must_do == std::vector<std::string>{"Ring"});
  CHECK(got.info[0].description == "## Do\n\n- x");
}
