#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/register/areas.hpp"
#include "protocol/register/home.hpp"
#include "relay/core/register/register_columns.hpp"

namespace carerelay::core {

/// Faults and notes of a file, as many as a person will read, and the number of the rest.
class import_report {
 public:
  static constexpr std::size_t most_faults = 100, most_notes = 20;

  void fault(import_fault what);
  /// Something that was left out of the register because the file has it wrong.
  void note(import_fault what);

  [[nodiscard]] bool has_faults() const noexcept { return !faults_.empty(); }
  [[nodiscard]] std::vector<import_fault> take_faults() && { return std::move(faults_); }
  [[nodiscard]] std::size_t more_faults() const noexcept { return more_faults_; }
  [[nodiscard]] std::vector<std::string> notes() const;

  std::size_t repaired_codes = 0, repaired_telephones = 0;

 private:
  std::vector<import_fault> faults_, notes_;
  std::size_t more_faults_ = 0, more_notes_ = 0;
};

/// Reads one row after the other into homes.
class row_reader {
 public:
  /// Both must outlive the reader.
  row_reader(column_map const& columns, import_report& report) : columns_(columns), report_(report) {}

  /// Whether the row is a care home at all: files of the CQC hold every service it regulates.
  [[nodiscard]] bool is_care_home(protocol::csv::row const& row);

  /// What could be read; whatever was wrong is in the report.
  [[nodiscard]] protocol::home_record read(protocol::csv::row const& row);

 private:
  using field = register_field;

  [[nodiscard]] bool is_ours() const noexcept { return columns_.layout() == register_layout::own; }
  [[nodiscard]] std::string_view cell(field which) const;
  [[nodiscard]] import_fault about(field which, protocol::errc rule, std::string detail) const;
  void object(field which, protocol::errc rule, std::string detail);
  /// A fault in our own layout; a note where the file is not the user's to correct.
  void object_or_note(field which, std::string detail);
  /// "is not …" with the beginning of what the cell holds.
  [[nodiscard]] static std::string is_not(std::string_view cell, std::string_view expected);

  protocol::home_id id();
  std::vector<protocol::home_id> former_ids();
  std::string text(field which);
  protocol::area_code area();
  protocol::area const* area_of_code(field which, std::string_view code, std::string_view name);
  protocol::area const* area_of_name(field which, std::string_view name);
  std::string postcode();
  std::string telephone();
  std::string email();
  std::string ods_code();
  std::vector<protocol::service_type> service_types();
  std::uint32_t beds();
  std::vector<std::string> tags();
  bool dormant();
  [[nodiscard]] std::optional<bool> flag(field which);

  column_map const& columns_;
  import_report& report_;
  protocol::csv::row const* row_ = nullptr;
  std::map<std::string, protocol::named_area, std::less<>> names_;  ///< looked up already
};

}  // namespace carerelay::core
