#include "config/text_rules.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string>

#include "protocol/crypto/jws.hpp"
#include "protocol/text/formats.hpp"
#include "protocol/words.hpp"

namespace carerelay::config::rules {
namespace {

bool is_address_of(int family, std::string_view text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  // inet_pton reads to the first NUL: a text with one inside is no address.
  return text.find('\0') == std::string_view::npos && inet_pton(family, std::string(text).c_str(), bytes.data()) == 1;
}

bool is_label(std::string_view text) {
  auto const is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), is_allowed);
}

bool is_host_name(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  while (true) {
    auto const dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_host(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    return is_address_of(AF_INET6, text.substr(1, text.size() - 2));
  }
  return is_host_name(text);
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 && text.front() != '0' &&
         text.find_first_not_of("0123456789") == std::string_view::npos && std::stoi(std::string(text)) <= 65535;
}

std::string_view take_port(std::string_view& host_and_port) {
  auto const colon = host_and_port.rfind(':');
  auto const bracket = host_and_port.rfind(']');
  if (colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket)) return "443";
  auto const port = host_and_port.substr(colon + 1);
  host_and_port = host_and_port.substr(0, colon);
  return port;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

std::string_view address(std::string_view text) {
  if (is_address_of(AF_INET, text) || is_address_of(AF_INET6, text)) return "";
  return "must be an IP address such as 0.0.0.0, 127.0.0.1 or ::1, without a port";
}

std::string_view host(std::string_view text) {
  if (is_host(text)) return "";
  return "must be a host name in lower case such as relay.example, without https:// and without a port";
}

std::string_view origin(std::string_view text) {
  static constexpr std::string_view expected =
      "must be a web origin such as https://intranet.example, in lower case, with nothing after the host and "
      "port";
  for (std::string_view const scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    auto rest = text.substr(scheme.size());
    auto const port = take_port(rest);
    return is_port(port) && is_host(rest) ? "" : expected;
  }
  return expected;
}

std::string_view path(std::string_view text) {
  if (!has_control(text)) return "";
  return "must be a path, without line breaks or other control characters";
}

std::string_view line(std::string_view text) {
  if (!has_control(text)) return "";
  return "must be one line, without control characters";
}

std::string_view word(std::string_view text) {
  auto const is_visible = [](char c) { return c > 0x20 && c < 0x7f; };
  if (std::all_of(text.begin(), text.end(), is_visible)) return "";
  return "must be one word of ASCII, without spaces";
}

std::string_view issuer_or_nothing(std::string_view text) {
  bool const is_plain = word(text).empty() && text.find_first_of("?#\"\\") == std::string_view::npos;
  if (text.empty() || (is_plain && text.starts_with("https://") && text.size() > 8)) return "";
  return "must be an address such as https://login.example, without a query";
}

std::string_view https_origin_or_nothing(std::string_view text) {
  if (text.empty() || (text.starts_with("https://") && origin(text).empty())) return "";
  return "must be an origin such as https://relay.example, in lower case, with nothing after the host and port";
}

std::string_view contact_or_nothing(std::string_view text) {
  bool const is_mail = text.starts_with("mailto:") && text.find('@') != text.npos;
  if (text.empty() || (word(text).empty() && (is_mail || text.starts_with("https://")))) return "";
  return "must be an address such as mailto:ops@relay.example or https://relay.example";
}

std::string_view telephone_or_nothing(std::string_view text) {
  bool const is_number = text.size() >= 8 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
                         std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (text.empty() || is_number) return "";
  return "must be a number with its country, such as +447700900000";
}

std::string_view proxy_or_nothing(std::string_view text) {
  bool const has_port = text.rfind(':') != std::string_view::npos && text.rfind(':') > 6;
  if (text.empty() || (text.starts_with("http://") && has_port && origin(text).empty())) return "";
  return "must be an address such as http://proxy.example:3128, with nothing after the port";
}

std::string_view jws_algorithm(std::string_view text) {
  if (protocol::from_word<protocol::jws_algorithm>(text)) return "";
  return "must be ES256, PS256 or RS256";
}

std::string_view log_level(std::string_view text) {
  if (text == "debug" || text == "info" || text == "warning" || text == "error") return "";
  return "must be debug, info, warning or error";
}

std::string_view host_or_nothing(std::string_view text) { return text.empty() ? "" : host(text); }

std::string_view email_or_nothing(std::string_view text) {
  if (text.empty() || protocol::formats::is_email(text)) return "";
  return "must be an email address in ASCII such as care@trust.example";
}

std::string_view mail_security(std::string_view text) {
  if (text == "starttls" || text == "tls") return "";
  return "must be starttls or tls: mail is never handed over in the clear";
}

std::string_view mail_auth(std::string_view text) {
  for (std::string_view const one : {"none", "any", "plain", "login", "xoauth2"})
    if (text == one) return "";
  return "must be none, any, plain, login or xoauth2";
}

}  // namespace carerelay::config::rules
