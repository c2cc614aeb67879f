#include "protocol/json/writer.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <vector>

#include "protocol/json/reader.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::protocol::json {
namespace {

void append_escaped(std::string_view text, std::string& out) {
  constexpr char digits[] = "0123456789abcdef";
  out += '"';
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out += text.substr(done, i - done);
    done = i + 1;
    out += '\\';
    switch (c) {
      case '"': out += '"'; break;
      case '\\': out += '\\'; break;
      case '\b': out += 'b'; break;
      case '\f': out += 'f'; break;
      case '\n': out += 'n'; break;
      case '\r': out += 'r'; break;
      case '\t': out += 't'; break;
      default:
        out += "u00";
        out += digits[c >> 4];
        out += digits[c & 0x0F];
    }
  }
  out += text.substr(done);
  out += '"';
}

void append_canonical_string(std::string_view text, std::string& out) {
  if (!utf8::is_valid(text)) throw std::invalid_argument("canonical JSON of a string that is not UTF-8");
  append_escaped(text, out);
}

void append_canonical_object(object const& members, std::string& out) {
  std::vector<member const*> sorted;
  sorted.reserve(members.size());
  for (auto const& each : members) sorted.push_back(&each);
  std::sort(sorted.begin(), sorted.end(), [](auto const* a, auto const* b) { return is_before(a->name, b->name); });
  out += '{';
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0) {
      out += ',';
      if (sorted[i - 1]->name == sorted[i]->name) {
        throw std::invalid_argument("canonical JSON of an object that names a member twice");
      }
    }
    append_canonical_string(sorted[i]->name, out);
    out += ':';
    append_canonical(sorted[i]->value, out);
  }
  out += '}';
}

}  // namespace

void append_string(std::string_view text, std::string& out) {
  utf8::is_valid(text) ? append_escaped(text, out) : append_escaped(utf8::repaired(text), out);
}

void append_integer(std::int64_t number, std::string& out) {
  char digits[20];
  auto const end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_value(value const& what, std::string& out) {
  switch (what.kind()) {
    case kind::null: out += "null"; return;
    case kind::boolean: out += what.boolean() ? "true" : "false"; return;
    case kind::integer: append_integer(what.integer(), out); return;
    case kind::string: append_string(what.string(), out); return;
    case kind::array: {
      out += '[';
      bool is_first = true;
      for (auto const& each : what.items()) {
        if (!std::exchange(is_first, false)) out += ',';
        append_value(each, out);
      }
      out += ']';
      return;
    }
    case kind::object: {
      out += '{';
      bool is_first = true;
      for (auto const& each : what.members()) {
        if (!std::exchange(is_first, false)) out += ',';
        append_string(each.name, out);
        out += ':';
        append_value(each.value, out);
      }
      out += '}';
      return;
    }
  }
}

std::string to_text(value const& what) {
  std::string out;
  append_value(what, out);
  return out;
}

bool is_before(std::string_view a, std::string_view b) noexcept {
  auto const [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (in_b == b.end()) return false;
  if (in_a == a.end()) return true;
  auto const x = static_cast<unsigned char>(*in_a);
  auto const y = static_cast<unsigned char>(*in_b);
  // UTF-8 and UTF-16 order alike, but for U+E000 to U+FFFF (lead EE, EF), which UTF-16 puts after all
  // surrogates.
  bool const x_is_late = x == 0xEE || x == 0xEF;
  bool const y_is_late = y == 0xEE || y == 0xEF;
  if (x_is_late && y >= 0xF0) return false;
  if (y_is_late && x >= 0xF0) return true;
  return x < y;
}

void append_canonical(value const& what, std::string& out) {
  switch (what.kind()) {
    case kind::null:
    case kind::boolean: append_value(what, out); return;
    case kind::integer:
      if (what.integer() > largest_integer || what.integer() < -largest_integer) {
        throw std::invalid_argument("canonical JSON of an integer beyond 2^53 - 1");
      }
      append_integer(what.integer(), out);
      return;
    case kind::string: append_canonical_string(what.string(), out); return;
    case kind::array: {
      out += '[';
      bool is_first = true;
      for (auto const& each : what.items()) {
        if (!std::exchange(is_first, false)) out += ',';
        append_canonical(each, out);
      }
      out += ']';
      return;
    }
    case kind::object: append_canonical_object(what.members(), out); return;
  }
}

std::string canonical(value const& what) {
  std::string out;
  append_canonical(what, out);
  return out;
}

void writer::separate() {
  if (needs_comma_) *out_ += ',';
  needs_comma_ = true;
}

writer& writer::key(std::string_view name) {
  separate();
  append_string(name, *out_);
  *out_ += ':';
  needs_comma_ = false;
  return *this;
}

writer& writer::value(std::string_view text) {
  separate();
  append_string(text, *out_);
  return *this;
}

writer& writer::integer(std::int64_t number) {
  separate();
  append_integer(number, *out_);
  return *this;
}

writer& writer::raw(std::string_view json) {
  separate();
  *out_ += json;
  return *this;
}

writer& writer::open(char bracket) {
  separate();
  *out_ += bracket;
  needs_comma_ = false;
  return *this;
}

writer& writer::close(char bracket) {
  *out_ += bracket;
  needs_comma_ = true;
  return *this;
}

}  // namespace carerelay::protocol::json
