#include "adapters/chat/web_room.hpp"

#include <algorithm>

#include "adapters/chat/web_signature.hpp"
#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/hash.hpp"

namespace carerelay::chat {

using ports::send_outcome;

namespace {

constexpr std::size_t name_bytes = 16;

ports::verdict our_fault(std::string why) { return {send_outcome::account, std::move(why), "", "", {}}; }

std::string with_query(std::string url, std::string_view query) {
  if (query.empty()) return url;
  url += url.find('?') == std::string::npos ? '?' : '&';
  return url += query;
}

/// What the service calls the post, if it is a plain name.
std::string plain_name(std::string_view name) {
  bool const is_plain = !name.empty() && name.size() <= 128 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '.' ||
           c == '-' || c == '_';
  });
  return is_plain ? std::string(name) : std::string();
}

}  // namespace

web_room::web_room(std::unique_ptr<ports::web_sender> sender, web_room_settings settings)
    : sender_(std::move(sender)), settings_(std::move(settings)) {}

std::string web_room::name_of(ports::outbox_number row) const {
  auto const mac = protocol::crypto::hmac_sha256(protocol::as_bytes(settings_.name_key),
                                                 protocol::as_bytes("post " + std::to_string(row)));
  return "msg_" + protocol::crypto::to_base64url(protocol::bytes_view(mac).first(name_bytes));
}

ports::verdict web_room::send(ports::outgoing const& what) {
  auto const& to = *settings_.to;
  ports::web_request request;
  try {
    request.url = settings_.url();
  } catch (std::exception const&) {
    return our_fault("url_file_unreadable");
  }
  if (!url_fault(request.url).empty()) return our_fault("bad_address");
  request.url = with_query(std::move(request.url), to.query);
  request.body = *what.bytes;
  request.headers = {{"Content-Type", "application/json; charset=utf-8"}, {"Accept", "application/json, text/plain"}};
  auto const now = settings_.now();
  if (to.is_signed) {
    std::string text;
    try {
      text = settings_.key();
    } catch (std::exception const&) {
      return our_fault("secret_file_unreadable");
    }
    auto const key = read_web_key(text);
    if (!key) return our_fault("bad_key");
    auto const id = name_of(what.row);
    auto const seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
    request.headers.emplace_back("webhook-id", id);
    request.headers.emplace_back("webhook-timestamp", std::to_string(seconds));
    request.headers.emplace_back("webhook-signature", web_signature(*key, id, seconds, request.body));
  }
  auto const reply = sender_->ask(request);
  auto out = ports::verdict_of(reply, now);
  if (out.what != send_outcome::accepted) return out;
  if (!to.refusal.empty() && reply.body.find(to.refusal) != std::string::npos)
    return {send_outcome::refused, "refused", out.detail, "", {}};
  if (!to.name_member.empty()) out.remote = plain_name(ports::json_member(reply.body, to.name_member));
  return out;
}

ports::verdict web_room::greet() {
  std::string url;
  try {
    url = settings_.url();
  } catch (std::exception const&) {
    return our_fault("url_file_unreadable");
  }
  if (!url_fault(url).empty()) return our_fault("bad_address");
  auto const reply = sender_->reach(url);
  if (reply.trouble.empty()) return {send_outcome::accepted, "", "", "", {}};
  return ports::verdict_of(reply, settings_.now());
}

std::string_view url_fault(std::string_view url) noexcept {
  constexpr std::string_view expected = "must hold one address that begins with https://, and nothing else";
  bool const is_visible = std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  auto const host = url.substr(std::min<std::size_t>(8, url.size()));
  auto const authority = host.substr(0, host.find_first_of("/?#"));
  bool const fits = url.starts_with("https://") && url.size() <= 2'048 && is_visible && !authority.empty() &&
                    authority.find('@') == std::string_view::npos && url.find('#') == std::string_view::npos;
  return fits ? std::string_view{} : expected;
}

}  // namespace carerelay::chat
