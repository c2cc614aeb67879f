#pragma once

#include <span>
#include <string_view>

/// The areas a message can be for: England's 153 upper-tier local authorities (counties, unitary authorities,
/// metropolitan districts, London boroughs) as they are since April 2025, by their GSS codes (ONS register of
/// geographic codes).
namespace carerelay::protocol {

struct area {
  std::string_view code;  ///< "E09000010"
  std::string_view name;  ///< as people say it: "Bristol" where the ONS has "Bristol, City of"
};

/// All of them, in order of code.
[[nodiscard]] std::span<area const> areas() noexcept;

/// nullptr when the code names no authority. A code that was replaced while the authority stayed what it was
/// (Barnsley's until 2025, North Yorkshire's until 2023) gives the authority with today's code.
[[nodiscard]] area const* area_by_code(std::string_view code) noexcept;

struct named_area {
  area const* found = nullptr;
  std::string_view instead;  ///< a sentence about an authority that was split up; otherwise ""
};

/// Finds an authority by what the ONS, the CQC or people call it. Upper and lower case, "&" and "and", hyphens,
/// full stops and phrases such as "London Borough of" or "County Council" make no difference.
[[nodiscard]] named_area area_by_name(std::string_view name);

/// For a spreadsheet that took the code for a number: "E0800003" is E08000003, whose number lost a leading zero.
/// nullptr when the code is not of that form, names no authority so, or `name` (which may be "") says another.
[[nodiscard]] area const* repair_code(std::string_view code, std::string_view name);

}  // namespace carerelay::protocol
