#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Cells of register files as values. What public files get wrong in known ways is put right; anything else is
/// nothing, and the caller decides whether that matters.
namespace carerelay::core::cells {

/// Without what people cannot see, white space as single spaces; "" for NA and the like. Valid UTF-8 in.
[[nodiscard]] std::string line(std::string_view cell);

/// Split at "|" when there is one, else at ",": both are in use. Empty parts are left out.
[[nodiscard]] std::vector<std::string_view> list(std::string_view cell);

struct telephone_number {
  std::string e164;
  bool is_repaired = false;  ///< the spreadsheet had dropped the first 0
};
[[nodiscard]] std::optional<telephone_number> telephone(std::string_view cell);

/// "M33 4GT" from "m334gt".
[[nodiscard]] std::optional<std::string> postcode(std::string_view cell);

/// Y, N, yes, no, true, false; empty is no.
[[nodiscard]] std::optional<bool> yes_or_no(std::string_view cell);

/// At most 9999; "12.0" is 12, empty is 0.
[[nodiscard]] std::optional<std::uint32_t> beds(std::string_view cell);

/// "2025-01-02", "1/2/2025" and "1/2/2025 12:00:00 AM": the files mix them, and the last two do not say whether day
/// or month comes first. So only whether it is a date is told.
[[nodiscard]] bool is_date(std::string_view cell);

}  // namespace carerelay::core::cells
