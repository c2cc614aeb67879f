#include "protocol/channel/disclosure.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <type_traits>

using namespace carerelay::protocol;

namespace {

// The gate is the only maker.
static_assert(!std::is_default_constructible_v<disclosed_post>);
static_assert(!std::is_constructible_v<disclosed_post, message>);
static_assert(!std::is_constructible_v<disclosed_post, draft>);
static_assert(!std::is_constructible_v<disclosed_post, sealed_part>);
static_assert(!std::is_convertible_v<message, disclosed_post>);
static_assert(!std::is_convertible_v<sealed_part, disclosed_post>);
static_assert(!std::is_assignable_v<disclosed_post&, message>);

constexpr message_kind kinds[]{message_kind::guidance_bulletin, message_kind::helpline_notice,
                               message_kind::test_result};
constexpr message_scope scopes[]{message_scope::public_, message_scope::restricted, message_scope::private_};
constexpr channel_kind channels[]{channel_kind::email, channel_kind::chat, channel_kind::webhook, channel_kind::text};
constexpr destination_kind destinations[]{destination_kind::unknown,        destination_kind::secure_email,
                                          destination_kind::ordinary_email, destination_kind::chat_group,
                                          destination_kind::chat_person,    destination_kind::web_endpoint,
                                          destination_kind::mobile};

message sample(message_kind kind, message_scope scope) {
  message what;
  what.sender_name = "Team";
  what.content.kind = kind;
  what.content.scope = scope;
  what.content.info = {{"cy", "Pennawd", "Corff", "Gwnewch", "", {}}, {"en-GB", "Headline", "Body", "Do", "", {}}};
  for (auto& block : what.content.info) {
    block.must_do = {"Isolate"};
    block.must_not = {"Wait"};
  }
  what.content.change_note = "Changed";
  if (kind == message_kind::helpline_notice) {
    helpline_part helpline;
    helpline.telephone = "+442079460123";
    what.content.part = helpline;
  }
  if (kind == message_kind::test_result) what.content.part = sealed_part{};
  return what;
}

std::string everything(disclosed_post const& post) {
  std::string out = post.title() + post.summary() + post.description() + post.instruction() + post.change_note() +
                    post.telephone() + post.sender_name() + post.language();
  for (auto const& step : post.must_do()) out += step;
  for (auto const& step : post.must_not()) out += step;
  return out;
}

}  // namespace

TEST_CASE("A public message goes out whole by email, and as headline and link elsewhere") {
  for (auto const kind : {message_kind::guidance_bulletin, message_kind::helpline_notice}) {
    auto const say = [kind](channel_kind by, destination_kind to) {
      return may_say(kind, message_scope::public_, by, to);
    };
    CHECK(say(channel_kind::email, destination_kind::secure_email) == disclosure::full);
    CHECK(say(channel_kind::email, destination_kind::ordinary_email) == disclosure::full);
    CHECK(say(channel_kind::chat, destination_kind::chat_group) == disclosure::headline_and_link);
    CHECK(say(channel_kind::chat, destination_kind::chat_person) == disclosure::headline_and_link);
    CHECK(say(channel_kind::webhook, destination_kind::web_endpoint) == disclosure::headline_and_link);
    CHECK(say(channel_kind::text, destination_kind::mobile) == disclosure::headline_and_link);
    CHECK(say(channel_kind::text, destination_kind::ordinary_email) == disclosure::headline_and_link);
  }
}

TEST_CASE("A restricted message goes out whole by secure email, and as a pointer elsewhere") {
  auto const say = [](channel_kind by, destination_kind to) {
    return may_say(message_kind::guidance_bulletin, message_scope::restricted, by, to);
  };
  CHECK(say(channel_kind::email, destination_kind::secure_email) == disclosure::full);
  CHECK(say(channel_kind::email, destination_kind::ordinary_email) == disclosure::pointer);
  CHECK(say(channel_kind::chat, destination_kind::chat_group) == disclosure::pointer);
  CHECK(say(channel_kind::webhook, destination_kind::web_endpoint) == disclosure::pointer);
  CHECK(say(channel_kind::text, destination_kind::mobile) == disclosure::pointer);
  CHECK(say(channel_kind::text, destination_kind::ordinary_email) == disclosure::pointer);
  CHECK(say(channel_kind::text, destination_kind::secure_email) == disclosure::nothing);
}

TEST_CASE("A private message says nothing in chat, and is a pointer in mailboxes and text messages") {
  auto const say = [](channel_kind by, destination_kind to) {
    return may_say(message_kind::helpline_notice, message_scope::private_, by, to);
  };
  CHECK(say(channel_kind::email, destination_kind::secure_email) == disclosure::full);
  CHECK(say(channel_kind::email, destination_kind::ordinary_email) == disclosure::pointer);
  CHECK(say(channel_kind::chat, destination_kind::chat_group) == disclosure::nothing);
  CHECK(say(channel_kind::chat, destination_kind::chat_person) == disclosure::nothing);
  CHECK(say(channel_kind::webhook, destination_kind::web_endpoint) == disclosure::nothing);
  CHECK(say(channel_kind::text, destination_kind::mobile) == disclosure::pointer);
  CHECK(say(channel_kind::text, destination_kind::ordinary_email) == disclosure::pointer);
}

