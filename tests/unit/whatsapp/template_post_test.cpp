#include <catch2/catch.hpp>

#include "adapters/whatsapp/template_post.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/text/utf8.hpp"

using namespace carerelay;

namespace {

std::vector<std::string> texts(std::string headline, protocol::message_scope scope, bool duplicate = false) {
  protocol::message what;
  what.content.scope = scope;
  what.content.info = {{}};
  what.content.info.front().language = "en-GB";
  what.content.info.front().headline = std::move(headline);
  auto const post = protocol::disclose(what, protocol::channel_kind::chat, protocol::destination_kind::chat_person,
                                       "https://relay.example/inbox");
  REQUIRE(post);
  std::vector<std::string> out;
  auto const list = protocol::json::read(whatsapp::template_post().render(*post, duplicate), 64 * 1024).value();
  for (auto const& one : list.items()) out.push_back(one.string());
  return out;
}

constexpr auto open_to_all = protocol::message_scope::public_;

}  // namespace

TEST_CASE("a message by WhatsApp has two texts: what it is with its headline, and the link") {
  CHECK(texts("Masks are back", open_to_all) ==
        std::vector<std::string>{"Guidance for care homes: Masks are back", "https://relay.example/inbox"});
  CHECK(texts("Masks are back", open_to_all, true)[0] == "Possible duplicate. Guidance for care homes: Masks are back");
}

TEST_CASE("what WhatsApp does not take in a text is not in it") {
  CHECK(texts("Masks      are \t back", open_to_all)[0] == "Guidance for care homes: Masks are back");
  auto const text = texts(std::string(2'000, 'x') + "€", open_to_all)[0];
  CHECK(protocol::utf8::count(text) == 600);
  CHECK(text.ends_with("…"));
}

TEST_CASE("of what is restricted WhatsApp has no word") {
  CHECK(texts("Outbreak at Elm Court", protocol::message_scope::restricted)[0] ==
        "New guidance is waiting for your home: sign in to read it.");
}
