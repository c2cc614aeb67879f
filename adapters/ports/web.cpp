#include "adapters/ports/web.hpp"

#include <algorithm>

#include "protocol/channel/retry_after.hpp"

namespace carerelay::ports {
namespace {

/// "no_service", "invalid_payload": short, and nothing that could be an address or a key.
std::string plain_words(std::string_view body) {
  bool const is_plain = !body.empty() && body.size() <= 40 && std::all_of(body.begin(), body.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || c == '_';
  });
  return is_plain ? ' ' + std::string(body) : std::string();
}

std::pair<send_outcome, char const*> meaning_of(int status) noexcept {
  if (status >= 200 && status < 300) return {send_outcome::accepted, ""};
  if (status >= 300 && status < 400) return {send_outcome::account, "redirected"};
  switch (status) {
    case 401:
    case 403:
    case 407: return {send_outcome::account, "not_allowed"};
    case 404: return {send_outcome::account, "not_found"};
    case 408: return {send_outcome::later, "too_slow"};
    case 410: return {send_outcome::gone, "gone"};
    case 413: return {send_outcome::refused, "too_large"};
    case 425:
    case 429: return {send_outcome::later, "busy"};
    default: break;
  }
  if (status >= 500) return {send_outcome::later, "server_not_ready"};
  if (status >= 400) return {send_outcome::refused, "refused"};
  return {send_outcome::in_doubt, "no_answer"};
}

}  // namespace

verdict verdict_of(web_reply const& reply, protocol::instant now) {
  verdict out;
  if (reply.status == 0) {
    out.what = reply.is_ours      ? send_outcome::account
               : reply.left_whole ? send_outcome::in_doubt
                                  : send_outcome::not_sent;
    out.why = out.what == send_outcome::in_doubt ? "no_answer" : reply.trouble;
    out.detail = reply.trouble;
    return out;
  }
  auto const [what, why] = meaning_of(reply.status);
  out.what = what;
  out.why = why;
  out.detail = "HTTP " + std::to_string(reply.status) + plain_words(reply.body);
  if (what == send_outcome::later)
    out.after = protocol::retry_after(reply.retry_after, json_member(reply.body, "retry_after_ms"),
                                      json_member(reply.body, "retry_after"), now);
  return out;
}

std::string_view json_member(std::string_view json, std::string_view name) noexcept {
  for (auto at = json.find(name); at != std::string_view::npos; at = json.find(name, at + 1)) {
    bool const is_name = at > 0 && json[at - 1] == '"' && json.substr(at + name.size()).starts_with('"');
    if (!is_name) continue;
    auto rest = json.substr(at + name.size() + 1);
    auto const skip = [&rest] { rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size())); };
    skip();
    if (!rest.starts_with(':')) continue;
    rest.remove_prefix(1);
    skip();
    if (rest.starts_with('"')) return rest.substr(1, rest.find('"', 1) - 1);
    return rest.substr(0, rest.find_first_of(" \t\r\n,}]"));
  }
  return {};
}

}  // namespace carerelay::ports
