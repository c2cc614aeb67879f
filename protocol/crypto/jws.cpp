#include "protocol/crypto/jws.hpp"

#include <algorithm>

#include "protocol/crypto/base64.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/words.hpp"

namespace carerelay::protocol {
namespace {

constexpr std::size_t keys_most = 64;

std::string_view text_of(json::value const& from, std::string_view name) noexcept {
  auto const* const found = from.find(name);
  return found && found->is(json::kind::string) ? std::string_view(found->string()) : std::string_view{};
}

std::optional<jws_key> key_of(json::value const& jwk) {
  if (!jwk.is(json::kind::object)) return std::nullopt;
  auto const use = text_of(jwk, "use"), alg = text_of(jwk, "alg"), kty = text_of(jwk, "kty");
  if (!use.empty() && use != "sig") return std::nullopt;
  auto const only = from_word<jws_algorithm>(alg);
  if (!alg.empty() && !only) return std::nullopt;
  std::string kid(text_of(jwk, "kid"));
  if (kty == "EC") {
    auto key = crypto::p256_public_key::from_jwk(jwk);
    if (key) return jws_key{std::move(kid), only, *key};
  } else if (kty == "RSA") {
    auto key = crypto::rsa_public_key::from_jwk(jwk);
    if (key) return jws_key{std::move(kid), only, std::move(*key)};
  }
  return std::nullopt;
}

bool is_right(compact_jws const& token, jws_key const& by) {
  if (auto const* const curve = std::get_if<crypto::p256_public_key>(&by.key)) {
    crypto::p256_signature pair{};
    if (token.signature.size() != pair.size()) return false;
    std::copy(token.signature.begin(), token.signature.end(), pair.begin());
    return curve->verify(token.signing_input, pair);
  }
  auto const& rsa = std::get<crypto::rsa_public_key>(by.key);
  return token.algorithm == jws_algorithm::ps256 ? rsa.verify_pss(token.signing_input, token.signature)
                                                 : rsa.verify_pkcs1(token.signing_input, token.signature);
}

}  // namespace

std::string_view word(jws_algorithm what) noexcept {
  switch (what) {
    case jws_algorithm::es256: return "ES256";
    case jws_algorithm::rs256: return "RS256";
    case jws_algorithm::ps256: return "PS256";
  }
  return "";
}

bool jws_key::serves(jws_algorithm what) const noexcept {
  bool const is_curve = std::holds_alternative<crypto::p256_public_key>(key);
  return is_curve == (what == jws_algorithm::es256) && (!only || *only == what);
}

boost::system::result<std::vector<jws_key>> parse_jwk_set(std::string_view text) {
  auto const tree = json::read(text, jwk_set_bytes);
  if (!tree) return make_error_code(tree.error().rule);
  auto const* const list = tree->find("keys");
  if (!list || !list->is(json::kind::array) || list->items().size() > keys_most)
    return make_error_code(errc::bad_format);
  std::vector<jws_key> out;
  for (auto const& jwk : list->items())
    if (auto key = key_of(jwk)) out.push_back(std::move(*key));
  return out;
}

boost::system::result<compact_jws> parse_compact_jws(std::string_view token) {
  if (token.size() > jws_bytes) return make_error_code(errc::too_large);
  auto const first = token.find('.');
  auto const second = first == token.npos ? token.npos : token.find('.', first + 1);
  if (second == token.npos || token.find('.', second + 1) != token.npos) return make_error_code(errc::bad_format);
  auto const head = crypto::from_base64url(token.substr(0, first));
  auto const body = crypto::from_base64url(token.substr(first + 1, second - first - 1));
  auto mark = crypto::from_base64url(token.substr(second + 1));
  if (!head || !body || !mark) return make_error_code(errc::bad_format);
  auto const header = json::read(as_text(*head), jws_bytes);
  if (!header || !header->is(json::kind::object)) return make_error_code(errc::bad_format);
  // RFC 7515 section 4.1.11: who does not understand what is critical must refuse; we understand none.
  for (auto const* const name : {"crit", "b64", "zip"})
    if (header->find(name)) return make_error_code(errc::not_allowed);
  auto const algorithm = from_word<jws_algorithm>(text_of(*header, "alg"));
  if (!algorithm) return make_error_code(errc::not_allowed);
  compact_jws out;
  out.algorithm = *algorithm;
  out.kid = text_of(*header, "kid");
  out.type = text_of(*header, "typ");
  out.signing_input = token.substr(0, second);
  out.payload = as_text(*body);
  out.signature = std::move(*mark);
  return out;
}

boost::system::result<void> verify(compact_jws const& token, std::vector<jws_key> const& keys,
                                   std::vector<jws_algorithm> const& allowed) {
  if (std::find(allowed.begin(), allowed.end(), token.algorithm) == allowed.end())
    return make_error_code(errc::not_allowed);
  bool any = false;
  for (auto const& key : keys) {
    bool const named = token.kid.empty() || key.kid == token.kid;
    if (!named || !key.serves(token.algorithm)) continue;
    any = true;
    if (is_right(token, key)) return {};
  }
  return make_error_code(any ? errc::signature_invalid : errc::not_found);
}

}  // namespace carerelay::protocol