TEST_CASE("A test result is at most a pointer in a mailbox or a text message, whatever its scope says") {
  for (auto const scope : scopes) {
    for (auto const by : channels) {
      for (auto const to : destinations) {
        bool const is_mailbox = to == destination_kind::secure_email || to == destination_kind::ordinary_email;
        bool const is_mail = by == channel_kind::email && is_mailbox;
        bool const is_text =
            by == channel_kind::text && (to == destination_kind::mobile || to == destination_kind::ordinary_email);
        bool const is_pointer = scope == message_scope::private_ && (is_mail || is_text);
        CHECK(may_say(message_kind::test_result, scope, by, to) ==
              (is_pointer ? disclosure::pointer : disclosure::nothing));
      }
    }
  }
}

TEST_CASE("A destination nobody has described, or that does not fit the channel, gets nothing") {
  for (auto const kind : kinds) {
    for (auto const scope : scopes) {
      for (auto const by : channels) {
        CHECK(may_say(kind, scope, by, destination_kind::unknown) == disclosure::nothing);
      }
      CHECK(may_say(kind, scope, channel_kind::email, destination_kind::chat_group) == disclosure::nothing);
      CHECK(may_say(kind, scope, channel_kind::chat, destination_kind::secure_email) == disclosure::nothing);
      CHECK(may_say(kind, scope, channel_kind::webhook, destination_kind::chat_person) == disclosure::nothing);
    }
  }
  auto const beyond = static_cast<destination_kind>(200);
  CHECK(may_say(message_kind::guidance_bulletin, message_scope::public_, channel_kind::email, beyond) ==
        disclosure::nothing);
}

TEST_CASE("Every combination of kind, scope, channel and destination says what the page of channels says") {
  // f full, h headline and link, p pointer, . nothing; a line a kind and scope, in it each channel with its
  // destinations: unknown, secure email, ordinary email, chat group, chat person, web endpoint, mobile telephone.
  // Written apart from the table.
  struct line {
    message_kind kind;
    message_scope scope;
    char const* email;
    char const* chat;
    char const* webhook;
    char const* text;
  };
  constexpr auto bulletin = message_kind::guidance_bulletin;
  constexpr auto notice = message_kind::helpline_notice;
  constexpr auto result = message_kind::test_result;
  constexpr line wanted[]{
      {bulletin, message_scope::public_, ".ff....", "...hh..", ".....h.", "..h...h"},
      {bulletin, message_scope::restricted, ".fp....", "...pp..", ".....p.", "..p...p"},
      {bulletin, message_scope::private_, ".fp....", ".......", ".......", "..p...p"},
      {notice, message_scope::public_, ".ff....", "...hh..", ".....h.", "..h...h"},
      {notice, message_scope::restricted, ".fp....", "...pp..", ".....p.", "..p...p"},
      {notice, message_scope::private_, ".fp....", ".......", ".......", "..p...p"},
      {result, message_scope::public_, ".......", ".......", ".......", "......."},
      {result, message_scope::restricted, ".......", ".......", ".......", "......."},
      {result, message_scope::private_, ".pp....", ".......", ".......", "..p...p"},
  };
  std::size_t checked = 0;
  for (auto const& one : wanted) {
    for (auto const by : channels) {
      char const* const row = by == channel_kind::email     ? one.email
                              : by == channel_kind::chat    ? one.chat
                              : by == channel_kind::webhook ? one.webhook
                                                            : one.text;
      std::string said;
      for (auto const to : destinations) said += ".phf"[static_cast<int>(may_say(one.kind, one.scope, by, to))];
      INFO(word(one.kind) << ' ' << word(one.scope) << ' ' << word(by));
      CHECK(said == row);
      checked += said.size();
    }
  }
  CHECK(checked == 252);
}

TEST_CASE("A post carries what its level allows and not a word more") {
  auto const full = disclose(sample(message_kind::helpline_notice, message_scope::public_), channel_kind::email,
                             destination_kind::ordinary_email, "https://relay.example/inbox");
  REQUIRE(full);
  CHECK(full->level() == disclosure::full);
  CHECK(everything(*full) == "PennawdCorffGwnewchChanged+442079460123TeamcyIsolateWait");
  CHECK(full->link() == "https://relay.example/inbox");

  auto const headline = disclose(sample(message_kind::helpline_notice, message_scope::public_), channel_kind::chat,
                                 destination_kind::chat_group, "https://relay.example/inbox");
  REQUIRE(headline);
  CHECK(everything(*headline) == "PennawdCorffTeamcy");

  auto const pointer = disclose(sample(message_kind::test_result, message_scope::private_), channel_kind::email,
                                destination_kind::secure_email, "https://relay.example/inbox");
  REQUIRE(pointer);
  CHECK(everything(*pointer) == "A result is waiting for your home: sign in to read it.en-GB");

  CHECK_FALSE(disclose(sample(message_kind::test_result, message_scope::private_), channel_kind::chat,
                       destination_kind::chat_group, "https://relay.example/inbox"));
  CHECK_FALSE(disclose(message{}, channel_kind::email, destination_kind::secure_email, ""));
}
