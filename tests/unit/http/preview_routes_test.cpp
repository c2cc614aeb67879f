#include "relay/core/ways/previews.hpp"
#include "tests/unit/http/desk.hpp"

using namespace carerelay;
using namespace carerelay::testing;

namespace {

struct said_renderer final : ports::renderer {
  [[nodiscard]] std::string render(protocol::disclosed_post const& post, bool) const override {
    return "wire:" + post.title();
  }
  [[nodiscard]] ports::post_looks looks(protocol::disclosed_post const& post) const override {
    return {"care@relay.example", post.title(), post.title() + "\n" + post.description(), "<p>" + post.title()};
  }
};

struct preview_desk : desk {
  preview_desk() {
    core::channel_rules email;
    email.name = "email";
    email.kind = protocol::channel_kind::email;
    email.way = protocol::way::email;
    email.renderer = std::make_shared<said_renderer>();
    facts.outbox.channels.push_back(email);
    core::channel_rules chat;
    chat.name = "managers";
    chat.kind = protocol::channel_kind::chat;
    chat.way = protocol::way::chat;
    struct plain final : ports::renderer {
      [[nodiscard]] std::string render(protocol::disclosed_post const& post, bool) const override {
        return post.title();
      }
    };
    chat.renderer = std::make_shared<plain>();
    facts.outbox.channels.push_back(chat);
  }
  /// By destination.
  static protocol::json::value const* find(protocol::json::array const& all, std::string_view destination) {
    for (auto const& one : all)
      if (one.find("destination")->string() == destination) return &one;
    return nullptr;
  }
};

}  // namespace

TEST_CASE("whoever writes a message sees what would leave, to whom, and what would hold it back") {
  preview_desk with;
  auto what = bulletin();
  what.reference.clear();
  what.scope = protocol::message_scope::restricted;
  what.info.front().headline = "Masks are back";
  what.info.front().description = "Ask about 943 476 5919.";
  auto const said = with.post("/v1/previews", protocol::encode_draft(what), with.team);
  REQUIRE(said.what.status == 200);
  auto const all = said.list("previews");
  REQUIRE(all.size() == 4);
  auto const* const secure = preview_desk::find(all, "secure_email");
  REQUIRE(secure != nullptr);
  CHECK(secure->find("level")->string() == "full");
  CHECK(secure->find("subject")->string() == "Masks are back");
  CHECK(secure->find("html")->string() == "<p>Masks are back");
  CHECK_FALSE(secure->find("granted")->boolean());
  CHECK(secure->find("findings")->items().front().find("words")->string() == "an NHS number in the description");
  auto const* const ordinary = preview_desk::find(all, "ordinary_email");
  REQUIRE(ordinary != nullptr);
  CHECK(ordinary->find("level")->string() == "pointer");
  CHECK(ordinary->find("text")->string().find("943") == std::string::npos);
  CHECK(ordinary->find("findings")->items().empty());
  // A renderer that has nothing but its bytes shows these.
  CHECK(preview_desk::find(all, "chat_group")->find("text")->string() ==
        "New guidance is waiting for your home: sign in to read it.");
  CHECK(said.list("findings").size() == 1);
  CHECK(with.get("/v1/messages", with.team).list("messages").empty());
}

TEST_CASE("a result shows the pointer for mailboxes and nothing for groups") {
  preview_desk with;
  auto what = bulletin();
  what.reference.clear();
  what.kind = protocol::message_kind::test_result;
  what.scope = protocol::message_scope::private_;
  protocol::message whole;
  whole.content = what;
  auto const all = core::preview_channels(whole, with.facts.outbox, *with.reader);
  REQUIRE(all.size() == 4);
  CHECK(all[0].looks.subject == "A result is waiting for your home: sign in to read it.");
  CHECK(all[2].level == protocol::disclosure::nothing);
  CHECK(all[2].looks.text.empty());
}

TEST_CASE("a draft that could not be sent is refused by its faults, and a home previews nothing") {
  preview_desk with;
  CHECK(with.post("/v1/previews", "{}", with.team).what.status == 422);
  CHECK(with.post("/v1/previews", "{}", with.enrol(2).second).what.status == 403);
  CHECK(with.post("/v1/previews", "{}", "").what.status == 401);
}
