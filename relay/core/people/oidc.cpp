#include "relay/core/people/oidc.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/reader.hpp"
#include "relay/core/people/form.hpp"

namespace carerelay::core {

namespace crypto = protocol::crypto;
namespace json = protocol::json;

namespace {

constexpr std::size_t document_bytes = 256 * 1024;
// The cookie: a random id, when it ends, the session it replaces, and a MAC over the three.
constexpr std::size_t id_bytes = 16, stamp_bytes = 8, old_bytes = 16, mac_bytes = 32;
constexpr std::size_t signed_bytes = id_bytes + stamp_bytes + old_bytes;
using cookie_bytes = std::array<std::uint8_t, signed_bytes + mac_bytes>;

std::string_view text_of(json::value const& from, std::string_view name) noexcept {
  auto const* const found = from.find(name);
  return found && found->is(json::kind::string) ? std::string_view(found->string()) : std::string_view{};
}

/// One secret for each use: what is shown as state says nothing about the verifier.
crypto::sha256_digest derived(std::string_view secret, std::string_view use, protocol::bytes_view from) {
  std::string input(use);
  input += '\0';
  input += protocol::as_text(from);
  return crypto::hmac_sha256(protocol::as_bytes(secret), protocol::as_bytes(input));
}

struct attempt_secrets {
  std::string state, nonce, verifier;
};
attempt_secrets secrets_of(std::string_view secret, protocol::bytes_view id) {
  return {crypto::to_base64url(derived(secret, "state", id)), crypto::to_base64url(derived(secret, "nonce", id)),
          crypto::to_base64url(derived(secret, "verifier", id))};
}

bool is_same(std::string_view a, std::string_view b) noexcept {
  return crypto::is_equal_in_constant_time(protocol::as_bytes(a), protocol::as_bytes(b));
}

bool is_https(std::string_view url) noexcept {
  return url.starts_with("https://") && url.size() > 8 && url.size() <= 2048 &&
         std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

std::string discovery_url(oidc_rules const& rules) {
  std::string url = rules.issuer;
  while (url.ends_with('/')) url.pop_back();
  return url + "/.well-known/openid-configuration";
}

sign_in_result<provider_document> read_discovery(std::string_view text, oidc_rules const& rules) {
  auto const tree = json::read(text, document_bytes);
  if (!tree || text_of(*tree, "issuer") != rules.issuer) return sign_in_fault::provider_document;
  provider_document out;
  out.authorization_endpoint = text_of(*tree, "authorization_endpoint");
  out.token_endpoint = text_of(*tree, "token_endpoint");
  out.jwks_uri = text_of(*tree, "jwks_uri");
  out.userinfo_endpoint = text_of(*tree, "userinfo_endpoint");
  if (!out.userinfo_endpoint.empty() && !is_https(out.userinfo_endpoint)) return sign_in_fault::provider_document;
  for (auto const* const url : {&out.authorization_endpoint, &out.token_endpoint, &out.jwks_uri})
    if (!is_https(*url)) return sign_in_fault::provider_document;
  auto const* const itself = tree->find("authorization_response_iss_parameter_supported");
  out.names_itself = itself && itself->is(json::kind::boolean) && itself->boolean();
  return out;
}

sign_in_start begin_sign_in(oidc_rules const& rules, provider_document const& provider, std::string_view secret,
                            protocol::session_id replaces, ports::random& random, instant now) {
  cookie_bytes cookie{};
  auto const id = std::span(cookie).first(id_bytes);
  random.fill(id);
  auto const until = static_cast<std::uint64_t>((now + rules.attempt).time_since_epoch().count());
  for (std::size_t i = 0; i < stamp_bytes; ++i) cookie[id_bytes + i] = static_cast<std::uint8_t>(until >> (8 * i));
  std::copy(replaces.bytes().begin(), replaces.bytes().end(), cookie.begin() + id_bytes + stamp_bytes);
  auto const mac = derived(secret, "cookie", std::span(cookie).first(signed_bytes));
  std::copy(mac.begin(), mac.end(), cookie.begin() + signed_bytes);

  auto const own = secrets_of(secret, id);
  std::string scope;
  for (auto const& one : rules.scopes) scope += (scope.empty() ? "" : " ") + one;
  form_fields fields{{"response_type", "code"},
                     {"client_id", rules.client_id},
                     {"redirect_uri", rules.redirect_uri},
                     {"scope", scope},
                     {"state", own.state},
                     {"nonce", own.nonce},
                     {"code_challenge", crypto::to_base64url(crypto::sha256(own.verifier))},
                     {"code_challenge_method", "S256"}};
  if (!rules.acr.empty()) {
    std::string wanted;
    for (auto const& one : rules.acr) wanted += (wanted.empty() ? "" : " ") + one;
    fields.emplace_back("acr_values", wanted);
  }
  char const mark = provider.authorization_endpoint.find('?') == std::string::npos ? '?' : '&';
  return {crypto::to_base64url(cookie), provider.authorization_endpoint + mark + form_text(fields)};
}

sign_in_result<accepted_code> judge_answer(sign_in_answer const& came, std::string_view cookie, std::string_view secret,
                                           instant now) {
  cookie_bytes bytes{};
  if (secret.empty() || !crypto::from_base64url(cookie, bytes)) return sign_in_fault::no_cookie;
  auto const signed_part = std::span(bytes).first(signed_bytes);
  auto const mac = std::span(bytes).subspan(signed_bytes);
  if (!crypto::is_equal_in_constant_time(derived(secret, "cookie", signed_part), mac)) return sign_in_fault::no_cookie;
  std::uint64_t until = 0;
  for (std::size_t i = 0; i < stamp_bytes; ++i) until |= std::uint64_t{bytes[id_bytes + i]} << (8 * i);
  if (now.time_since_epoch().count() >= static_cast<std::int64_t>(until)) return sign_in_fault::too_slow;

  auto own = secrets_of(secret, std::span(bytes).first(id_bytes));
  if (!is_same(came.state, own.state)) return sign_in_fault::state_wrong;
  if (!came.error.empty()) return sign_in_fault::provider_refused;
  if (came.code.empty() || came.code.size() > 2048) return sign_in_fault::code_missing;
  protocol::uuid::bytes_type old{};
  std::copy_n(bytes.begin() + id_bytes + stamp_bytes, old_bytes, old.begin());
  return accepted_code{came.code, std::move(own.verifier), std::move(own.nonce),
                       protocol::session_id(protocol::uuid(old))};
}

sign_in_result<void> judge_answerer(sign_in_answer const& came, provider_document const& provider,
                                    oidc_rules const& rules) {
  if (came.issuer.empty() ? provider.names_itself : came.issuer != rules.issuer) return sign_in_fault::callback_issuer;
  return {};
}

std::string token_request(oidc_rules const& rules, accepted_code const& with) {
  form_fields fields{{"grant_type", "authorization_code"},
                     {"code", with.code},
                     {"redirect_uri", rules.redirect_uri},
                     {"code_verifier", with.verifier}};
  if (rules.client_secret.empty()) fields.emplace_back("client_id", rules.client_id);
  return form_text(fields);
}

sign_in_result<tokens> read_token_answer(std::string_view text) {
  auto const tree = json::read(text, document_bytes);
  auto const token = tree ? text_of(*tree, "id_token") : std::string_view{};
  if (token.empty()) return sign_in_fault::token_unreadable;
  return tokens{std::string(token), std::string(text_of(*tree, "access_token"))};
}

}  // namespace carerelay::core
