#include "relay/core/people/form.hpp"

#include "protocol/text/utf8.hpp"

namespace carerelay::core {
namespace {

constexpr std::size_t fields_most = 32;

int hex(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i] == '+' ? ' ' : text[i];
    if (c == '%') {
      int const high = i + 2 < text.size() ? hex(text[i + 1]) : -1;
      int const low = i + 2 < text.size() ? hex(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    out += c;
  }
  if (!protocol::utf8::is_valid(out)) return std::nullopt;
  return out;
}

}  // namespace

std::string form_text(form_fields const& fields) {
  std::string out;
  for (auto const& [name, value] : fields) {
    if (!out.empty()) out += '&';
    out += percent_encoded(name) + '=' + percent_encoded(value);
  }
  return out;
}

std::optional<form_fields> parse_form(std::string_view text) {
  form_fields out;
  while (!text.empty()) {
    auto const end = std::min(text.find('&'), text.size());
    auto const pair = text.substr(0, end);
    auto const equals = std::min(pair.find('='), pair.size());
    auto name = decoded(pair.substr(0, equals));
    auto value = decoded(equals < pair.size() ? pair.substr(equals + 1) : std::string_view{});
    if (!name || !value || out.size() == fields_most) return std::nullopt;
    if (!pair.empty()) out.emplace_back(std::move(*name), std::move(*value));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string_view field(form_fields const& fields, std::string_view name) noexcept {
  std::string_view found;
  std::size_t count = 0;
  for (auto const& [key, value] : fields)
    if (key == name) {
      found = value;
      ++count;
    }
  return count == 1 ? found : std::string_view{};
}

}  // namespace carerelay::core
