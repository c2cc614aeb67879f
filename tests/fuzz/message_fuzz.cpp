#include <string_view>

#include "protocol/channel/disclosure.hpp"
#include "protocol/message/message.hpp"
#include "protocol/message/opening_hours.hpp"
#include "tests/fuzz/oracle.hpp"

using namespace carerelay::protocol;
using carerelay::fuzz::require;

/// A message, as a device or a damaged store might hand it in, is read or refused; what is read can be shown.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  static_cast<void>(digest_of(text));
  auto got = parse_message(text);
  if (!got) {
    require(!got.error().empty(), "a refusal names a fault");
    return 0;
  }
  message what = *got;
  auto const json = encode(what);
  require(digest_of(json).value() == what.sum, "the digest can be recomputed");
  auto const back = parse_message(json);
  require(back.has_value(), "an encoded message is read");
  require(*back == what, "an encoded message reads back the same");
  auto const post = disclose(what, channel_kind::chat, destination_kind::chat_group, "https://relay.example/");
  require(!post || what.content.kind != message_kind::test_result, "a result is not told to a chat group");
  if (auto const* helpline = std::get_if<helpline_part>(&what.content.part)) {
    auto const next = next_opening(helpline->opening_hours, what.sent);
    require(!next || is_open(helpline->opening_hours, *next), "it is open when it opens");
    auto const until = open_until(helpline->opening_hours, what.sent);
    require(!until || !is_open(helpline->opening_hours, *until), "it is closed when it closes");
  }
  return 0;
}
