#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relay/core/register/register_import.hpp"

namespace carerelay::core {

/// One home to put into the register.
struct register_change {
  protocol::home_record record;  ///< as it will be: what the file has no column for is kept
  std::size_t row = 0;           ///< of the spreadsheet
  bool is_new = false;
  std::vector<std::string_view> what;  ///< the fields that change, none for a new home
};

struct register_diff {
  std::vector<register_change> changes;  ///< in the order of the file
  std::size_t added = 0, changed = 0, same = 0;
  std::size_t not_in_file = 0;  ///< homes of the register that the file does not mention: left as they are
};

/// What importing the file would do to the register. A row finds its home by the id, by a former id the register
/// knows (the home keeps its newer id), or by a former id it names itself (the home takes the new id). Refused when two
/// rows find one home, or one row finds two. Importing the same file again changes nothing.
[[nodiscard]] boost::system::result<register_diff, import_refusal> diff(std::span<protocol::home_record const> homes,
                                                                        imported_register const& file);

/// "12 added, 3 changed, 57 same", and what else there is to know: ", 5 not in this file".
[[nodiscard]] std::string summary(register_diff const& what);

}  // namespace carerelay::core
