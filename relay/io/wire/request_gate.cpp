#include "relay/io/wire/request_gate.hpp"

#include <algorithm>
#include <array>

#include "protocol/frame/frames.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::io {
namespace {

using protocol::errc;

constexpr std::size_t target_bytes = 2048;
constexpr std::size_t header_lines = 64;

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::size_t count(request_head const& head, std::string_view name) noexcept {
  return static_cast<std::size_t>(std::count_if(head.lines.begin(), head.lines.end(),
                                                [&](header_line const& line) { return same(line.name, name); }));
}

int hex(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Decodes once. None when an escape is broken or hides a NUL or another control character.
std::optional<std::string> decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      int const high = hex(text[i + 1]), low = hex(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return std::nullopt;
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    out.push_back(c);
  }
  if (!protocol::utf8::is_valid(out)) return std::nullopt;
  return out;
}

bool has_dot_segment(std::string_view path) noexcept {
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    auto const end = std::min(path.find('/'), path.size());
    auto const segment = path.substr(0, end);
    if (segment == "." || segment == "..") return true;
    path.remove_prefix(end);
  }
  return false;
}

std::optional<refusal> read_target(std::string_view target, passed_request& out) {
  if (target.size() > target_bytes) return refusal{414, errc::too_large, "the target is longer than 2048 bytes"};
  if (target.empty() || target.front() != '/') return refusal{400, errc::bad_request, "the target must begin with /"};
  bool const plain = std::all_of(target.begin(), target.end(),
                                 [](char c) { return c > 0x20 && c < 0x7f && c != '#' && c != '\\' && c != '"'; });
  if (!plain) return refusal{400, errc::bad_request, "the target holds a character that must be escaped"};

  auto const question = std::min(target.find('?'), target.size());
  auto const raw_path = target.substr(0, question);
  for (std::size_t i = 0; i + 2 < raw_path.size(); ++i)
    if (raw_path[i] == '%' && (same(raw_path.substr(i, 3), "%2f") || same(raw_path.substr(i, 3), "%5c")))
      return refusal{400, errc::bad_request, "the path hides a slash"};
  auto path = decoded(raw_path, false);
  if (!path) return refusal{400, errc::bad_request, "the path holds a broken or forbidden escape"};
  if (has_dot_segment(*path)) return refusal{400, errc::bad_request, "the path holds a dot segment"};
  out.path = std::move(*path);

  auto query = question < target.size() ? target.substr(question + 1) : std::string_view{};
  while (!query.empty()) {
    auto const end = std::min(query.find('&'), query.size());
    auto const pair = query.substr(0, end);
    auto const equals = std::min(pair.find('='), pair.size());
    auto name = decoded(pair.substr(0, equals), true);
    auto value = decoded(equals < pair.size() ? pair.substr(equals + 1) : std::string_view{}, true);
    if (!name || !value) return refusal{400, errc::bad_request, "the query holds a broken or forbidden escape"};
    if (!pair.empty()) out.query.emplace_back(std::move(*name), std::move(*value));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return std::nullopt;
}

std::optional<http::method> method_of(std::string_view word) noexcept {
  if (word == "GET") return http::method::get;
  if (word == "HEAD") return http::method::head;
  if (word == "POST") return http::method::post;
  if (word == "PUT") return http::method::put;
  if (word == "DELETE") return http::method::delete_;
  return std::nullopt;
}

/// The name in a Host value, without its port. "" when the value is not `name` or `name:port`.
std::string host_name(std::string_view value) {
  std::string_view name = value, port;
  auto const colon = value.rfind(':');
  bool const bracketed = !value.empty() && value.front() == '[';
  if (colon != std::string_view::npos && (!bracketed || value.find(']') < colon)) {
    name = value.substr(0, colon);
    port = value.substr(colon + 1);
    bool const digits = std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (port.empty() || port.size() > 5 || !digits) return {};
  }
  std::string out(name);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::optional<refusal> check_host(request_head const& head, gate_rules const& rules) {
  if (count(head, "Host") != 1) return refusal{400, errc::host_refused, "exactly one Host header is needed"};
  auto const name = host_name(value_of(head, "Host"));
  if (name.empty()) return refusal{400, errc::host_refused, "the Host header is not a name with an optional port"};
  if (std::find(rules.hosts.begin(), rules.hosts.end(), name) == rules.hosts.end())
    return refusal{421, errc::host_refused, "this relay does not answer for that host"};
  return std::nullopt;
}

std::optional<refusal> check_length(request_head const& head, passed_request& out) {
  auto const lengths = count(head, "Content-Length");
  if (count(head, "Transfer-Encoding") != 0) {
    int const status = lengths == 0 ? 411 : 400;
    return refusal{status, errc::bad_request, "Transfer-Encoding is not taken: send Content-Length"};
  }
  if (lengths > 1) return refusal{400, errc::bad_request, "more than one Content-Length"};
  if (lengths == 0) return std::nullopt;
  auto const text = value_of(head, "Content-Length");
  bool const digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (text.empty() || text.size() > 8 || !digits)
    return refusal{400, errc::bad_request, "Content-Length is not a number of 1 to 8 digits"};
  for (char const c : text) out.content_length = out.content_length * 10 + static_cast<std::uint32_t>(c - '0');
  return std::nullopt;
}

/// Headers of which a second one would let two readers see two different requests.
std::optional<refusal> check_doubled(request_head const& head) {
  static constexpr std::array names{
      "Authorization", "Content-Type",    "Origin", "Sec-WebSocket-Key",   "Sec-WebSocket-Version", "Upgrade", "Expect",
      "If-None-Match", "Idempotency-Key", "Cookie", "X-Carerelay-Session", "X-Hub-Signature-256"};
  for (auto const* name : names)
    if (count(head, name) > 1) return refusal{400, errc::bad_request, "a header that must be single is there twice"};
  return std::nullopt;
}

/// Our own pages are served over HTTPS only, under the very name the request went to.
bool is_own_origin(std::string_view origin, std::string_view host) {
  auto const strip = [](std::string_view text) {
    return text.ends_with(":443") ? text.substr(0, text.size() - 4) : text;
  };
  return origin.starts_with("https://") && same(strip(origin.substr(8)), strip(host));
}

http::origin judge_origin(request_head const& head, gate_rules const& rules) {
  if (count(head, "Origin") == 0) return http::origin::none;
  auto const origin = value_of(head, "Origin");
  bool const known =
      std::any_of(rules.origins.begin(), rules.origins.end(), [&](auto const& o) { return o == origin; });
  return known || is_own_origin(origin, value_of(head, "Host")) ? http::origin::ours : http::origin::foreign;
}

std::optional<refusal> check_upgrade(request_head const& head, passed_request& out) {
  if (out.path != protocol::stream_path) return std::nullopt;
  bool const asks = lists(value_of(head, "Upgrade"), "websocket");
  if (!asks && out.method != http::method::get) return std::nullopt;
  if (!asks) return refusal{426, errc::bad_request, "this is the stream: open it as a WebSocket"};
  if (out.method != http::method::get) return refusal{400, errc::bad_request, "a WebSocket is opened with GET"};
  if (out.content_length != 0) return refusal{400, errc::bad_request, "a WebSocket is opened without a body"};
  if (std::none_of(head.lines.begin(), head.lines.end(), [](header_line const& line) {
        return same(line.name, "Connection") && lists(line.value, "upgrade");
      }))
    return refusal{400, errc::bad_request, "Upgrade without Connection: Upgrade"};
  if (value_of(head, "Sec-WebSocket-Version") != "13")
    return refusal{426, errc::bad_request, "WebSocket version 13 is needed"};
  if (!is_websocket_key(value_of(head, "Sec-WebSocket-Key")))
    return refusal{400, errc::bad_request, "Sec-WebSocket-Key must be 16 bytes in base64"};
  if (out.origin == http::origin::foreign)
    return refusal{403, errc::origin_refused, "pages of that origin may not open the stream"};
  bool const speaks = std::any_of(head.lines.begin(), head.lines.end(), [](header_line const& line) {
    return same(line.name, "Sec-WebSocket-Protocol") && lists(line.value, protocol::subprotocol);
  });
  if (!speaks) return refusal{400, errc::subprotocol_missing, "offer the subprotocol carerelay.v1"};
  out.wants_stream = true;
  return std::nullopt;
}

}  // namespace

std::string_view value_of(request_head const& head, std::string_view name) noexcept {
  for (auto const& line : head.lines)
    if (same(line.name, name)) return trim(line.value);
  return {};
}

bool lists(std::string_view list, std::string_view token) noexcept {
  while (!list.empty()) {
    auto const end = std::min(list.find(','), list.size());
    if (same(trim(list.substr(0, end)), token)) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

bool is_websocket_key(std::string_view text) noexcept {
  if (text.size() != 24 || !text.ends_with("==")) return false;
  auto const of_alphabet = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  };
  bool const alphabet = std::all_of(text.begin(), text.begin() + 22, of_alphabet);
  return alphabet && std::string_view("AQgw").find(text[21]) != std::string_view::npos;
}

gate_answer pass(request_head const& head, gate_rules const& rules) {
  passed_request out;
  if (head.version != 11) return refusal{505, errc::bad_request, "HTTP/1.1 is needed"};
  auto const method = method_of(head.method);
  if (!method) return refusal{501, errc::method_not_allowed, "that method is not known here"};
  out.method = *method;
  if (head.lines.size() > header_lines) return refusal{431, errc::too_large, "more than 64 header lines"};
  if (auto const why = check_length(head, out)) return *why;
  if (auto const why = check_host(head, rules)) return *why;
  if (auto const why = check_doubled(head)) return *why;
  if (auto const why = read_target(head.target, out)) return *why;

  auto const expect = value_of(head, "Expect");
  if (!expect.empty() && !same(expect, "100-continue"))
    return refusal{417, errc::bad_request, "only 100-continue can be expected"};
  out.expects_continue = !expect.empty();
  out.keep_alive = std::none_of(head.lines.begin(), head.lines.end(), [](header_line const& line) {
    return same(line.name, "Connection") && lists(line.value, "close");
  });
  out.origin = judge_origin(head, rules);
  if (auto const why = check_upgrade(head, out)) return *why;
  return out;
}

}  // namespace carerelay::io
