#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/json/value.hpp"

/// The way JSON goes out. Always UTF-8, no spaces, escapes as RFC 8785 section 3.2.2.2 has them.
namespace carerelay::protocol::json {

/// Appends `text` with its quotation marks. What is not UTF-8 goes out as U+FFFD, so that no text of ours can
/// make a peer close its connection.
void append_string(std::string_view text, std::string& out);

/// Appends the number; within ±(2^53 - 1) for peers that read numbers as doubles.
void append_integer(std::int64_t number, std::string& out);

/// The value in the order of its members.
void append_value(value const& what, std::string& out);
[[nodiscard]] std::string to_text(value const& what);

/// JSON Canonicalization Scheme (RFC 8785): members sorted by their names' UTF-16 code units, the one text
/// that is signed and hashed. Throws std::invalid_argument for a string that is not UTF-8, a member named
/// twice or an integer beyond ±(2^53 - 1); values that came from read() have none of them.
[[nodiscard]] std::string canonical(value const& what);
void append_canonical(value const& what, std::string& out);

/// Whether `a` comes before `b` in RFC 8785's order of names. Both must be UTF-8.
[[nodiscard]] bool is_before(std::string_view a, std::string_view b) noexcept;

/// Writes an answer as it is thought of, straight into a string. Commas come by themselves; that every object
/// and array begun is ended is the caller's business.
class writer {
 public:
  /// `out` must outlive the writer; it is appended to.
  explicit writer(std::string& out) noexcept : out_(&out) {}

  writer& begin_object() { return open('{'); }
  writer& end_object() { return close('}'); }
  writer& begin_array() { return open('['); }
  writer& end_array() { return close(']'); }

  writer& key(std::string_view name);
  writer& value(std::string_view text);
  writer& value(char const* text) { return value(std::string_view(text)); }
  writer& value(bool b) { return raw(b ? "true" : "false"); }
  template <std::integral Integer>
  writer& value(Integer number) {
    return integer(static_cast<std::int64_t>(number));
  }
  writer& null() { return raw("null"); }
  /// JSON made elsewhere, taken as it is.
  writer& raw(std::string_view json);

  template <class T>
  writer& member(std::string_view name, T const& what) {
    return key(name).value(what);
  }
  writer& raw_member(std::string_view name, std::string_view json) { return key(name).raw(json); }
  writer& begin_object(std::string_view name) { return key(name).begin_object(); }
  writer& begin_array(std::string_view name) { return key(name).begin_array(); }

 private:
  writer& integer(std::int64_t number);
  writer& open(char bracket);
  writer& close(char bracket);
  void separate();

  std::string* out_;
  bool needs_comma_ = false;
};

}  // namespace carerelay::protocol::json
