#include "relay/http/cookies.hpp"

#include <algorithm>

namespace carerelay::http {
namespace {

std::string attributes(same_site how) {
  return how == same_site::strict ? "; Path=/; Secure; HttpOnly; SameSite=Strict"
                                  : "; Path=/; Secure; HttpOnly; SameSite=Lax";
}

}  // namespace

std::string_view cookie_value(std::string_view header, std::string_view name) noexcept {
  std::string_view found;
  std::size_t count = 0;
  while (!header.empty()) {
    auto const end = std::min(header.find(';'), header.size());
    auto pair = header.substr(0, end);
    while (pair.starts_with(' ') || pair.starts_with('\t')) pair.remove_prefix(1);
    while (pair.ends_with(' ') || pair.ends_with('\t')) pair.remove_suffix(1);
    auto const equals = pair.find('=');
    if (equals != pair.npos && pair.substr(0, equals) == name) {
      found = pair.substr(equals + 1);
      ++count;
    }
    header.remove_prefix(std::min(end + 1, header.size()));
  }
  return count == 1 ? found : std::string_view{};
}

std::string cookie_text(std::string_view name, std::string_view value, same_site how, std::chrono::seconds life) {
  std::string out(name);
  out.append("=").append(value).append(attributes(how));
  if (life.count() > 0) out += "; Max-Age=" + std::to_string(life.count());
  return out;
}

std::string no_cookie(std::string_view name, same_site how) {
  return std::string(name) + '=' + attributes(how) + "; Max-Age=0";
}

}  // namespace carerelay::http
