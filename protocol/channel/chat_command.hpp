#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// What people may tell the relay in a chat. Everything else is nothing, and is not kept.
namespace carerelay::protocol {

enum class chat_word : std::uint8_t {
  none,
  ack,  ///< "ack B7.1", "ack B7.1 Rosewood"
  help,
  stop,
  join  ///< "join ABCDE-FGHJK", or the code alone
};

struct chat_command {
  chat_word what = chat_word::none;
  std::string ref;   ///< of `ack`: "B7.1" or "B7"; "" when what stood there is none
  std::string home;  ///< of `ack`: what was said of the home, as typed, at most 80 bytes
  std::string code;  ///< of `join`, in canonical form (crypto::parse_code)

  friend bool operator==(chat_command const&, chat_command const&) = default;
};

inline constexpr std::size_t chat_command_bytes = 200;

/// One line of ASCII words (the home's name may be any text), either case, with blanks around it and one full stop or
/// exclamation mark behind it. A letter that only looks like one of ours (Cyrillic "а", full width "ａｃｋ", a hidden
/// character) makes it nothing, as does a second line: what people say to each other must not be taken for a command.
[[nodiscard]] chat_command parse_chat_command(std::string_view said);

/// What somebody answered, without the words they answered to: the lines at the beginning that start with ">" and the
/// blank one behind them (Matrix 1.8 "Rich replies", XEP-0461 section 3.1).
[[nodiscard]] std::string_view without_quote(std::string_view said) noexcept;

}  // namespace carerelay::protocol
