#pragma once

#include <boost/system/result.hpp>

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "protocol/errc.hpp"
#include "protocol/uuid.hpp"

namespace carerelay::protocol {

/// A text identifier that has been checked once, at the door, and is right ever after.
/// Tag supplies `static bool matches(std::string_view)` and the sentence `expected`.
template <class Tag>
class text_id {
 public:
  text_id() = default;
  /// errc::bad_format when the text is not of the form.
  [[nodiscard]] static boost::system::result<text_id> parse(std::string_view text) {
    if (!Tag::matches(text)) return make_error_code(errc::bad_format);
    return text_id(std::string(text));
  }
  [[nodiscard]] std::string const& text() const noexcept { return text_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
  friend auto operator<=>(text_id const&, text_id const&) = default;

 private:
  explicit text_id(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

struct home_tag {
  /// CQC Location ID `1-` and 9 to 12 digits, or an ODS code of 5 or 6 capitals and digits.
  static bool matches(std::string_view text) noexcept;
  static constexpr std::string_view expected =
      "a CQC Location ID such as 1-1435221697, or an ODS code of 5 or 6 characters";
};
struct area_tag {
  /// GSS code (ONS register of geographic codes): a capital and eight digits.
  static bool matches(std::string_view text) noexcept;
  static constexpr std::string_view expected = "a GSS code such as E09000010";
};
struct publisher_tag {
  /// 2 to 40 of a-z, 0-9 and hyphen, beginning with a letter.
  static bool matches(std::string_view text) noexcept;
  static constexpr std::string_view expected = "2 to 40 of a-z, 0-9 and hyphen, beginning with a letter";
};

struct member_tag {
  /// As a publisher's: the first member of a team is called as the team is.
  static bool matches(std::string_view text) noexcept { return publisher_tag::matches(text); }
  static constexpr std::string_view expected = publisher_tag::expected;
};

using home_id = text_id<home_tag>;
using area_code = text_id<area_tag>;
using publisher_id = text_id<publisher_tag>;
using member_id = text_id<member_tag>;
using message_id = tagged_id<struct message_tag>;  ///< UUIDv7 (RFC 9562)
using device_id = tagged_id<struct device_tag>;
using draft_id = tagged_id<struct draft_tag>;      ///< what waits for a second person; UUIDv7
using session_id = tagged_id<struct session_tag>;  ///< of a person signed in with a browser
using event_id = tagged_id<struct event_tag>;      ///< one event of a receipt; also the `key` of a respond

}  // namespace carerelay::protocol

template <class Tag>
struct std::hash<carerelay::protocol::text_id<Tag>> {
  std::size_t operator()(carerelay::protocol::text_id<Tag> const& id) const noexcept {
    return std::hash<std::string>{}(id.text());
  }
};
