#include "relay/core/people/oidc_exchange.hpp"

#include <stdexcept>

#include "protocol/crypto/base64.hpp"
#include "relay/core/people/form.hpp"

namespace carerelay::core {
namespace {

constexpr std::chrono::milliseconds patience{10'000};
constexpr std::size_t answer_bytes = 256 * 1024;

/// None when nobody answered.
std::optional<ports::http_answer> ask(ports::http_client& outside, ports::http_call call) {
  call.answer_limit = answer_bytes;
  call.patience = patience;
  call.headers.emplace_back("Accept", "application/json");
  try {
    return outside.ask(call);
  } catch (std::runtime_error const&) {
    return std::nullopt;
  }
}

/// The body of a 200.
std::optional<std::string> get(ports::http_client& outside, std::string const& url,
                               std::string const& access_token = {}) {
  ports::http_call call;
  call.url = url;
  if (!access_token.empty()) call.headers.emplace_back("Authorization", "Bearer " + access_token);
  auto answer = ask(outside, std::move(call));
  if (!answer || answer->status != 200) return std::nullopt;
  return std::move(answer->body);
}

sign_in_result<std::vector<protocol::jws_key>> fetch_keys(ports::http_client& outside, std::string const& url) {
  auto const body = get(outside, url);
  if (!body) return sign_in_fault::provider_away;
  auto keys = protocol::parse_jwk_set(*body);
  if (!keys) return sign_in_fault::provider_document;
  return std::move(*keys);
}

sign_in_result<tokens> spend(ports::http_client& outside, known_provider const& provider, oidc_rules const& rules,
                             accepted_code const& with) {
  ports::http_call call;
  call.method = "POST";
  call.url = provider.document.token_endpoint;
  call.body = token_request(rules, with);
  call.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  if (!rules.client_secret.empty()) {  // RFC 6749 section 2.3.1: both are form-encoded first
    auto const pair = percent_encoded(rules.client_id) + ':' + percent_encoded(rules.client_secret);
    call.headers.emplace_back("Authorization", "Basic " + protocol::crypto::to_base64(protocol::as_bytes(pair)));
  }
  auto const answer = ask(outside, std::move(call));
  if (!answer || answer->status >= 500) return sign_in_fault::provider_away;
  if (answer->status != 200) return sign_in_fault::code_refused;
  return read_token_answer(answer->body);
}

/// What `judge` says with the keys as they were last seen, and when it knows none of that `kid`, with them as they are.
template <class Judge>
auto with_keys(ports::http_client& outside, provider_shelf& shelf, provider_ptr const& provider,
               oidc_rules const& rules, instant now, Judge const& judge) -> decltype(judge(provider->keys)) {
  auto found = judge(provider->keys);
  if (found || found.error() != sign_in_fault::key_unknown) return found;
  if (now < provider->keys_fetched_at + rules.refetch_after) return found;
  auto again = *provider;
  auto keys = fetch_keys(outside, again.document.jwks_uri);
  if (!keys) return keys.error();
  again.keys = std::move(*keys);
  again.keys_fetched_at = now;
  shelf.put(std::make_shared<known_provider const>(again));
  return judge(again.keys);
}

}  // namespace

sign_in_result<provider_ptr> find_provider(ports::http_client& outside, provider_shelf& shelf, oidc_rules const& rules,
                                           instant now) {
  auto known = shelf.get();
  if (known && now < known->fetched_at + rules.keys_age && now >= known->fetched_at) return known;
  auto const body = get(outside, discovery_url(rules));
  if (!body) return sign_in_fault::provider_away;
  auto const document = read_discovery(*body, rules);
  if (!document) return document.error();
  auto keys = fetch_keys(outside, document->jwks_uri);
  if (!keys) return keys.error();
  auto const made = std::make_shared<known_provider const>(known_provider{*document, std::move(*keys), now, now});
  shelf.put(made);
  return provider_ptr(made);
}

sign_in_result<known_person> redeem(ports::http_client& outside, provider_shelf& shelf, oidc_rules const& rules,
                                    sign_in_answer const& came, accepted_code const& with, instant now) {
  auto const provider = find_provider(outside, shelf, rules, now);
  if (!provider) return provider.error();
  if (auto const answered = judge_answerer(came, (*provider)->document, rules); !answered) return answered.error();
  auto const token = spend(outside, **provider, rules, with);
  if (!token) return token.error();
  auto who = with_keys(outside, shelf, *provider, rules, now, [&](std::vector<protocol::jws_key> const& keys) {
    return judge_id_token(token->id_token, keys, rules, with.nonce, now);
  });
  auto const& userinfo = (*provider)->document.userinfo_endpoint;
  if (!who || who->is_email_said || userinfo.empty() || token->access_token.empty()) return who;
  // Without an answer there they are who they are, only without an address.
  auto const said = get(outside, userinfo, token->access_token);
  if (!said) return who;
  auto const email = read_userinfo(*said, who->subject);
  if (!email) return email.error();
  who->email = *email;
  return who;
}

sign_in_result<logout_notice> hear_logout(ports::http_client& outside, provider_shelf& shelf, oidc_rules const& rules,
                                          std::string_view token, instant now) {
  auto const provider = find_provider(outside, shelf, rules, now);
  if (!provider) return provider.error();
  return with_keys(outside, shelf, *provider, rules, now, [&](std::vector<protocol::jws_key> const& keys) {
    return judge_logout_token(token, keys, rules, now);
  });
}

}  // namespace carerelay::core
