#include "protocol/evidence/verify.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/protocol/evidence/make_bundle.hpp"

namespace {

using namespace carerelay::protocol;
using namespace carerelay::protocol::evidence;
using Catch::Matchers::Contains;

std::string page_of(std::string const& bundle) { return to_page(verify_bundle(bundle)); }

}  // namespace

TEST_CASE("An honest bundle holds, and its page tells what happened in plain English") {
  made_log log(1);
  auto const verdict = verify_bundle(log.bundle());
  INFO(to_page(verdict));
  CHECK(verdict.holds());
  CHECK(verdict.witness_homes == 1);
  REQUIRE(verdict.keys.size() == 1);
  auto const page = to_page(verdict);
  CHECK_THAT(page, Contains("This evidence holds."));
  CHECK_THAT(page, Contains("answered actioned: \"Rooms 4 and 5 closed.\""));
  CHECK_THAT(page, Contains("is signed by a device of home 1-100000001"));
  CHECK_THAT(page, Contains("had verified the log at"));
  CHECK(verify_bundle(log.bundle(), verdict.keys.front()).holds());
}

TEST_CASE("The page says who wrote it, who stood for it, and who sent it alone and who confirmed that") {
  made_log approved(1), alone(2);
  INFO(page_of(approved.bundle()) + page_of(alone.bundle()));
  CHECK_THAT(page_of(approved.bundle()), Contains("was written by jane and approved by omar and asha, in time"));
  auto const page = page_of(alone.bundle());
  CHECK(verify_bundle(alone.bundle()).holds());
  CHECK_THAT(page, Contains("was sent by mary alone"));
  CHECK_THAT(page, Contains("It was confirmed by asha, another person, in time."));
  CHECK_THAT(page, Contains("mary sent it alone: \"Nobody answers.\""));
}

TEST_CASE("A bundle signed by another key than the one trusted does not hold") {
  made_log mine(1), other(2);
  auto const key = verify_bundle(other.bundle()).keys.front();
  auto const verdict = verify_bundle(mine.bundle(), key);
  CHECK_FALSE(verdict.holds());
  CHECK_THAT(to_page(verdict), Contains("another key than the one you trust"));
}

TEST_CASE("Each thing that may be wrong with a bundle is named, with what it means") {
  auto const says = [](made_log::twist how, char const* what) {
    made_log log(3, how);
    auto const page = page_of(log.bundle());
    INFO(page);
    CHECK_THAT(page, Contains("DOES NOT hold"));
    CHECK_THAT(page, Contains(what));
  };
  says(made_log::twist::changed_note, "is not in the tree that was signed");
  says(made_log::twist::unsigned_answer, "is not signed by the device it names");
  says(made_log::twist::revoked_before, "after its device had been revoked");
  says(made_log::twist::no_enrolment, "whose enrolment is not in this bundle");
  says(made_log::twist::other_message, "not the one that was published");
  says(made_log::twist::other_checkpoint, "The checkpoint is not signed by the log's key");
  says(made_log::twist::witness_of_another_tree, "this one does not go on from");
  says(made_log::twist::witness_unsigned, "The witness of home");
  says(made_log::twist::other_audience, "is not the audience that was recorded");
  says(made_log::twist::other_approval, "is of another text");
  says(made_log::twist::approved_by_author, "counts one person twice: jane");
  says(made_log::twist::approved_twice_by_one, "counts one person twice: asha");
  says(made_log::twist::approved_late, "was not given in time");
  says(made_log::twist::approved_by_too_few, "lacks signatures");
  says(made_log::twist::approved_for_other_homes, "was for other homes");
  says(made_log::twist::approved_after_sending, "came after the message was sent");
  says(made_log::twist::approved_in_anothers_name, "is not by the person who signed last");
  says(made_log::twist::approval_names_nobody, "does not say who approved, or when");
  says(made_log::twist::confirmed_by_sender, "is by the person who sent it or wrote it");
  says(made_log::twist::confirmed_late, "was not given in time");
  says(made_log::twist::confirmed_other_text, "is of another text");
  says(made_log::twist::nothing_to_confirm, "is not recorded as sent alone");
  says(made_log::twist::sent_alone_unmarked, "Homes were not warned");
}

TEST_CASE("An erased event is proven to have been there, and everything else still holds") {
  made_log log(4, made_log::twist::erased);
  auto const verdict = verify_bundle(log.bundle());
  INFO(to_page(verdict));
  CHECK(verdict.holds());
  CHECK(to_page(verdict).find("Rooms 4") == std::string::npos);
}

TEST_CASE("What is no bundle is refused, whatever it is") {
  for (char const* const text :
       {"", "{}", "[]", "null", R"({"format":"carerelay-evidence/1"})",
        R"({"format":"carerelay-evidence/1","logs":[]})", R"({"format":"carerelay-evidence/1","logs":[{}]})",
        R"({"format":"carerelay-evidence/2","logs":[{}]})", R"({"format":"carerelay-evidence/1","logs":[1,2]})"}) {
    INFO(text);
    CHECK_FALSE(verify_bundle(text).holds());
  }
}
