#pragma once

#include <chrono>
#include <string>
#include <string_view>

/// Cookies (RFC 6265bis). Every cookie of ours is `__Host-`: of this very host, over HTTPS only, for every path.
namespace carerelay::http {

inline constexpr std::string_view session_cookie = "__Host-carerelay";
inline constexpr std::string_view attempt_cookie = "__Host-carerelay-sign-in";

/// The value of that name; "" when there is none, or more than one: then somebody has planted one.
[[nodiscard]] std::string_view cookie_value(std::string_view header, std::string_view name) noexcept;

enum class same_site : std::uint8_t { strict, lax };
/// A Set-Cookie value. Zero `life`: as long as the browser is open.
[[nodiscard]] std::string cookie_text(std::string_view name, std::string_view value, same_site how,
                                      std::chrono::seconds life = {});
/// One that takes it away.
[[nodiscard]] std::string no_cookie(std::string_view name, same_site how);

}  // namespace carerelay::http
