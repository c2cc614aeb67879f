#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/fault.hpp"

/// Spreadsheets come in as CSV (RFC 4180), with errors in the words of the person who has the sheet open.
namespace carerelay::protocol::csv {

struct read_limits {
  std::size_t bytes = 16 * 1024 * 1024;
  std::size_t rows = 200'000;
  std::size_t columns = 512;
  std::size_t cell_bytes = 128 * 1024;
};

struct read_error {
  errc rule{};
  std::size_t row = 0;     ///< as the spreadsheet numbers it, from 1; 0 for the whole file
  std::size_t column = 0;  ///< from 1; 0 for the whole row
  std::string detail;      ///< a sentence for the person who has the sheet open

  /// `row 12, column C`, `row 12` or "".
  [[nodiscard]] std::string place() const;
  /// Pointer "", the place in the detail.
  [[nodiscard]] fault to_fault() const;

  friend bool operator==(read_error const&, read_error const&) = default;
};
[[noreturn]] void throw_exception_from_error(read_error const& what, boost::source_location const& where);

template <class T>
using read_result = boost::system::result<T, read_error>;

/// `A`, `Z`, `AA`: what a spreadsheet calls the column, counted from 1.
[[nodiscard]] std::string column_letters(std::size_t column);

/// One row; the cells live until the visitor returns. Spaces round a cell are not part of it unless quoted.
struct row {
  std::size_t number = 0;  ///< as the spreadsheet numbers it: empty lines count, breaks inside a cell do not
  std::span<std::string_view const> cells;

  /// The cell of that column counted from 0, "" when the row is shorter.
  [[nodiscard]] std::string_view cell(std::size_t column) const noexcept {
    return column < cells.size() ? cells[column] : std::string_view{};
  }
};

/// Calls `visit` for each row that is not empty. Commas, quotation marks, LF, CR LF or CR line ends, a
/// byte-order mark at the front is taken off. Refused with row and column: a quotation mark never closed or
/// in the middle of a cell, NUL, text that is not UTF-8 (with what to do about it), and anything over the
/// limits. The rows visited before a refusal must be thrown away by the caller.
[[nodiscard]] read_result<void> read(std::string_view text, read_limits const& limits,
                                     std::function<void(row const&)> const& visit);

/// A whole file in a few large blocks of memory.
class table {
 public:
  [[nodiscard]] static read_result<table> parse(std::string_view text, read_limits const& limits = {});

  [[nodiscard]] std::size_t rows() const noexcept { return rows_.size(); }
  [[nodiscard]] std::size_t columns(std::size_t row) const noexcept;
  [[nodiscard]] std::size_t row_number(std::size_t row) const noexcept { return rows_[row].number; }
  /// "" when the row has no such cell; both from 0. Lives as long as the table.
  [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const noexcept;

 private:
  struct row_place {
    std::size_t number = 0, first_cell = 0;
  };
  std::string characters_;
  std::vector<std::uint32_t> cell_ends_;
  std::vector<row_place> rows_;
};

}  // namespace carerelay::protocol::csv
