#include "protocol/channel/chat_command.hpp"

#include <catch2/catch.hpp>

using namespace carerelay::protocol;

namespace {

chat_command const nothing{};

chat_command ack(std::string ref, std::string home = "") {
  return {chat_word::ack, std::move(ref), std::move(home), {}};
}
chat_command join() { return {chat_word::join, {}, {}, "ABCDEFGHJK"}; }

}  // namespace

TEST_CASE("People acknowledge, ask for help and stop in the words they would type on a telephone") {
  CHECK(parse_chat_command("ack B7.1") == ack("B7.1"));
  CHECK(parse_chat_command("Ack b7.1") == ack("B7.1"));
  CHECK(parse_chat_command("  ACK  [B7.1].\n") == ack("B7.1"));
  CHECK(parse_chat_command("ack B7!") == ack("B7"));
  CHECK(parse_chat_command("ack B7.1, Rosewood House") == ack("B7.1", "Rosewood House"));
  CHECK(parse_chat_command("ack B7.1 Cl\xC3\xA0r House") == ack("B7.1", "Cl\xC3\xA0r House"));
  CHECK(parse_chat_command("ack") == ack(""));
  CHECK(parse_chat_command("Help?").what == chat_word::help);
  CHECK(parse_chat_command("help!").what == chat_word::help);
  CHECK(parse_chat_command("STOP.").what == chat_word::stop);
}

TEST_CASE("A code is known with and without the word before it, and a word of ten letters is none") {
  CHECK(parse_chat_command("join ABCDE-FGHJK") == join());
  CHECK(parse_chat_command("Join abcdefghjk") == join());
  CHECK(parse_chat_command(" ABCDE-FGHJK ") == join());
  CHECK(parse_chat_command("strawberry") == nothing);
  CHECK(parse_chat_command("ABCDE-FGHJ") == nothing);
  CHECK(parse_chat_command("join us") == nothing);
  CHECK(parse_chat_command("join") == nothing);
}

TEST_CASE("What people say to each other is nothing") {
  for (auto const* said :
       {"", " ", "ok", "thanks, ack", "ack B7.1.2 you", "ack it yourself, please", "ack 7.1", "help me with B7.1",
        "please stop", "stop it", "acknowledged B7.1", "> ack B7.1", "/ack B7.1"}) {
    INFO(said);
    auto const got = parse_chat_command(said);
    if (std::string_view(said) == "ack 7.1")
      CHECK(got == ack(""));  // they are asked which
    else
      CHECK(got == nothing);
  }
}

TEST_CASE("Letters that only look like ours, hidden characters and second lines are refused") {
  for (auto const* said : {"\xD0\xB0"
                           "ck B7.1",                                    // Cyrillic a
                           "\xEF\xBD\x81\xEF\xBD\x83\xEF\xBD\x8B B7.1",  // full width
                           "ack \xD0\x92"
                           "7.1",                        // Cyrillic Ve
                           "ack\xE2\x80\x8B B7.1",       // zero width space
                           "ack B7.1 \xE2\x80\xAEkcor",  // right-to-left override
                           "ack B7.1\nack B7.2", "ack\tB7.1", "ack B7.1\xC2\xA0Rosewood", "\xFF\xFE", "st\xD0\xBEp",
                           "join ABCDE\xE2\x80\x90"
                           "FGHJK"}) {  // another hyphen
    INFO(said);
    CHECK(parse_chat_command(said) == nothing);
  }
  CHECK(parse_chat_command("ack B7.1 " + std::string(300, 'a')) == nothing);
  CHECK(parse_chat_command("ack B7.1 " + std::string(100, 'a')) == ack("B7.1"));
}

TEST_CASE("Of an answer only what was said counts, not the words it repeats") {
  CHECK(without_quote("> [B7.1] Guidance\n> Masks\n\nack") == "ack");
  CHECK(without_quote("> [B7.1] Guidance\nack") == "ack");
  CHECK(without_quote("ack\n> later") == "ack\n> later");
  CHECK(without_quote("> all of it").empty());
  CHECK(without_quote("").empty());
  CHECK(without_quote("\nack") == "\nack");
}
