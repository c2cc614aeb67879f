#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace carerelay::protocol::csv {

/// RFC 4180 with CR LF, for spreadsheets: a cell that a spreadsheet would take for a formula (it begins with
/// = + - @, tab, CR or LF, telephone numbers with + included) gets an apostrophe in front.
class writer {
 public:
  /// `out` must outlive the writer; it is appended to.
  explicit writer(std::string& out) noexcept : out_(&out) {}

  writer& cell(std::string_view text);
  /// A number we made ourselves: no apostrophe for a minus sign.
  template <std::integral Integer>
  writer& cell(Integer number) {
    return plain(std::to_string(number));
  }
  writer& end_row();

 private:
  writer& plain(std::string_view text);
  void separate();
  std::string* out_;
  bool in_row_ = false;
};

/// The text as it was before `writer::cell` put an apostrophe in front, if it did: for importing our own
/// export.
[[nodiscard]] std::string_view without_guard(std::string_view cell) noexcept;

}  // namespace carerelay::protocol::csv
