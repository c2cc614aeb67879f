// The small texts: ids, instants, base64url, hexadecimal, enrolment codes, keys.
#include <string>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/crockford.hpp"
#include "protocol/crypto/hex.hpp"
#include "protocol/crypto/p256.hpp"
#include "protocol/instant.hpp"
#include "protocol/uuid.hpp"
#include "tests/fuzz/oracle.hpp"

using namespace carerelay::protocol;
using carerelay::fuzz::require;

namespace {

void check_instant(std::string_view text) {
  auto const when = parse_instant(text);
  if (!when) return;
  auto const again = parse_instant(to_text(*when));
  require(again.has_value() && *again == *when, "an instant prints as itself");
  bool const is_utc = text.ends_with('Z');
  require(!is_utc || to_text(*when).substr(0, 19) == text.substr(0, 19), "no date is bent into another");
  auto const local = to_london(*when);
  auto const back = from_london(local.date, local.time_of_day);
  auto const minute = std::chrono::floor<std::chrono::minutes>(*when);
  require((back.first && *back.first == minute) || (back.second && *back.second == minute),
          "London's clock comes back");
  require(!to_london_text(*when).empty(), "an instant can be shown");
}

void check_codes(std::string_view text) {
  if (auto const bytes = crypto::from_base64url(text)) {
    require(crypto::to_base64url(*bytes) == text, "bytes have one text in base64url");
  }
  if (auto const bytes = crypto::from_base64(text)) {
    require(crypto::to_base64(*bytes) == text, "bytes have one text in base64");
  }
  if (auto const bytes = crypto::from_hex(text)) {
    require(crypto::from_hex(crypto::to_hex(*bytes)).value() == *bytes, "hexadecimal comes back");
  }
  if (auto const code = crypto::parse_code(text)) {
    require(crypto::parse_code(crypto::grouped_code(*code)).value() == *code, "a code read out is the code");
  }
  if (auto const id = uuid::parse(text)) {
    require(uuid::parse(id->text()).value() == *id, "an id prints as itself");
  }
}

void check_keys(std::string_view text) {
  if (auto const key = crypto::p256_public_key::parse_jwk(text)) {
    require(crypto::p256_public_key::parse_jwk(key->jwk()).value() == *key, "a public key comes back");
    require(!key->verify(text, crypto::p256_signature{}), "nothing is no signature");
  }
  if (auto const key = crypto::p256_private_key::from_pem(text)) {
    require(key->public_key().verify(text, key->sign(text)), "a key that is taken can sign");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const text = carerelay::fuzz::text_of(data, size);
  check_instant(text);
  check_codes(text);
  check_keys(text);
  return 0;
}
