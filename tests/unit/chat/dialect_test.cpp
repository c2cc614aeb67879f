#include "adapters/chat/dialect.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "protocol/json/reader.hpp"
#include "protocol/text/utf8.hpp"
#include "tests/unit/chat/posts.hpp"

using namespace carerelay;
using namespace carerelay::testing;
using chat::dialects;

namespace {

struct sample {
  std::string name;
  protocol::disclosed_post post;
  bool possible_duplicate = false;
};

protocol::message nasty() {
  auto what = bulletin_for_groups();
  auto& text = what.content.info.front();
  text.headline =
      "@all @here <!channel> @everyone *bold* _x_ ~y~ `z` [a](https://evil.example) care@trust.example #1 :x:";
  text.description =
      "1\\. <@U123> <users/all> ](x) & \"quoted\" | ||spoiler||. - > quote\u202Ereversed\u202C a\u200Bb.";
  return what;
}

protocol::message right_to_left() {
  auto what = bulletin_for_groups();
  what.content.info.front().language = "ar";
  what.content.info.front().headline = "العودة إلى الكمامات (FFP2)";
  what.content.info.front().description = "يجب على الموظفين ارتداء الكمامة. هل لديكم أسئلة؟ اتصلوا بنا.";
  return what;
}

protocol::message restricted() {
  auto what = bulletin_for_groups();
  what.content.scope = protocol::message_scope::restricted;
  what.content.urgency = protocol::urgency::immediate;
  return what;
}

protocol::message changed(protocol::msg_type type) {
  auto what = bulletin_for_groups();
  what.content.type = type;
  return what;
}

protocol::message practice() {
  auto what = bulletin_for_groups();
  what.content.status = protocol::message_status::exercise;
  return what;
}

std::vector<sample> samples() {
  return {{"plain", post_of(bulletin_for_groups())},
          {"nasty", post_of(nasty())},
          {"right_to_left", post_of(right_to_left())},
          {"restricted", post_of(restricted())},
          {"corrected", post_of(changed(protocol::msg_type::update), {"B7.2", "B7.1"})},
          {"withdrawn", post_of(changed(protocol::msg_type::cancel), {"B7.3", "B7.2"})},
          {"exercise_again", post_of(practice()), true}};
}

std::string read(std::string const& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string const helpline = "020 7946 0123";

std::string all_of(std::string_view word) {
  std::string out;
  for (auto const& one : samples()) {
    out += "--- " + one.name + '\n';
    if (auto const* to = chat::find_dialect(word))
      out += chat::dialect_renderer(*to, helpline).render(one.post, one.possible_duplicate);
    else
      out += chat::plain_renderer(helpline).render(one.post, one.possible_duplicate);
    out += '\n';
  }
  return out;
}

/// What the service shows as text: its member, without JSON's own escapes.
std::string shown(chat::dialect const& to, protocol::disclosed_post const& post) {
  return chat::fitted_text(to, chat::parts_of(post, helpline, false));
}

}  // namespace

TEST_CASE("Every service is given these very words") {
  std::vector<std::string> words{"plain"};
  for (auto const& to : dialects()) words.emplace_back(to.word);
  for (auto const& word : words) {
    auto const file = std::string(CARERELAY_SNAPSHOTS) + '/' + word + ".txt";
    auto const made = all_of(word);
    if (std::getenv("CARERELAY_WRITE_SNAPSHOTS") != nullptr) std::ofstream(file, std::ios::binary) << made;
    INFO("look at the difference; if it is meant, run with CARERELAY_WRITE_SNAPSHOTS=1: " << file);
    CHECK(read(file) == made);
  }
}

TEST_CASE("Every body is JSON of at most 20 kB, whatever a message says") {
  auto huge = bulletin_for_groups();
  huge.content.info.front().headline = std::string(160, '*');
  huge.content.info.front().description = std::string(90'000, '<');
  for (auto const& to : dialects()) {
    CAPTURE(to.word);
    chat::dialect_renderer const with(to, helpline);
    CHECK(with.render(post_of(huge), true).size() <= 20'000);
    for (auto const& one : samples()) {
      auto const body = with.render(one.post, one.possible_duplicate);
      CHECK(protocol::json::read(body, 20'000).has_value());
      CHECK(body.find("https://relay.example/inbox") != std::string::npos);
    }
  }
}

TEST_CASE("Nobody is called by a post, and no character in it is hidden") {
  for (auto const& to : dialects()) {
    CAPTURE(to.word);
    auto const text = shown(to, post_of(nasty()));
    for (auto const* call : {"@all", "@here", "@everyone", "<!channel>", "<@U123>", "<users/all>"}) {
      CAPTURE(call);
      // Behind a backslash Discord and Mattermost show a "<" and call nobody.
      auto const at = text.find(call);
      bool const is_escaped = at != std::string::npos && at > 0 && text[at - 1] == '\\';
      bool const is_inert = to.word == "teams" || to.word == "standard";
      CHECK((at == std::string::npos || is_escaped || (is_inert && call[0] == '<')));
    }
    for (auto const* hidden : {"\u202E", "\u202C", "\u200B"}) CHECK(text.find(hidden) == std::string::npos);
    CHECK(text.find("care@trust.example") != std::string::npos);
  }
}

TEST_CASE("A text that is too long loses its summary first, then words of its title, and never the link") {
  for (auto to : dialects()) {
    CAPTURE(to.word);
    for (std::size_t most : {60U, 150U, 200U, 260U, 300U, 2'000U}) {
      to.most = most;
      for (auto const& one : samples()) {
        auto const text = shown(to, one.post);
        CHECK(protocol::utf8::is_valid(text));
        CHECK(text.find("https://relay.example/inbox") != std::string::npos);
        CHECK(text.find("B7.") != std::string::npos);
      }
    }
    to.most = 200;
    auto const text = shown(to, post_of(bulletin_for_groups()));
    CHECK(text.find("Visitors are asked to.") == std::string::npos);
    CHECK(text.find("Masks are back") != std::string::npos);
  }
}

TEST_CASE("A line holds nothing that a reader cannot see, and keeps what scripts need") {
  CHECK(chat::safe_line("a\u202Eb\nc\td\x01 ") == "ab c d");
  CHECK(chat::safe_line("می\u200Cخواهم") == "می\u200Cخواهم");
  CHECK(chat::safe_line("bad \xFF byte") == "bad \uFFFD byte");
  CHECK(chat::safe_line("ring (@all) or a@b.example") == "ring ((at)all) or a@b.example");
}

TEST_CASE("Whoever writes a message sees the words that are posted, without the marks of a service") {
  for (auto const& to : dialects())
    CHECK(chat::dialect_renderer(to, helpline).looks(post_of(bulletin_for_groups())).text ==
          chat::plain_renderer(helpline).render(post_of(bulletin_for_groups()), false));
}

TEST_CASE("A test post says that it is one") {
  for (auto const& to : dialects()) {
    auto const body =
        chat::test_body(to, "https://relay.example/inbox", *protocol::parse_instant("2026-11-21T12:00:00Z"));
    CHECK(body.find("This is a test post") != std::string::npos);
  }
}
