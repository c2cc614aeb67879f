#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace carerelay::protocol {

using byte_vector = std::vector<std::uint8_t>;
using bytes_view = std::span<std::uint8_t const>;

/// The same bytes, seen as a span; lives as long as the text does.
[[nodiscard]] inline bytes_view as_bytes(std::string_view text) noexcept {
  return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}

/// The same bytes, seen as text; lives as long as the span's bytes do.
[[nodiscard]] inline std::string_view as_text(bytes_view bytes) noexcept {
  return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

}  // namespace carerelay::protocol
