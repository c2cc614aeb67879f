#pragma once

#include <boost/system/result.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ports/random.hpp"
#include "protocol/crypto/jws.hpp"
#include "protocol/ids.hpp"
#include "protocol/instant.hpp"

/// A person signing in by OpenID Connect as values: the authorisation code flow (OpenID Connect Core 1.0 section 3.1)
/// with PKCE S256 (RFC 7636). Nothing here is stored: what must be remembered between the two requests is in a signed
/// cookie, and what must stay secret between them is derived from it under a key of the relay's own.
namespace carerelay::core {

using protocol::instant;

/// Why somebody was not signed in. The word is for the log, the sentence for the person.
enum class sign_in_fault : std::uint8_t {
  no_cookie,         ///< the browser brought no state, or one that is not ours
  too_slow,          ///< ten minutes have passed
  state_wrong,       ///< the answer belongs to another attempt
  provider_refused,  ///< the provider said no, or the person did
  callback_issuer,   ///< the answer names another provider (RFC 9207)
  code_missing,
  provider_away,      ///< not reachable, or no answer that makes sense
  provider_document,  ///< its discovery document is not usable
  code_refused,       ///< the provider did not take the code: used already, or not ours
  token_unreadable,
  algorithm_refused,
  key_unknown,
  signature_wrong,
  issuer_wrong,
  audience_wrong,
  azp_wrong,
  token_expired,
  token_too_old,  ///< issued long ago, or in the future
  nonce_wrong,
  subject_missing,
  mfa_missing,
  userinfo_subject,  ///< the userinfo endpoint speaks of somebody else
  not_a_logout,      ///< a logout token without the event, or with what only an ID token has
  person_unknown,
  member_revoked,
};
[[nodiscard]] std::string_view word(sign_in_fault what) noexcept;
[[nodiscard]] std::string_view sentence(sign_in_fault what) noexcept;

[[noreturn]] void throw_exception_from_error(sign_in_fault what, boost::source_location const& where);
template <class T>
using sign_in_result = boost::system::result<T, sign_in_fault>;

struct oidc_rules {
  std::string issuer;                    ///< exactly as the provider writes it; "" : no provider
  std::string client_id, client_secret;  ///< an empty secret: a public client, PKCE alone
  std::string redirect_uri;              ///< ours: https://host/v1/sign-in/callback
  std::vector<protocol::jws_algorithm> algorithms;
  std::vector<std::string> scopes{"openid", "email"};
  std::vector<std::string> amr;  ///< one of these must be among the token's `amr`; empty: not asked
  std::vector<std::string> acr;  ///< the token's `acr` must be one of these; empty: not asked
  std::chrono::milliseconds attempt = std::chrono::minutes(10);       ///< from the redirect to the answer
  std::chrono::milliseconds skew = std::chrono::seconds(60);          ///< between the provider's clock and ours
  std::chrono::milliseconds token_age = std::chrono::minutes(10);     ///< since `iat`
  std::chrono::milliseconds keys_age = std::chrono::hours(1);         ///< then discovery and keys are fetched again
  std::chrono::milliseconds refetch_after = std::chrono::minutes(1);  ///< not sooner for a `kid` nobody knows
};

/// What is used of the discovery document (OpenID Connect Discovery 1.0 section 3).
struct provider_document {
  std::string authorization_endpoint, token_endpoint, jwks_uri;
  bool names_itself = false;        ///< `iss` comes with every answer (RFC 9207)
  std::string userinfo_endpoint{};  ///< "" when it has none
};
[[nodiscard]] std::string discovery_url(oidc_rules const& rules);
/// The document must name our issuer, and every address in it must be https.
[[nodiscard]] sign_in_result<provider_document> read_discovery(std::string_view json, oidc_rules const& rules);

struct sign_in_start {
  std::string cookie;    ///< value: random id, expiry, the session it replaces, and a MAC over them
  std::string location;  ///< where the browser goes
};
/// `secret`: the relay's own key for sign-in. State, nonce and code verifier are derived from the cookie's id under it.
/// `replaces`: the session the browser has now, which ends when the sign-in succeeds; a nil id for none.
[[nodiscard]] sign_in_start begin_sign_in(oidc_rules const& rules, provider_document const& provider,
                                          std::string_view secret, protocol::session_id replaces, ports::random& random,
                                          instant now);

/// What came back in the query; "" for what did not.
struct sign_in_answer {
  std::string code, state, issuer, error;
};
/// An answer that belongs to the attempt of this very browser.
struct accepted_code {
  std::string code, verifier, nonce;
  protocol::session_id replaces{};
};
[[nodiscard]] sign_in_result<accepted_code> judge_answer(sign_in_answer const& came, std::string_view cookie,
                                                         std::string_view secret, instant now);
/// RFC 9207: who answered must be who was asked.
[[nodiscard]] sign_in_result<void> judge_answerer(sign_in_answer const& came, provider_document const& provider,
                                                  oidc_rules const& rules);

/// application/x-www-form-urlencoded, for the token endpoint.
[[nodiscard]] std::string token_request(oidc_rules const& rules, accepted_code const& with);
struct tokens {
  std::string id_token, access_token;  ///< the second "" when none came
};
/// The token endpoint's answer; without an ID token it does not read.
[[nodiscard]] sign_in_result<tokens> read_token_answer(std::string_view json);

/// Who the provider says it is.
struct known_person {
  std::string issuer, subject;
  std::string email;           ///< in lower case; "" unless the provider says that it is verified
  std::string session{};       ///< `sid`: what the provider calls this session of theirs
  bool is_email_said = false;  ///< the token says `email` and `email_verified`, whatever they are
};
/// Every check of OpenID Connect Core 1.0 section 3.1.3.7 that applies to the code flow, the signature first.
[[nodiscard]] sign_in_result<known_person> judge_id_token(std::string_view token,
                                                          std::vector<protocol::jws_key> const& keys,
                                                          oidc_rules const& rules, std::string_view nonce, instant now);

/// The verified address of the userinfo endpoint's answer, "" when it says none. OpenID Connect Core 1.0 section 5.3.2:
/// it must be of the same subject.
[[nodiscard]] sign_in_result<std::string> read_userinfo(std::string_view json, std::string_view subject);

/// Sessions of theirs that the provider has ended.
struct logout_notice {
  std::string subject, session;  ///< one of them may be ""
  instant issued_at{};
};
/// Every check of OpenID Connect Back-Channel Logout 1.0 section 2.6.
[[nodiscard]] sign_in_result<logout_notice> judge_logout_token(std::string_view token,
                                                               std::vector<protocol::jws_key> const& keys,
                                                               oidc_rules const& rules, instant now);

}  // namespace carerelay::core
