#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <vector>

#include "protocol/errc.hpp"

namespace carerelay::protocol {

/// One thing wrong with what somebody sent: where, which rule, and a sentence that says what was expected.
struct fault {
  std::string pointer;  ///< JSON Pointer (RFC 6901), "" for the whole document
  errc rule{};
  std::string detail;  ///< plain English for a person; never the peer's bytes beyond 40 characters

  friend bool operator==(fault const&, fault const&) = default;
};

/// All faults found, in the order of the document; never empty when it stands for a refusal.
using faults = std::vector<fault>;

/// Either a value or all that is wrong with what should have been one.
template <class T>
using checked = boost::system::result<T, faults>;

[[noreturn]] void throw_exception_from_error(faults const& what, boost::source_location const& where);

/// A refusal with a single fault.
[[nodiscard]] inline faults refuse(errc rule, std::string pointer, std::string detail) {
  return {fault{std::move(pointer), rule, std::move(detail)}};
}

}  // namespace carerelay::protocol
