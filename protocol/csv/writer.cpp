#include "protocol/csv/writer.hpp"

#include <algorithm>

namespace carerelay::protocol::csv {
namespace {

constexpr std::string_view triggers = "=+-@\t\r\n";

/// Whether a spreadsheet would take the cell for a formula (OWASP, CSV injection).
bool is_formula(std::string_view text) noexcept {
  if (text.empty()) return false;
  if (triggers.find(text.front()) != std::string_view::npos) return true;
  // The same four signs in full width, U+FF1D, U+FF0B, U+FF0D, U+FF20: some spreadsheets fold them.
  for (std::string_view const wide : {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"}) {
    if (text.starts_with(wide)) return true;
  }
  return false;
}

/// Also for what a reader would take for something else at the front of a file: controls, a byte-order mark.
bool needs_quotation_marks(std::string_view text) noexcept {
  if (text.empty()) return false;
  if (text.front() == ' ' || text.back() == ' ' || text.starts_with("\xEF\xBB\xBF")) return true;
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return c == ',' || c == '"' || static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

void writer::separate() {
  if (in_row_) *out_ += ',';
  in_row_ = true;
}

writer& writer::plain(std::string_view text) {
  separate();
  *out_ += text;
  return *this;
}

writer& writer::cell(std::string_view text) {
  bool const needs_guard = is_formula(text);
  bool const needs_quotes = needs_quotation_marks(text);
  if (!needs_guard && !needs_quotes) return plain(text);
  separate();
  *out_ += '"';
  if (needs_guard) *out_ += '\'';
  for (char const c : text) {
    if (c == '"') *out_ += '"';
    *out_ += c;
  }
  *out_ += '"';
  return *this;
}

writer& writer::end_row() {
  *out_ += "\r\n";
  in_row_ = false;
  return *this;
}

std::string_view without_guard(std::string_view cell) noexcept {
  return cell.starts_with('\'') && is_formula(cell.substr(1)) ? cell.substr(1) : cell;
}

}  // namespace carerelay::protocol::csv
