#include <catch2/catch.hpp>

#include "adapters/notify/short_text.hpp"
#include "protocol/json/reader.hpp"

using namespace carerelay;
using protocol::channel_kind;
using protocol::destination_kind;

namespace {

protocol::disclosed_post post_of(std::string headline,
                                 protocol::message_scope scope = protocol::message_scope::public_) {
  protocol::message what;
  what.content.scope = scope;
  what.content.info = {{}};
  what.content.info.front().language = "en-GB";
  what.content.info.front().headline = std::move(headline);
  return protocol::disclose(what, channel_kind::text, destination_kind::mobile, "https://relay.example/inbox").value();
}

std::string text_of(protocol::disclosed_post const& post, bool duplicate = false) {
  auto const bytes = notify::sms_text().render(post, duplicate);
  return protocol::json::read(bytes, 64 * 1024).value().find("message")->string();
}

}  // namespace

TEST_CASE("typographic marks become plain ones, and what no telephone has becomes a question mark") {
  CHECK(notify::to_gsm("Don’t – “wait” … £5 café ŵ \u00A0ok") == "Don't - \"wait\" ... £5 café w  ok");
  CHECK(notify::to_gsm("口罩") == "??");
  CHECK(notify::septets("abc") == 3);
  CHECK(notify::septets("€[x]") == 7);
  CHECK(notify::septets("£é") == 2);
}

TEST_CASE("a text message says what it is, the headline and where to sign in") {
  CHECK(text_of(post_of("Masks are back")) ==
        "Guidance for care homes: Masks are back\nSign in: https://relay.example/inbox");
  CHECK(text_of(post_of("Masks are back"), true).starts_with("Possible duplicate. Guidance"));
}

TEST_CASE("a long headline is cut at a word; the link never is, and it all fits into two parts") {
  std::string headline;
  for (int i = 0; i < 60; ++i) headline += "word" + std::to_string(i) + ' ';
  for (bool const duplicate : {false, true}) {
    auto const text = text_of(post_of(headline), duplicate);
    CHECK(notify::septets(text) <= notify::sms_septets);
    CHECK(text.ends_with("...\nSign in: https://relay.example/inbox"));
    auto const cut = text.find("...");
    CHECK(text.substr(0, cut).find(' ') != std::string::npos);
    CHECK(headline.find(text.substr(text.find("word0"), cut - text.find("word0")) + ' ') != std::string::npos);
  }
  CHECK(notify::septets(text_of(post_of(std::string(400, '[')))) <= notify::sms_septets);
}

TEST_CASE("of what is restricted a text message has no word") {
  auto const text = text_of(post_of("Outbreak at Elm Court", protocol::message_scope::restricted));
  CHECK(text == "New guidance is waiting for your home: sign in to read it.\nSign in: https://relay.example/inbox");
}
