// Who of a home may answer in chats, as its own devices see and change it.
#include "tests/unit/http/home_desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using http::method;

namespace {

/// Two rooms of one account of ours, and a way that nobody answers by.
struct chat_desk : home_desk {
  chat_desk() {
    core::channel_rules managers, nurses, email;
    managers.account = nurses.account = "carehomes@chat.example";
    facts.outbox.channels = {managers, nurses, email};
  }
};

std::vector<std::string> accounts(reply const& what) {
  std::vector<std::string> out;
  for (auto const& one : what.list("to")) out.push_back(one.string());
  return out;
}

}  // namespace

TEST_CASE("a home's device sees by which accounts its people can be bound, each once, before it makes a code") {
  chat_desk with;
  auto const tablet = with.enrolled();
  auto const shown = with.get(with.path + "/chat", tablet.token);
  REQUIRE(shown.what.status == 200);
  CHECK(accounts(shown) == std::vector<std::string>{"carehomes@chat.example"});
  CHECK(shown.list("identities").empty());
  auto const made = with.post(with.path + "/chat-codes", R"({"role":"nurse"})", tablet.token);
  REQUIRE(made.what.status == 201);
  CHECK(accounts(made) == accounts(shown));
  CHECK(made.text("say") == "join " + made.text("code"));
}

TEST_CASE("without a room that answers there is no account to be bound by") {
  home_desk with;
  auto const tablet = with.enrolled();
  CHECK(accounts(with.get(with.path + "/chat", tablet.token)).empty());
  CHECK(with.get(with.path + "/chat", with.enrolled(2).token).what.status == 404);
}
