#include <catch2/catch.hpp>

#include "adapters/whatsapp/answers.hpp"
#include "adapters/whatsapp/whatsapp_channel.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/hex.hpp"

using namespace carerelay;
using ports::returned_news;

namespace {

ports::delivery_names names() {
  return {
      [](ports::outbox_number row) { return std::to_string(row); },
      [](std::string_view text) { return text == "SEVEN" ? std::optional<ports::outbox_number>(7) : std::nullopt; }};
}

std::string signature(std::string const& body, std::string const& secret = "app-secret") {
  return "sha256=" +
         protocol::crypto::to_hex(protocol::crypto::hmac_sha256(protocol::as_bytes(secret), protocol::as_bytes(body)));
}

whatsapp::whatsapp_callback reader() { return {{"app-secret", "our word", "1065"}, names()}; }

auto read(std::string const& body, std::string const& proof) { return reader().read({body, "", proof, nullptr}); }

std::vector<ports::came_back> told(std::string const& value, std::string const& phone = "1065") {
  auto const body = R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages",)"
                    R"("value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":")" +
                    phone + R"("},)" + value + "}}]}]}";
  auto const out = read(body, signature(body));
  REQUIRE(out);
  return *out;
}

std::string status(std::string const& word, std::string const& more = "") {
  return R"("statuses":[{"id":"wamid.1","status":")" + word +
         R"(","timestamp":"1","recipient_id":"447700900123","biz_opaque_callback_data":"SEVEN")" + more + "}]";
}

}  // namespace

TEST_CASE("a call of WhatsApp is believed only with the right signature over its very bytes") {
  std::string const body = R"({"object":"whatsapp_business_account","entry":[]})";
  CHECK(read(body, signature(body)));
  CHECK_FALSE(read(body + ' ', signature(body)));
  CHECK_FALSE(read(body, signature(body, "another")));
  CHECK_FALSE(read(body, ""));
  CHECK_FALSE(read(body, "sha256="));
  CHECK_FALSE(read(body, signature(body).substr(7)));
  CHECK_FALSE(read(body, "sha256=" + std::string(64, 'z')));
}

TEST_CASE("each state of WhatsApp means one thing, for the delivery whose name it carries") {
  struct expected {
    std::string word, what;
    returned_news news;
  };
  for (auto const& one :
       {expected{"sent", "sent", returned_news::none}, expected{"delivered", "delivered", returned_news::delivered},
        expected{"read", "displayed", returned_news::displayed}, expected{"failed", "failed", returned_news::failed}}) {
    auto const news = told(status(one.word));
    REQUIRE(news.size() == 1);
    CHECK(news[0].row == 7);
    CHECK(news[0].what == one.what);
    CHECK(news[0].news == one.news);
    CHECK(news[0].key == "whatsapp wamid.1 " + one.word);
    CHECK(news[0].who == "tel +447700900123");
  }
  CHECK(told(status("warned")).empty());
  CHECK(told(status("delivered"), "another number").empty());
  CHECK(told(R"("statuses":[{"id":"wamid.1","status":"read","recipient_id":"4477"}])").empty());
}

TEST_CASE("a failure says why in one word, with the code of WhatsApp beside it") {
  auto const news = told(status("failed", R"(,"errors":[{"code":131026,"title":"Message undeliverable"}])"));
  REQUIRE(news.size() == 1);
  CHECK(news[0].why == "not_on_whatsapp");
  CHECK(news[0].detail == "code 131026");
  CHECK(told(status("failed", R"(,"errors":[{"code":42}])"))[0].why == "refused");
}

TEST_CASE("in a group one member's fault says nothing of the others") {
  std::string const group = R"(,"recipient_type":"group","recipient_participant_id":"447700900124")";
  auto const failed = told(status("failed", group + R"(,"errors":[{"code":131026}])"));
  REQUIRE(failed.size() == 1);
  CHECK(failed[0].news == returned_news::none);
  CHECK(failed[0].why == "not_on_whatsapp");
  auto const read = told(status("read", group));
  CHECK(read[0].news == returned_news::displayed);
  CHECK(read[0].who == "tel +447700900124");
  CHECK(read[0].key == "whatsapp wamid.1 read 447700900124");
}

TEST_CASE("a person is known by the id that WhatsApp has for them here, else by their number") {
  CHECK(told(status("read", R"(,"recipient_user_id":"GB.134912")"))[0].who == "user GB.134912");
}

