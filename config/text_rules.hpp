#pragma once

#include <string_view>

/// What a text setting must look like. Each gives "" when the text will do, otherwise what it must be.
namespace carerelay::config::rules {

[[nodiscard]] std::string_view address(std::string_view text);  ///< IPv4 or IPv6, no port
[[nodiscard]] std::string_view host(std::string_view text);     ///< as in a Host header, lower case, no port
[[nodiscard]] std::string_view origin(std::string_view text);   ///< RFC 6454: scheme, host, port; no path
[[nodiscard]] std::string_view path(std::string_view text);
[[nodiscard]] std::string_view line(std::string_view text);               ///< of people's words: no control characters
[[nodiscard]] std::string_view word(std::string_view text);               ///< visible ASCII without spaces
[[nodiscard]] std::string_view issuer_or_nothing(std::string_view text);  ///< an https address without query
[[nodiscard]] std::string_view https_origin_or_nothing(std::string_view text);
[[nodiscard]] std::string_view contact_or_nothing(std::string_view text);    ///< mailto: or https:
[[nodiscard]] std::string_view telephone_or_nothing(std::string_view text);  ///< E.164
[[nodiscard]] std::string_view proxy_or_nothing(std::string_view text);      ///< http, host and port
[[nodiscard]] std::string_view jws_algorithm(std::string_view text);
[[nodiscard]] std::string_view log_level(std::string_view text);
[[nodiscard]] std::string_view host_or_nothing(std::string_view text);
[[nodiscard]] std::string_view email_or_nothing(std::string_view text);
[[nodiscard]] std::string_view mail_security(std::string_view text);  ///< starttls, tls
[[nodiscard]] std::string_view mail_auth(std::string_view text);

}  // namespace carerelay::config::rules
