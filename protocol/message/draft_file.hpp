#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/message/message.hpp"
#include "protocol/message/result.hpp"

/// What `publish FILE` takes: JSON, or CommonMark with a front matter whose keys are the JSON names.
///
///     ---
///     kind: helpline_notice
///     areas: [E09000003, E09000007]
///     telephone: 020 7946 0123
///     expires: 2026-12-24 18:00
///     ---
///     # The helpline is open at weekends
///
///     Ring before you send anybody to hospital.
///
/// Members of `audience` and of the message's first language may stand at the top; the text is the description,
/// and its first `# heading` the headline when none is given. A time without a zone is London's.
namespace carerelay::protocol {

struct file_fault {
  std::size_t line = 0;  ///< from 1; 0 when it is nowhere in particular
  fault what{};

  friend bool operator==(file_fault const&, file_fault const&) = default;
};
using file_faults = std::vector<file_fault>;

[[noreturn]] void throw_exception_from_error(file_faults const& what, boost::source_location const& where);

/// A file that is a right draft.
struct draft_file {
  draft content{};
  std::string json{};  ///< canonical, as POST /v1/messages takes it; "" while `result` is to be sealed
  /// Of a test result: what is sealed before it is sent. `content` is then its envelope.
  std::optional<result_content> result{};
};

/// Reads the file and checks the draft in it; every fault at once, in the order of lines. Takes LF and CR LF.
[[nodiscard]] boost::system::result<draft_file, file_faults> read_draft_file(std::string_view text);

}  // namespace carerelay::protocol
