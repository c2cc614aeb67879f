#include "protocol/channel/outgoing_scan.hpp"

#include <catch2/catch.hpp>

using namespace carerelay::protocol;

namespace {

std::vector<std::string> const known{"gov.uk", "nhs.uk"};

home_name_index homes() {
  home_name_index out;
  for (auto const* const name :
       {"Rosewood House", "St Mary's Nursing Home", "Oak", "The Care Home", "Highgate Care Home"})
    out.add(name);
  return out;
}

std::string found(std::string description, message_scope scope = message_scope::public_) {
  message what;
  what.content.scope = scope;
  what.content.info = {{"en-GB", "Headline", std::move(description), "", "", {}}};
  auto const to = scope == message_scope::public_ ? destination_kind::ordinary_email : destination_kind::secure_email;
  auto const post = disclose(what, channel_kind::email, to, "");
  std::string out;
  for (auto const& one : scan(post.value(), homes(), known)) {
    CHECK(one.where == "description");
    out += std::string(word(one.what)) + ' ';
  }
  return out;
}

}  // namespace

TEST_CASE("An NHS number or a date of birth stops a post") {
  CHECK(found("Her number is 943 476 5919.") == "nhs_number ");
  CHECK(found("Her number is 943 476 5918.").empty());
  CHECK(found("Born on 3 April 1931.") == "birth_date ");
  CHECK(found("Call 020 7946 0123 from 21 November 2026.").empty());
}

TEST_CASE("The name of a home of the register stops a post, a common word does not") {
  CHECK(found("An outbreak at rosewood house was reported.") == "home_name ");
  CHECK(found("Visits to St Mary's are stopped.") == "home_name ");
  CHECK(found("Ask Oak Lodge.") == "home_name ");
  CHECK(found("Plant an oak tree.").empty());
  CHECK(found("Every care home keeps the register.").empty());
  CHECK(found("Highgate care is stopped.") == "home_name ");
  CHECK(found("The rose wood is in the house.").empty());
}

TEST_CASE("The name of a person stops a post") {
  CHECK(found("Please isolate Mrs Okafor today.") == "person_name ");
  CHECK(found("The resident John Smith tested positive.") == "person_name ");
  CHECK(found("Each resident should be offered a vaccine.").empty());
  CHECK(found("Ms excel files are attached.").empty());
}

TEST_CASE("What a reader cannot see stops a post") {
  CHECK(found("Wash \xE2\x80\xAE"
              "hands.") == "hidden_character ");
  CHECK(found("Wash\xE2\x80\x8B hands.") == "hidden_character ");
  CHECK(found("Wash\nhands.").empty());
}

TEST_CASE("A link to a host that is not known stops a post") {
  CHECK(found("See https://www.gov.uk/guidance and www.nhs.uk.").empty());
  CHECK(found("See https://gov.uk.example/guidance.") == "foreign_link ");
  CHECK(found("See https://notgov.uk/.") == "foreign_link ");
  CHECK(found("See [here](https://www.gov.uk@evil.example/).") == "foreign_link ");
  CHECK(found("See www.evil.example now.") == "foreign_link ");
  CHECK(found("See HTTP://EVIL.example now.") == "foreign_link ");
}

TEST_CASE("A post to a secure mailbox is looked through as any other") {
  CHECK(found("Her number is 943 476 5919.", message_scope::private_) == "nhs_number ");
}

TEST_CASE("What people are told to do and not to do is looked at too") {
  message what;
  what.content.scope = message_scope::public_;
  what.content.info.resize(1);
  what.content.info[0].headline = "Headline";
  what.content.info[0].must_do = {"Wash hands.", "Isolate Mrs Okafor."};
  what.content.info[0].must_not = {"Write 943 476 5919 on the door."};
  auto const post = disclose(what, channel_kind::email, destination_kind::ordinary_email, "").value();
  CHECK(post.must_do() == what.content.info[0].must_do);
  CHECK(post.must_not() == what.content.info[0].must_not);
  CHECK(scan(post, homes(), known) ==
        std::vector<finding>{{finding_kind::person_name, "must_do"}, {finding_kind::nhs_number, "must_not"}});
  auto const short_one = disclose(what, channel_kind::chat, destination_kind::chat_group, "").value();
  CHECK(short_one.must_do().empty());
  CHECK(short_one.must_not().empty());
}
