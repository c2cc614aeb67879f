#include "protocol/words.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>

#include "protocol/channel/disclosure.hpp"
#include "protocol/frame/frames.hpp"
#include "protocol/message/message.hpp"
#include "protocol/message/receipt.hpp"
#include "protocol/message/result.hpp"
#include "protocol/register/audience.hpp"
#include "protocol/roles.hpp"

using namespace carerelay::protocol;

namespace {

/// Every word of the enum, comma separated; each must lead back to its enumerator and be there once.
template <class Enum>
std::string all_words() {
  std::string out;
  std::set<std::string_view> seen;
  for (unsigned i = 0; !word(static_cast<Enum>(i)).empty(); ++i) {
    auto const value = static_cast<Enum>(i);
    CHECK(from_word<Enum>(word(value)) == value);
    CHECK(seen.insert(word(value)).second);
    out += (i == 0 ? "" : ",") + std::string(word(value));
  }
  CHECK_FALSE(from_word<Enum>(""));
  CHECK_FALSE(from_word<Enum>("nonsense"));
  return out;
}

}  // namespace

TEST_CASE("The words on the wire are those of CAP, FHIR and CQC") {
  CHECK(all_words<message_kind>() == "guidance_bulletin,helpline_notice,test_result");
  CHECK(all_words<msg_type>() == "alert,update,cancel");
  CHECK(all_words<message_status>() == "actual,exercise,test");
  CHECK(all_words<message_scope>() == "public,restricted,private");
  CHECK(all_words<urgency>() == "immediate,expected,future");
  CHECK(all_words<severity>() == "extreme,severe,moderate,minor");
  CHECK(all_words<response>() == "in_progress,actioned,not_relevant,need_help");
  CHECK(all_words<service_state>() == "open,limited,closed");
  CHECK(all_words<report_status>() == "preliminary,final,amended,corrected,cancelled,entered-in-error");
  CHECK(all_words<test_outcome>() == "positive,negative,indeterminate,void");
  CHECK(all_words<service_type>() == "care_home_with_nursing,care_home_without_nursing");
  CHECK(all_words<bed_band>() == "unknown,1-9,10-24,25-39,40-60,61+");
  CHECK(all_words<stage>() == "targeted,delivered,read,acknowledged");
  CHECK(all_words<closure>() == "open,superseded,withdrawn,expired");
  CHECK(all_words<receipt_act>() == "delivered,read,responded,superseded,withdrawn,expired");
  CHECK(all_words<resume_verdict>() == "ok,truncated,reset,ahead");
  CHECK(all_words<skip_reason>() == "superseded,cancelled,expired,withdrawn");
  CHECK(all_words<disclosure>() == "nothing,pointer,headline_and_link,full");
  CHECK(all_words<channel_kind>() == "email,chat,webhook,text");
  CHECK(all_words<role>() == "drafter,publisher,approver,borough_viewer,auditor,administrator,result_sender");
  CHECK(all_words<way>() == "stream,email,chat,webhook");
  CHECK(all_words<destination_kind>() ==
        "unknown,secure_email,ordinary_email,chat_group,chat_person,web_endpoint,mobile");
}

TEST_CASE("A sentence can list what would have been right") {
  std::string out = "one of ";
  append_words<urgency>(out);
  CHECK(out == "one of immediate, expected or future");
}

TEST_CASE("A close code tells a client what to do by its hundreds") {
  CHECK(word(close_code::bad_frame) == "bad_frame");
  CHECK(word(close_code::slow) == "slow");
  CHECK(static_cast<int>(close_code::replaced) / 100 == 40);
  CHECK(static_cast<int>(close_code::slow) == 4101);
  CHECK(static_cast<int>(close_code::no_hello) / 100 == 41);
  CHECK(static_cast<int>(close_code::drain) / 100 == 42);
  CHECK(static_cast<int>(close_code::authenticate_again) / 100 == 43);
}
