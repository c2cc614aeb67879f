#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/csv/reader.hpp"
#include "protocol/errc.hpp"

/// Which column of a register file holds what, found by its heading.
namespace carerelay::core {

enum class register_field : std::uint8_t {
  id,
  former_ids,
  name,
  area,  ///< a GSS code or a name: our own layout
  area_code,
  area_name,
  postcode,
  telephone,
  email,
  provider,
  ods_code,
  service_types,
  nursing_flag,      ///< Y in the column of one service type
  residential_flag,  ///< likewise
  is_care_home,
  beds,
  tags,
  dormant,
  end_date
};
inline constexpr std::size_t register_fields = static_cast<std::size_t>(register_field::end_date) + 1;

enum class register_layout : std::uint8_t {
  own,               ///< docs/reference/homes-csv.md
  care_directory,    ///< CQC "care directory", 2017 onwards
  active_locations,  ///< CQC "HSCA active locations", 2017 onwards
  locations,         ///< CQC locations with ratings and bands
  open_data          ///< a council's list with a column cqc_id
};
/// "CQC care directory" and the like, for people.
[[nodiscard]] std::string_view name_of(register_layout layout) noexcept;

/// One thing wrong with a register file, for the person who has the sheet open.
struct import_fault {
  std::size_t row = 0;     ///< as the spreadsheet numbers it, from 1; 0 for the whole file
  std::size_t column = 0;  ///< from 1; 0 for the whole row
  std::string heading;     ///< of the column
  protocol::errc rule{};
  std::string detail;

  friend bool operator==(import_fault const&, import_fault const&) = default;
};
/// "row 12, column C (Local Authority): …"
[[nodiscard]] std::string to_text(import_fault const& what);

class column_map {
 public:
  /// Reads the row of headings. Faults: the column of ids is missing, a heading appears twice, or our own layout
  /// has a heading it does not know.
  [[nodiscard]] static boost::system::result<column_map, std::vector<import_fault>> read(
      protocol::csv::row const& headings);

  [[nodiscard]] register_layout layout() const noexcept { return layout_; }
  [[nodiscard]] bool has(register_field field) const noexcept { return places_[index(field)].has_value(); }
  /// From 0; of a field that the file has.
  [[nodiscard]] std::size_t column(register_field field) const { return places_[index(field)].value(); }
  [[nodiscard]] std::string_view heading(std::size_t column) const noexcept {
    return column < headings_.size() ? std::string_view(headings_[column]) : std::string_view();
  }
  [[nodiscard]] std::size_t width() const noexcept { return headings_.size(); }

 private:
  static std::size_t index(register_field field) noexcept { return static_cast<std::size_t>(field); }
  [[nodiscard]] std::vector<import_fault> read_headings(protocol::csv::row const& headings);
  [[nodiscard]] std::optional<import_fault> missing_column(std::size_t row) const;
  [[nodiscard]] register_layout recognise() const noexcept;

  register_layout layout_{};
  std::array<std::optional<std::size_t>, register_fields> places_{};
  std::vector<std::string> headings_;
};

/// Whether this is the row of headings: it names the homes' name and two other things we know.
[[nodiscard]] bool is_heading_row(protocol::csv::row const& row);

/// The headings of our own layout, in the order we write them.
[[nodiscard]] std::span<std::string_view const> own_headings() noexcept;

}  // namespace carerelay::core
