#pragma once

#include <optional>
#include <string_view>

namespace carerelay::protocol {

/// The enumerator a word stands for; none when it is no word of that type. Works for every enum whose
/// enumerators are 0, 1, 2 … and whose `word()` is empty beyond the last.
template <class Enum>
[[nodiscard]] constexpr std::optional<Enum> from_word(std::string_view text) noexcept {
  for (unsigned i = 0;; ++i) {
    auto const candidate = static_cast<Enum>(i);
    std::string_view const spelt = word(candidate);
    if (spelt.empty()) return std::nullopt;
    if (spelt == text) return candidate;
  }
}

/// "a, b or c": every word of an enum, for the sentence of a refusal.
template <class Enum, class Text>
void append_words(Text& out) {
  for (unsigned i = 0;; ++i) {
    std::string_view const spelt = word(static_cast<Enum>(i));
    if (spelt.empty()) return;
    bool const last = word(static_cast<Enum>(i + 1)).empty();
    if (i != 0) out += last ? " or " : ", ";
    out += spelt;
  }
}

}  // namespace carerelay::protocol
