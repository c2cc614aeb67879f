#include "relay/http/paging.hpp"

#include <charconv>

#include "protocol/crypto/base64.hpp"
#include "protocol/limits.hpp"
#include "protocol/text/escaped.hpp"
#include "relay/http/problem.hpp"

namespace carerelay::http {

using protocol::errc;
namespace crypto = protocol::crypto;

std::optional<std::string> parameter(request const& asked, std::string_view name) {
  for (auto const& [key, value] : asked.query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

or_answer<page> page_of(request const& asked) {
  page out{protocol::limits::page_default, {}};
  if (auto const limit = parameter(asked, "limit")) {
    auto const [end, error] = std::from_chars(limit->data(), limit->data() + limit->size(), out.limit);
    bool const whole = error == std::errc{} && end == limit->data() + limit->size();
    if (!whole || out.limit < 1 || out.limit > protocol::limits::page_most)
      return problem(errc::out_of_range, "limit: expected a number from 1 to 1000");
  }
  if (auto const cursor = parameter(asked, "cursor")) {
    auto const bytes = crypto::from_base64url(*cursor);
    if (!bytes || bytes->empty() || bytes->size() > 80)
      return problem(errc::bad_format, "cursor: expected the one of a `next` link");
    out.after = protocol::as_text(*bytes);
  }
  return out;
}

std::string next_page(request const& asked, page const& here, std::string const& last) {
  std::string next = asked.path + "?limit=" + std::to_string(here.limit);
  for (auto const& [key, value] : asked.query) {
    if (key != "limit" && key != "cursor")
      next += '&' + protocol::percent_encoded(key) + '=' + protocol::percent_encoded(value);
  }
  return next + "&cursor=" + crypto::to_base64url(protocol::as_bytes(last));
}

void end_page(request const& asked, page const& here, std::optional<std::string> const& last, bool has_more,
              protocol::json::writer& json, answer& out) {
  if (has_more && last) {
    auto const next = next_page(asked, here, *last);
    json.member("next", next);
    out.headers.emplace_back("Link", '<' + next + ">; rel=\"next\"");
  }
  json.end_object();
}

}  // namespace carerelay::http
