#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/csv/reader.hpp"
#include "protocol/fault.hpp"
#include "protocol/register/home.hpp"
#include "relay/core/register/register_columns.hpp"

/// Public register files, and our own layout (docs/reference/homes-csv.md), as homes.
namespace carerelay::core {

struct imported_home {
  protocol::home_record record;
  std::size_t row = 0;  ///< of the spreadsheet
};

struct imported_register {
  column_map columns;
  std::vector<imported_home> homes;  ///< in the order of the file; no id twice, former ids included
  std::size_t other_services = 0;    ///< rows that are no care homes, passed over
  std::vector<std::string> notes;    ///< what was put right or left out, as sentences
};

/// Why a file was refused: the first hundred faults, and how many more there are.
struct import_refusal {
  std::vector<import_fault> faults;
  std::size_t more = 0;
};
/// Pointer "", the place in the sheet as the beginning of the detail.
[[nodiscard]] protocol::faults to_faults(import_refusal const& what);
[[noreturn]] void throw_exception_from_error(import_refusal const& what, boost::source_location const& where);

/// The whole country's services in one file: about 60 MB.
inline constexpr protocol::csv::read_limits register_limits{
    .bytes = 128 * 1024 * 1024, .rows = 200'000, .columns = 512, .cell_bytes = 32 * 1024};

/// Reads a register file, its kind told by its headings. All or nothing: one row that cannot be read right refuses the
/// file. Put right and noted: area codes and telephone numbers that lost a zero, NA for nothing, telephone numbers and
/// postcodes of public files that are none (left out). In our own layout the last two are faults.
[[nodiscard]] boost::system::result<imported_register, import_refusal> read_register(
    std::string_view csv, protocol::csv::read_limits const& limits = register_limits);

}  // namespace carerelay::core
