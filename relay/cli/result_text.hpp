#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "relay/cli/device_folder.hpp"

/// A sealed result as a person of the home reads it.
namespace carerelay::cli {

struct result_to_read {
  std::optional<opened_result> opened;
  sender_key key = sender_key::known;
  std::string why_not;  ///< a sentence when it does not open
};

/// Whether it is a message whose content is sealed.
[[nodiscard]] bool is_sealed(protocol::message const& what) noexcept;
/// Opens it and looks at whose key it was signed with.
[[nodiscard]] result_to_read read_result(protocol::message const& what, device_folder const& folder, world& with);

/// The result in one or two lines, each after `indent`.
[[nodiscard]] std::string in_words(result_to_read const& what, std::string_view indent);
/// All of it.
[[nodiscard]] std::string in_full(result_to_read const& what);

/// One language of a message: headline, text, what to do and what not.
[[nodiscard]] std::string in_full(protocol::info_block const& what);

/// CommonMark as plain text; as it came when it does not read.
[[nodiscard]] std::string readable(std::string const& source);

}  // namespace carerelay::cli
