// Sealed results as anybody may send them. What is accepted reads back the same, and opens for nobody but whom it was
// sealed for: the fuzzer has a key of its own, which no input knows.
#include <string>
#include <string_view>

#include "protocol/seal/jws.hpp"
#include "protocol/seal/open.hpp"
#include "tests/fuzz/oracle.hpp"

using namespace carerelay::protocol;
using carerelay::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static auto const mine = crypto::p256_private_key::generate();
  static auto const home = home_id::parse("1-1435221697").value();
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const signed_text = seal::parse_jws(text, seal::letter_type, 64 * 1024);
  if (signed_text)
    require(!seal::is_signed_by(*signed_text, mine.public_key()), "nobody signs with a key they have not");
  for (auto const what : {seal::purpose::result, seal::purpose::home_keys}) {
    auto const got = seal::parse_jwe(text, what);
    if (!got) {
      require(!got.error().empty(), "a refusal names a fault");
      continue;
    }
    std::string const again = seal::encode(*got);
    auto const back = seal::parse_jwe(again, what);
    require(back.has_value(), "an accepted text is accepted again");
    require(seal::encode(*back) == again, "an accepted text says the same again");
    require(got->ciphertext.size() % seal::padding_step == 0, "what is accepted is padded");
    require(!seal::open_letter(*got, mine, home, got->additional), "nobody opens what is not for them");
  }
  return 0;
}
