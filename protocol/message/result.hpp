#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/message/message.hpp"

/// What a test result says. It never reaches the relay: the sender seals it, the home opens it (protocol/seal), and
/// between them travels a message whose clear part is the same for every result.
namespace carerelay::protocol {

enum class report_status : std::uint8_t { preliminary, final, amended, corrected, cancelled, entered_in_error };
enum class test_outcome : std::uint8_t { positive, negative, indeterminate, void_ };

/// The words of FHIR R4 DiagnosticReport, and what people read.
struct result_content {
  report_status status = report_status::final;
  std::string test_code{};                ///< SNOMED CT identifier, Verhoeff checked
  std::optional<test_outcome> outcome{};  ///< none only when the result is taken back
  std::string specimen_ref{};
  std::string subject_ref{};  ///< the home's own pseudonym: never a name, birth date or NHS number
  std::optional<instant> collected_at{};
  std::optional<instant> issued_at{};
  std::string performer_ods{};
  std::vector<info_block> info{};
  std::string change_note{};

  friend bool operator==(result_content const&, result_content const&) = default;
};

/// A result as its sender writes it: what will be sealed, and the envelope around it, in which `sealed` is still empty.
struct result_draft {
  draft envelope{};
  result_content content{};
};

/// Reads one document with the members of both. Every fault is reported with its pointer.
[[nodiscard]] checked<result_draft> parse_result_draft(std::string_view json);
/// What was sealed. `type` is the envelope's: an update says what changed, a cancel takes back.
[[nodiscard]] checked<result_content> parse_result_content(std::string_view json, msg_type type);
/// Canonical JSON, as parse_result_content reads it.
[[nodiscard]] std::string encode(result_content const& what);

/// The clear words of every result of that type, so that they tell nothing.
[[nodiscard]] info_block clear_words(msg_type type);
[[nodiscard]] std::string clear_change_note(msg_type type);  ///< "" for an alert

[[nodiscard]] std::string_view word(report_status value) noexcept;
[[nodiscard]] std::string_view word(test_outcome value) noexcept;

}  // namespace carerelay::protocol
