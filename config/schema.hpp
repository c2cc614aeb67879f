#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/settings.hpp"

/// The one table behind the file, the environment, the flags, the help and the reference page.
namespace carerelay::config {

enum class value_kind : std::uint8_t { number, text, list };
using value = std::variant<std::int64_t, std::string, std::vector<std::string>>;  ///< in the order of value_kind

/// "" when the text will do, otherwise what it must be: "must be an IP address, …".
using text_rule = std::string_view (*)(std::string_view text);

struct entry {
  std::string_view key;  ///< "stream.heartbeat_ms": section, dot, name (no dot); the unit is its last word
  value_kind kind{};
  std::string_view unit;             ///< "ms", "connections"; "" for text
  std::int64_t least = 0, most = 0;  ///< of a number; bytes of a text; entries of a list
  text_rule rule = nullptr;          ///< of a text, and of each entry of a list
  bool secret = false;               ///< never shown
  std::string_view help;             ///< whole sentences for an operator
  value (*get)(settings const& from) = nullptr;
  void (*set)(settings& into, value&& what) = nullptr;  ///< `what` is of `kind` and inside the range

  [[nodiscard]] std::string_view section() const noexcept { return key.substr(0, key.rfind('.')); }
  [[nodiscard]] std::string_view name() const noexcept { return key.substr(key.rfind('.') + 1); }
};

/// Every setting, section by section. The default of each is what a default-made `settings` holds.
[[nodiscard]] std::span<entry const> schema() noexcept;

struct section_note {
  std::string_view name, help;
};
/// The sections, in the order of the table.
[[nodiscard]] std::span<section_note const> sections() noexcept;

/// nullptr when there is no such key.
[[nodiscard]] entry const* find(std::string_view key) noexcept;

/// "CARERELAY_STREAM_HEARTBEAT_MS"
[[nodiscard]] std::string environment_name(std::string_view key);

/// "must be 100 to 600000 ms, not 0", or "" when the value is of the entry's kind and in its range.
[[nodiscard]] std::string objection(entry const& to, value const& what);

/// "100 to 600000 ms", "1 to 64 entries", "at most 4096 bytes"
[[nodiscard]] std::string range_text(entry const& of);

}  // namespace carerelay::config
