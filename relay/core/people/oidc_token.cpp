#include <algorithm>

#include "protocol/crypto/hash.hpp"
#include "protocol/json/reader.hpp"
#include "relay/core/people/oidc.hpp"

namespace carerelay::core {

namespace json = protocol::json;
using protocol::errc;

namespace {

constexpr std::size_t session_bytes = 255;
constexpr std::string_view logout_event = "http://schemas.openid.net/event/backchannel-logout";

std::string_view text_of(json::value const& from, std::string_view name) noexcept {
  auto const* const found = from.find(name);
  return found && found->is(json::kind::string) ? std::string_view(found->string()) : std::string_view{};
}

std::optional<instant> moment_of(json::value const& from, std::string_view name) noexcept {
  auto const* const found = from.find(name);
  constexpr std::int64_t most_seconds = 253'402'300'799;  // the end of the year 9999
  if (!found || !found->is(json::kind::integer)) return std::nullopt;
  if (found->integer() < 0 || found->integer() > most_seconds) return std::nullopt;
  return instant(std::chrono::seconds(found->integer()));
}

bool lists(json::value const* list, std::string_view wanted) noexcept {
  if (!list || !list->is(json::kind::array)) return false;
  return std::any_of(list->items().begin(), list->items().end(),
                     [&](json::value const& one) { return one.is(json::kind::string) && one.string() == wanted; });
}

bool is_among(std::vector<std::string> const& list, std::string_view wanted) noexcept {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

/// `aud` is a string or a list (section 2). With several audiences `azp` must be there and be us.
std::optional<sign_in_fault> check_audience(json::value const& claims, oidc_rules const& rules) {
  auto const* const audience = claims.find("aud");
  bool const alone = text_of(claims, "aud") == rules.client_id;
  if (!alone && !lists(audience, rules.client_id)) return sign_in_fault::audience_wrong;
  bool const several = audience->is(json::kind::array) && audience->items().size() > 1;
  if (claims.find("azp") ? text_of(claims, "azp") != rules.client_id : several) return sign_in_fault::azp_wrong;
  return std::nullopt;
}

std::optional<sign_in_fault> check_times(json::value const& claims, oidc_rules const& rules, instant now) {
  auto const expires = moment_of(claims, "exp"), issued = moment_of(claims, "iat");
  if (!expires || now >= *expires + rules.skew) return sign_in_fault::token_expired;
  if (!issued || *issued > now + rules.skew || *issued + rules.token_age + rules.skew < now)
    return sign_in_fault::token_too_old;
  if (claims.find("nbf")) {
    auto const from = moment_of(claims, "nbf");
    if (!from || *from > now + rules.skew) return sign_in_fault::token_too_old;
  }
  return std::nullopt;
}

bool has_second_factor(json::value const& claims, oidc_rules const& rules) {
  auto const* const amr = claims.find("amr");
  bool const by_amr = rules.amr.empty() ||
                      std::any_of(rules.amr.begin(), rules.amr.end(), [&](auto const& one) { return lists(amr, one); });
  bool const by_acr = rules.acr.empty() || is_among(rules.acr, text_of(claims, "acr"));
  return by_amr && by_acr;
}

std::string verified_email(json::value const& claims) {
  auto const* const verified = claims.find("email_verified");
  if (!verified || !verified->is(json::kind::boolean) || !verified->boolean()) return {};
  std::string out(text_of(claims, "email"));
  if (out.size() > 254) return {};
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

sign_in_fault fault_of(boost::system::error_code why) noexcept {
  if (why == errc::not_allowed) return sign_in_fault::algorithm_refused;
  if (why == errc::not_found) return sign_in_fault::key_unknown;
  if (why == errc::signature_invalid) return sign_in_fault::signature_wrong;
  return sign_in_fault::token_unreadable;
}

/// What a token says that one of the provider's keys has signed.
sign_in_result<json::value> signed_claims(std::string_view token, std::vector<protocol::jws_key> const& keys,
                                          oidc_rules const& rules) {
  auto const parsed = protocol::parse_compact_jws(token);
  if (!parsed) return fault_of(parsed.error());
  if (auto const right = protocol::verify(*parsed, keys, rules.algorithms); !right) return fault_of(right.error());
  auto claims = json::read(parsed->payload, protocol::jws_bytes);
  if (!claims || !claims->is(json::kind::object)) return sign_in_fault::token_unreadable;
  return std::move(*claims);
}

}  // namespace

sign_in_result<known_person> judge_id_token(std::string_view token, std::vector<protocol::jws_key> const& keys,
                                            oidc_rules const& rules, std::string_view nonce, instant now) {
  auto const claims = signed_claims(token, keys, rules);
  if (!claims) return claims.error();
  if (rules.issuer.empty() || text_of(*claims, "iss") != rules.issuer) return sign_in_fault::issuer_wrong;
  if (auto const why = check_audience(*claims, rules)) return *why;
  if (auto const why = check_times(*claims, rules, now)) return *why;
  auto const given = text_of(*claims, "nonce");
  bool const is_ours = !nonce.empty() && protocol::crypto::is_equal_in_constant_time(protocol::as_bytes(given),
                                                                                     protocol::as_bytes(nonce));
  if (!is_ours) return sign_in_fault::nonce_wrong;
  auto const subject = text_of(*claims, "sub");
  if (subject.empty() || subject.size() > 255) return sign_in_fault::subject_missing;
  if (!has_second_factor(*claims, rules)) return sign_in_fault::mfa_missing;
  known_person who{rules.issuer, std::string(subject), verified_email(*claims)};
  who.session = text_of(*claims, "sid").substr(0, session_bytes);
  who.is_email_said = claims->find("email") != nullptr && claims->find("email_verified") != nullptr;
  return who;
}

sign_in_result<std::string> read_userinfo(std::string_view text, std::string_view subject) {
  auto const claims = json::read(text, protocol::jws_bytes);
  if (!claims || !claims->is(json::kind::object)) return std::string();
  if (subject.empty() || text_of(*claims, "sub") != subject) return sign_in_fault::userinfo_subject;
  return verified_email(*claims);
}

sign_in_result<logout_notice> judge_logout_token(std::string_view token, std::vector<protocol::jws_key> const& keys,
                                                 oidc_rules const& rules, instant now) {
  auto const read = signed_claims(token, keys, rules);
  if (!read) return read.error();
  auto const& claims = *read;
  if (rules.issuer.empty() || text_of(claims, "iss") != rules.issuer) return sign_in_fault::issuer_wrong;
  if (auto const why = check_audience(claims, rules)) return *why;
  if (auto const why = check_times(claims, rules, now)) return *why;
  auto const* const events = claims.find("events");
  auto const* const ended = events == nullptr ? nullptr : events->find(logout_event);
  bool const is_logout = ended != nullptr && ended->is(json::kind::object) && claims.find("nonce") == nullptr &&
                         !text_of(claims, "jti").empty();
  if (!is_logout) return sign_in_fault::not_a_logout;
  logout_notice out{std::string(text_of(claims, "sub")), std::string(text_of(claims, "sid")),
                    *moment_of(claims, "iat")};
  if (out.subject.empty() && out.session.empty()) return sign_in_fault::subject_missing;
  return out;
}

}  // namespace carerelay::core
