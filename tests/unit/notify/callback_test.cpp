#include <catch2/catch.hpp>

#include "adapters/notify/notify_channel.hpp"

using namespace carerelay;
using ports::returned_news;

namespace {

ports::delivery_names names() {
  return {
      [](ports::outbox_number row) { return std::to_string(row); },
      [](std::string_view text) { return text == "seven" ? std::optional<ports::outbox_number>(7) : std::nullopt; }};
}

std::string receipt(std::string const& status, std::string const& reference = "seven") {
  return R"({"id":"740e5834","reference":")" + reference + R"(","to":"+447700900123","status":")" + status +
         R"(","completed_at":null,"notification_type":"sms","template_version":1})";
}

auto read(std::string const& body, std::string_view token = "Bearer callback-token") {
  return notify::notify_callback("callback-token", names()).read({body, token, "", nullptr});
}

}  // namespace

TEST_CASE("a receipt of Notify without our token is not looked at") {
  CHECK_FALSE(read(receipt("delivered"), ""));
  CHECK_FALSE(read(receipt("delivered"), "Bearer callback-toker"));
  CHECK_FALSE(read(receipt("delivered"), "callback-token"));
  CHECK_FALSE(notify::notify_callback("", names()).read({receipt("delivered"), "Bearer ", "", nullptr}));
}

TEST_CASE("each state of Notify means one thing") {
  struct expected {
    std::string status, what, why;
    returned_news news;
  };
  for (auto const& one : {expected{"delivered", "delivered", "", returned_news::delivered},
                          expected{"permanent-failure", "bounced", "address_unknown", returned_news::failed},
                          expected{"temporary-failure", "bounced", "not_taken_for_now", returned_news::failed},
                          expected{"technical-failure", "bounced", "service_failed", returned_news::failed},
                          expected{"sent", "sent", "", returned_news::none}}) {
    auto const news = read(receipt(one.status));
    REQUIRE(news);
    REQUIRE(news->size() == 1);
    CHECK(news->front().row == 7);
    CHECK(news->front().what == one.what);
    CHECK(news->front().why == one.why);
    CHECK(news->front().news == one.news);
    CHECK(news->front().key == "notify 740e5834 " + one.status);
    CHECK(news->front().detail == one.status);
  }
}

TEST_CASE("what is proven but not about a delivery of ours says nothing") {
  CHECK(read(receipt("delivered", "another"))->empty());
  CHECK(read(receipt("pending-virus-check"))->empty());
  CHECK(read("not json")->empty());
  CHECK(read("[]")->empty());
}
