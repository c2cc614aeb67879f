#include <catch2/catch.hpp>

#include "protocol/frame/frames.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/message/message.hpp"
#include "tests/support/generate_message.hpp"

using namespace carerelay::protocol;
using carerelay::tests::message_generator;

namespace {

std::string first_of(faults const& wrong) {
  return wrong.empty()
             ? "nothing"
             : wrong.front().pointer + " " + std::string(word(wrong.front().rule)) + " " + wrong.front().detail;
}

template <class Frame>
std::string encoded(Frame const& frame) {
  std::string out;
  encode(frame, out);
  return out;
}

}  // namespace

TEST_CASE("Every draft that follows the rules reads back as it was written") {
  message_generator make(20'261'121);
  for (int i = 0; i < 1'500; ++i) {
    draft const what = make.draft();
    auto const json = encode_draft(what);
    auto const back = parse_draft(json);
    INFO(json);
    INFO((back ? "" : first_of(back.error())));
    REQUIRE(back.has_value());
    REQUIRE((*back == what));
    REQUIRE(draft_digest(*back) == draft_digest(what));
  }
}

TEST_CASE("Every message reads back as it was written, and its digest can be recomputed from its text") {
  message_generator make(7);
  for (int i = 0; i < 700; ++i) {
    message what = make.message();
    auto const json = encode(what);
    auto const back = parse_message(json);
    INFO(json);
    REQUIRE(back.has_value());
    REQUIRE((*back == what));
    REQUIRE(digest_of(json).value() == what.sum);
    REQUIRE(json::canonical(json::read(json, json.size()).value()) == json);
  }
}

TEST_CASE("Every client frame says the same after a journey") {
  message_generator make(11);
  for (int i = 0; i < 2'000; ++i) {
    auto const json = encoded(make.client_frame());
    auto const back = parse_client_frame(json);
    INFO(json);
    REQUIRE(back.has_value());
    REQUIRE(encoded(*back) == json);
  }
}

TEST_CASE("Every server frame says the same after a journey") {
  message_generator make(13);
  for (int i = 0; i < 2'000; ++i) {
    server_frame const frame = make.server_frame();
    auto const json = encoded(frame);
    auto const back = parse_server_frame(json);
    INFO(json);
    INFO((back ? "" : first_of(back.error())));
    REQUIRE(back.has_value());
    std::string again;
    std::visit(
        [&again](auto const& one) {
          if constexpr (std::is_constructible_v<server_frame, decltype(one)>) encode(server_frame(one), again);
        },
        *back);
    REQUIRE(again == json);
  }
}
