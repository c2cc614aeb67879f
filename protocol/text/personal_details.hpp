#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace carerelay::protocol {

/// What may never stand in a test result: the relay carries a home's own pseudonyms and nothing else.
enum class personal_detail : std::uint8_t {
  nhs_number,  ///< ten digits, in one piece or in groups, whose last is the modulus 11 check
  birth_date   ///< a date of somebody's life span, or the words that announce one
};

/// The first personal detail in a text, which may be any bytes. A second line of defence: it finds what people
/// paste by mistake, not what somebody hides on purpose. Dates from 2010 on are taken for dates of tests.
[[nodiscard]] std::optional<personal_detail> find_personal_detail(std::string_view text);

/// Ten digits with a right check digit (NHS Data Dictionary, NHS NUMBER).
[[nodiscard]] bool is_nhs_number(std::string_view ten_digits) noexcept;

}  // namespace carerelay::protocol