TEST_CASE("a button answers for the delivery it came with") {
  auto const button = [](std::string const& payload) {
    return told(
        R"("messages":[{"from":"447700900123","from_user_id":"GB.1","id":"wamid.2","type":"button","button":{"payload":")" +
        payload + R"(","text":"We have it"}}])");
  };
  auto const news = button("ack.SEVEN");
  REQUIRE(news.size() == 1);
  CHECK(news[0].row == 7);
  CHECK(news[0].what == "button");
  CHECK(news[0].said == "ack");
  CHECK(news[0].who == "tel +447700900123");
  CHECK(news[0].key == "whatsapp wamid.2");
  CHECK(button("ack.EIGHT").empty());
  CHECK(button("ack").empty());
}

TEST_CASE("what a person wrote is handed on; pictures, places and the like are not") {
  auto const news =
      told(R"("messages":[{"from":"447700900123","id":"wamid.3","type":"text","text":{"body":"ack B7.1"}}])");
  REQUIRE(news.size() == 1);
  CHECK_FALSE(news[0].row);
  CHECK(news[0].said == "ack B7.1");
  CHECK(told(R"("messages":[{"from":"447700900123","id":"wamid.4","type":"image","image":{"id":"1"}}])").empty());
}

TEST_CASE("many states in one call are all read") {
  auto const news =
      told(R"("statuses":[{"id":"a","status":"delivered","recipient_id":"1","biz_opaque_callback_data":"SEVEN"},)"
           R"({"id":"a","status":"sent","recipient_id":"1","biz_opaque_callback_data":"SEVEN"}])");
  CHECK(news.size() == 2);
}

TEST_CASE("the address of the webhook is confirmed to who knows our word, and only with digits") {
  using fields = std::vector<std::pair<std::string, std::string>>;
  auto const asked = [](fields const& query) { return reader().challenge({"", "", "", &query}); };
  CHECK(asked({{"hub.mode", "subscribe"}, {"hub.verify_token", "our word"}, {"hub.challenge", "1158201444"}}) ==
        "1158201444");
  CHECK_FALSE(asked({{"hub.mode", "subscribe"}, {"hub.verify_token", "guess"}, {"hub.challenge", "1158201444"}}));
  CHECK_FALSE(asked({{"hub.mode", "subscribe"}, {"hub.verify_token", "our word"}, {"hub.challenge", "<script>"}}));
  CHECK_FALSE(asked({{"hub.verify_token", "our word"}, {"hub.challenge", "1"}}));
}

TEST_CASE("what somebody wrote is told with both of their names, where it was said and what it answers") {
  auto const news = told(R"("messages":[{"from":"447700900123","from_user_id":"GB.1","group_id":"Y2Fw","id":"wamid.5",)"
                         R"("type":"text","text":{"body":"ack"},"context":{"from":"1555","id":"wamid.1"}}])");
  REQUIRE(news.size() == 1);
  CHECK(news[0].who == "user GB.1");
  CHECK(news[0].number == "+447700900123");
  CHECK(news[0].about == "wamid.1");
  CHECK(news[0].in_group);
  auto const alone =
      told(R"("messages":[{"from":"+447700900123","id":"wamid.6","type":"text","text":{"body":"help"}}])");
  CHECK(alone[0].who == "tel +447700900123");
  CHECK_FALSE(alone[0].in_group);
  CHECK(told(R"("messages":[{"from":"447700900123","id":"wamid.7","type":"text","text":{"body":")" +
             std::string(600, 'x') + R"("}}])")
            .empty());
}

TEST_CASE("an answer goes to whoever wrote, by their number, else by the name the service has for them") {
  auto const queue = std::make_shared<whatsapp::answer_queue>();
  whatsapp::whatsapp_callback const at({"app-secret", "our word", "1065"}, names(), queue);
  ports::came_back both;
  both.key = "whatsapp wamid.8";
  both.who = "user GB.1";
  both.number = "+447700900123";
  at.reply(both, "Hello");
  at.reply(both, "Hello");  // told again by the service
  ports::came_back by_name;
  by_name.key = "whatsapp wamid.9";
  by_name.who = "user GB.1";
  at.reply(by_name, "Hello");
  ports::came_back nobody;
  at.reply(nobody, "Hello");
  using namespace std::chrono_literals;
  auto const first = queue->take(0ms), second = queue->take(0ms);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->number == "+447700900123");
  CHECK(second->number.empty());
  CHECK(second->user_id == "GB.1");
  CHECK_FALSE(queue->take(0ms));
}
