#include <string_view>

#include "protocol/message/message.hpp"
#include "tests/fuzz/oracle.hpp"

using namespace carerelay::protocol;
using carerelay::fuzz::require;

/// What is accepted is written and read back the same; what is refused says why.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const got = parse_draft(text);
  if (!got) {
    require(!got.error().empty(), "a refusal names a fault");
    for (fault const& one : got.error()) {
      require(one.pointer.empty() || one.pointer.front() == '/', "a pointer begins with /");
      require(!one.detail.empty(), "a fault says what was expected");
    }
    return 0;
  }
  auto const json = encode_draft(*got);
  auto const back = parse_draft(json);
  require(back.has_value(), "an accepted draft is accepted again");
  require(*back == *got, "an accepted draft reads back the same");
  require(encode_draft(*back) == json, "the canonical form is stable");
  require(!std::holds_alternative<sealed_part>(got->part) || got->scope == message_scope::private_,
          "a test result is private");
  return 0;
}
