// The only place that names libcsv's parser.
#include "protocol/csv/reader.hpp"

#include <boost/throw_exception.hpp>

#include <csv.h>

#include <algorithm>
#include <exception>
#include <new>
#include <optional>
#include <stdexcept>

#include "protocol/text/utf8.hpp"

namespace carerelay::protocol::csv {
namespace {

constexpr std::size_t buffer_step = 64 * 1024;

/// One pass of libcsv over a text; it calls back for every cell and at the end of every row.
class pass {
 public:
  pass(read_limits const& limits, std::function<void(row const&)> const& visit) : limits_(limits), visit_(visit) {
    if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0) throw std::bad_alloc();
    csv_set_blk_size(&parser_, buffer_step);
  }
  ~pass() { csv_free(&parser_); }
  pass(pass const&) = delete;
  pass& operator=(pass const&) = delete;

  std::optional<read_error> run(std::string_view text) {
    while (!text.empty() && !error_) {
      // Line by line, so that an empty line can be told from the LF of a CR LF.
      auto const at = text.find_first_of("\r\n");
      std::string_view const line = text.substr(0, at == std::string_view::npos ? text.size() : at + 1);
      is_second_half_ = line == "\n" && ended_with_cr_;
      feed(line);
      ended_with_cr_ = line.back() == '\r';
      text.remove_prefix(line.size());
    }
    if (!error_ && csv_fini(&parser_, on_cell, on_row, this) != 0) {
      fail(errc::bad_format, ends_.size() + 1, "has a quotation mark that is never closed");
    }
    if (thrown_) std::rethrow_exception(thrown_);
    return std::move(error_);
  }

 private:
  static void on_cell(void* text, std::size_t size, void* self) {
    static_cast<pass*>(self)->guarded([&](pass& it) { it.cell({static_cast<char const*>(text), size}); });
  }
  static void on_row(int, void* self) {
    static_cast<pass*>(self)->guarded([](pass& it) { it.end_row(); });
  }
  /// Nothing may be thrown through C code: it is kept until libcsv has returned.
  template <class Work>
  void guarded(Work work) noexcept {
    if (error_ || thrown_) return;
    try {
      work(*this);
    } catch (...) {
      thrown_ = std::current_exception();
    }
  }

  void feed(std::string_view line) {
    std::size_t const taken = csv_parse(&parser_, line.data(), line.size(), on_cell, on_row, this);
    if (thrown_) std::rethrow_exception(thrown_);
    if (taken != line.size()) {
      if (csv_error(&parser_) != CSV_EPARSE) throw std::bad_alloc();
      fail(errc::bad_format, ends_.size() + 1,
           "has a quotation mark in the middle: double it and put the whole cell in quotation marks");
    }
    if (csv_get_buffer_size(&parser_) > limits_.cell_bytes + buffer_step) fail_cell_size();
  }

  void cell(std::string_view text) {
    std::size_t const column = ends_.size() + 1;
    if (column > limits_.columns) {
      return fail(errc::too_large, 0, "has more than " + std::to_string(limits_.columns) + " columns");
    }
    if (text.size() > limits_.cell_bytes) return fail_cell_size();
    if (text.find('\0') != std::string_view::npos) return fail(errc::not_utf8, column, "holds a NUL byte");
    if (!utf8::is_valid(text)) {
      return fail(errc::not_utf8, column, "is not UTF-8, probably Windows-1252: save the sheet again as \"CSV UTF-8\"");
    }
    characters_ += text;
    ends_.push_back(characters_.size());
  }

  void end_row() {
    if (ends_.empty() && is_second_half_) return;
    if (!characters_.empty()) show();  // a row of nothing but commas is an empty row
    ++row_;
    characters_.clear();
    ends_.clear();
  }

  void show() {
    if (++shown_ > limits_.rows) {
      return fail(errc::too_large, 0, "is one more than the " + std::to_string(limits_.rows) + " rows allowed");
    }
    cells_.clear();
    std::size_t begin = 0;
    for (std::size_t const end : ends_) {
      cells_.push_back(std::string_view(characters_).substr(begin, end - begin));
      begin = end;
    }
    visit_({row_, cells_});
  }

  void fail(errc rule, std::size_t column, std::string detail) {
    if (!error_) error_ = read_error{rule, row_, column, std::move(detail)};
  }
  void fail_cell_size() {
    fail(errc::too_large, ends_.size() + 1,
         "has more than " + std::to_string(limits_.cell_bytes) + " bytes: perhaps a quotation mark is never closed");
  }

  csv_parser parser_{};
  read_limits const& limits_;
  std::function<void(row const&)> const& visit_;
  std::optional<read_error> error_;
  std::exception_ptr thrown_;
  std::size_t row_ = 1, shown_ = 0;
  std::string characters_;  ///< of the row so far
  std::vector<std::size_t> ends_;
  std::vector<std::string_view> cells_;
  bool is_second_half_ = false, ended_with_cr_ = false;
};

std::optional<read_error> fault_of_file(std::string_view text, read_limits const& limits) {
  if (text.size() > limits.bytes) {
    return read_error{errc::too_large, 0, 0, "the file has more than " + std::to_string(limits.bytes) + " bytes"};
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return read_error{errc::not_utf8, 0, 0, "the file is UTF-16: save the sheet again as \"CSV UTF-8\""};
  }
  if (text.starts_with("PK\x03\x04")) {
    return read_error{errc::unsupported_media_type, 0, 0,
                      "the file is a workbook, not CSV: save the sheet as \"CSV UTF-8\""};
  }
  return std::nullopt;
}

}  // namespace

read_result<void> read(std::string_view text, read_limits const& limits, std::function<void(row const&)> const& visit) {
  auto error = fault_of_file(text, limits);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!error) error = pass(limits, visit).run(text);
  if (error) return std::move(*error);
  return {};
}

read_result<table> table::parse(std::string_view text, read_limits const& limits) {
  table made;
  auto const keep = [&](row const& each) {
    made.rows_.push_back({each.number, made.cell_ends_.size()});
    for (auto const cell : each.cells) {
      made.characters_ += cell;
      made.cell_ends_.push_back(static_cast<std::uint32_t>(made.characters_.size()));
    }
  };
  if (limits.bytes > UINT32_MAX) throw std::invalid_argument("a CSV limit beyond 4 GiB");
  auto const result = read(text, limits, keep);
  if (!result) return result.error();
  return made;
}

std::size_t table::columns(std::size_t row) const noexcept {
  std::size_t const next = row + 1 < rows_.size() ? rows_[row + 1].first_cell : cell_ends_.size();
  return next - rows_[row].first_cell;
}

std::string_view table::cell(std::size_t row, std::size_t column) const noexcept {
  if (column >= columns(row)) return {};
  std::size_t const index = rows_[row].first_cell + column;
  std::size_t const begin = index == 0 ? 0 : cell_ends_[index - 1];
  return std::string_view(characters_).substr(begin, cell_ends_[index] - begin);
}

std::string column_letters(std::size_t column) {
  std::string letters;
  for (; column > 0; column = (column - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
  }
  return letters;
}

std::string read_error::place() const {
  if (row == 0) return "";
  std::string const text = "row " + std::to_string(row);
  return column == 0 ? text : text + ", column " + column_letters(column);
}

fault read_error::to_fault() const { return {"", rule, row == 0 ? detail : place() + " " + detail}; }

void throw_exception_from_error(read_error const& what, boost::source_location const& where) {
  boost::throw_exception(std::runtime_error(what.to_fault().detail), where);
}

}  // namespace carerelay::protocol::csv
