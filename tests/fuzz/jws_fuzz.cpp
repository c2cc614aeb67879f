// Tokens and key sets of an identity provider, and forms: whatever the bytes, an answer and no crash; and no token is
// right for a key that never signed anything.
#include "protocol/crypto/jws.hpp"
#include "relay/core/people/form.hpp"
#include "tests/fuzz/oracle.hpp"

using namespace carerelay;
using carerelay::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using protocol::jws_algorithm;
  static auto const keys =
      protocol::parse_jwk_set(
          R"({"keys":[{"kty":"EC","crv":"P-256","kid":"e","x":"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",)"
          R"("y":"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}]})")
          .value();
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  if (auto const token = protocol::parse_compact_jws(text)) {
    auto const right = verify(*token, keys, {jws_algorithm::es256, jws_algorithm::rs256, jws_algorithm::ps256});
    require(keys.size() == 1 && !right, "a key that signed nothing vouches for nothing");
  }
  static_cast<void>(protocol::parse_jwk_set(text).has_value());
  if (auto const form = core::parse_form(text))
    require(core::parse_form(core::form_text(*form)) == form, "a form says what it was given");
  return 0;
}
