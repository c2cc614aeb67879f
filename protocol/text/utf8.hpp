#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Text that may be sent on. One byte that is not UTF-8 in a WebSocket text frame makes every peer close
/// with 1007, so everything that comes in is checked here.
namespace carerelay::protocol::utf8 {

/// Well-formed UTF-8 (Unicode 15, table 3-7): no overlong form, no surrogate, nothing beyond U+10FFFF.
[[nodiscard]] bool is_valid(std::string_view text) noexcept;

/// Where the first ill-formed sequence begins, in bytes; none when the text is valid.
[[nodiscard]] std::optional<std::size_t> first_invalid(std::string_view text) noexcept;

/// Number of code points. `text` must be valid.
[[nodiscard]] std::size_t count(std::string_view text) noexcept;

/// At most `most` code points from the front. `text` must be valid.
[[nodiscard]] std::string_view prefix(std::string_view text, std::size_t most) noexcept;

/// Takes one code point off the front. `text` must be valid and not empty.
[[nodiscard]] char32_t take(std::string_view& text) noexcept;

/// Appends the code point, which must be a Unicode scalar value.
void append(char32_t code_point, std::string& out);

/// The text with every ill-formed sequence replaced by U+FFFD.
[[nodiscard]] std::string repaired(std::string_view text);

/// What a reader cannot see, or sees in another order than it is written.
enum class oddity : std::uint8_t {
  line_break,  ///< LF, CR, U+0085, U+2028, U+2029; fine in a block of text, not in a headline
  control,     ///< any other C0 or C1 control except tab, and DEL
  bidi,        ///< embeddings, overrides and isolates (U+202A to 202E, U+2066 to 2069): can show text backwards
  hidden       ///< zero width space, word joiner, soft hyphen, byte-order mark, tags and the like
};

struct odd_place {
  oddity what{};
  std::size_t offset = 0;  ///< bytes
  char32_t code_point = 0;

  friend bool operator==(odd_place const&, odd_place const&) = default;
};

/// What is odd about one character. The joiners U+200C and U+200D and the marks U+200E, U+200F and U+061C are
/// not: Persian, Hindi, emoji and mixed-direction names need them.
[[nodiscard]] std::optional<oddity> oddity_of(char32_t code_point) noexcept;

/// For one-line fields (headline, name): the first odd character of any sort, tab included.
[[nodiscard]] std::optional<odd_place> first_odd_in_line(std::string_view valid_text) noexcept;

/// For blocks of text (description, note): the first odd character except LF, CR LF and tab.
[[nodiscard]] std::optional<odd_place> first_odd_in_block(std::string_view valid_text) noexcept;

}  // namespace carerelay::protocol::utf8
