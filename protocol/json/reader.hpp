#pragma once

#include <boost/system/result.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <string>
#include <string_view>

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

/// The only way JSON comes in (RFC 8259, I-JSON RFC 7493). Whatever the bytes, the answer is a value or a
/// read_error: no crash, no unbounded recursion or memory, nothing that is not UTF-8 let through.
/// Refused: a size over the limit, NUL (raw or escaped), a byte-order mark, anything after the value, nesting
/// deeper than 32, more than 256 members in an object, a member named twice, a number that is no integer of
/// at most 16 characters within ±(2^53 - 1), text that is not UTF-8, also after unescaping.
namespace carerelay::protocol::json {

inline constexpr std::size_t deepest = 32;
inline constexpr std::size_t most_members = 256;
inline constexpr std::int64_t largest_integer = (std::int64_t{1} << 53) - 1;

struct read_error {
  errc rule{};
  std::size_t offset = 0;  ///< bytes before the place
  std::size_t line = 1;
  std::size_t column = 1;  ///< in bytes from the start of the line, from 1
  std::string detail;      ///< a sentence; holds nothing of the text

  /// The same for a whole document: pointer "", the place in the detail.
  [[nodiscard]] fault to_fault() const;

  friend bool operator==(read_error const&, read_error const&) = default;
};
[[noreturn]] void throw_exception_from_error(read_error const& what, boost::source_location const& where);

template <class T>
using read_result = boost::system::result<T, read_error>;

/// The whole text as a tree. `most_bytes` is the limit for this door; a larger text is not looked at.
[[nodiscard]] read_result<value> read(std::string_view text, std::size_t most_bytes);

/// One member of an object, without a tree.
struct flat_member {
  std::string_view name;
  json::kind kind{};
  /// A string's characters, unescaped; for every other kind the JSON of the value exactly as it was sent.
  std::string_view text;
  std::int64_t integer = 0;  ///< for integers; booleans are 0 and 1
};

/// The members of one object as they were sent. Holds up to 12 of them in place and allocates only for
/// strings with escapes and for objects with more members. Views point into the text given, which must
/// outlive this, or (escaped strings) into this.
class flat_object {
 public:
  flat_object() noexcept = default;
  flat_object(flat_object const&) = delete;
  flat_object& operator=(flat_object const&) = delete;

  /// Reads `text`, which must be one object; nested values are checked with the same rules and kept as text.
  /// False when refused: `error()` says why, and there are no members.
  [[nodiscard]] bool read(std::string_view text, std::size_t most_bytes);
  template <std::same_as<std::string> Temporary>
  bool read(Temporary&& gone_too_soon, std::size_t most_bytes) = delete;
  [[nodiscard]] read_error const& error() const noexcept { return error_; }

  /// Null pointer when there is no such member.
  [[nodiscard]] flat_member const* find(std::string_view name) const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] flat_member const* begin() const noexcept { return more_.empty() ? here_ : more_.data(); }
  [[nodiscard]] flat_member const* end() const noexcept { return begin() + size_; }

 private:
  friend class flat_builder;
  static constexpr std::size_t in_place = 12;
  flat_member here_[in_place];
  std::vector<flat_member> more_;  ///< all members, once there are more than `in_place`
  std::size_t size_ = 0;
  std::forward_list<std::string> unescaped_;
  read_error error_;
};

/// Calls `visit(flat_member const&)` for each member in order. Nothing is visited when the text is refused.
/// Views live until this returns; those into `text` as long as the text.
template <class Visitor>
[[nodiscard]] read_result<void> scan_object(std::string_view text, std::size_t most_bytes, Visitor&& visit) {
  flat_object members;
  if (!members.read(text, most_bytes)) return members.error();
  for (auto const& each : members) visit(each);
  return {};
}

}  // namespace carerelay::protocol::json
