#include "relay/core/stream/push.hpp"

#include <algorithm>
#include <charconv>

#include "protocol/channel/web_push.hpp"
#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/derive.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/writer.hpp"

namespace carerelay::core {

namespace crypto = protocol::crypto;
namespace web_push = protocol::web_push;

namespace {

struct place {
  std::string host, port;
};

place place_of(std::string_view origin) {
  auto rest = origin.substr(std::string_view("https://").size());
  auto const colon = rest.rfind(':');
  bool const has_port = colon != rest.npos && rest.find(']', colon) == rest.npos;
  return {std::string(rest.substr(0, has_port ? colon : rest.size())),
          has_port ? std::string(rest.substr(colon + 1)) : std::string("443")};
}

bool is_named(std::string_view host, push_rules const& rules) {
  return std::find(rules.hosts.begin(), rules.hosts.end(), host) != rules.hosts.end();
}

/// 24 characters that say nothing to anybody who does not know the message.
std::string opaque(std::string_view id) {
  return crypto::to_base64url(crypto::sha256(std::string("carerelay.v1 push ").append(id))).substr(0, 24);
}

}  // namespace

bool may_be_asked(std::string_view endpoint, push_rules const& rules) {
  auto const origin = web_push::origin_of(endpoint);
  if (origin.empty()) return false;
  auto const where = place_of(origin);
  if (is_named(where.host, rules)) return true;
  bool const is_number =
      where.host.starts_with('[') || where.host.find_first_not_of("0123456789.") == std::string::npos;
  return where.port == "443" && !is_number && where.host.find('.') != std::string::npos;
}

push_wish wish_for(std::string_view message_id, std::chrono::seconds life) {
  push_wish out{{}, "high", life, opaque(message_id)};
  protocol::json::writer(out.text)
      .begin_object()
      .member("v", 1)
      .member("kind", "message")
      .member("urgency", "immediate")
      .member("id", out.topic)
      .end_object();
  return out;
}

push_wish wish_for_test() {
  push_wish out{{}, "high", std::chrono::minutes(2), "test"};
  protocol::json::writer(out.text).begin_object().member("v", 1).member("kind", "test").end_object();
  return out;
}

ports::http_call push_call(ports::push_row const& to, push_wish const& what, push_rules const& rules, instant now) {
  std::array<std::uint8_t, 65> point{4};
  std::copy(to.key.begin(), to.key.end(), point.begin() + 1);
  auto const browser = crypto::p256_public_key::from_point(point).value();
  web_push::salt random{};
  crypto::fill_secret(random);
  auto const origin = web_push::origin_of(to.endpoint);
  ports::http_call call;
  call.method = "POST";
  call.url = to.endpoint;
  call.body = web_push::locked(what.text, browser, to.auth, crypto::p256_private_key::generate(), random);
  call.headers = {{"Content-Type", "application/octet-stream"},
                  {"Content-Encoding", "aes128gcm"},
                  {"TTL", std::to_string(what.life.count())},
                  {"Urgency", std::string(what.urgency)},
                  {"Topic", what.topic},
                  {"Authorization", web_push::vapid(*rules.key, origin, rules.subject, now + std::chrono::hours(12))}};
  call.answer_limit = 64 * 1024;
  call.patience = std::chrono::seconds(20);
  call.ca_file = rules.ca_file;
  call.public_only = !is_named(place_of(origin).host, rules);
  return call;
}

push_outcome outcome_of(int status) noexcept {
  if (status >= 200 && status < 300) return push_outcome::taken;
  if (status == 404 || status == 410) return push_outcome::gone;
  if (status == 429 || status >= 500) return push_outcome::later;
  return push_outcome::refused;
}

std::chrono::milliseconds pause_before(unsigned tries, std::string_view retry_after, std::uint8_t chance) noexcept {
  constexpr std::int64_t most = 3'600'000;
  std::int64_t seconds = 0;
  auto const [end, error] = std::from_chars(retry_after.data(), retry_after.data() + retry_after.size(), seconds);
  bool const is_said = error == std::errc{} && end == retry_after.data() + retry_after.size() && seconds > 0;
  std::int64_t const least = is_said ? std::min<std::int64_t>(seconds, 3'600) * 1'000
                                     : std::min<std::int64_t>(most, 2'000LL << std::min(tries - 1, 12U));
  return std::chrono::milliseconds(std::min(most, least + least / 2 * chance / 255));
}

}  // namespace carerelay::core
