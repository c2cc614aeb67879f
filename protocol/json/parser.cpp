// The only place that names RapidJSON's parser. Its traps, each shut here and each with an input in
// tests/fuzz/corpus/json: a 39-byte number that crashes it (CVE-2024-38517), "\udc00" let through as bytes
// that are not UTF-8, duplicate names, bytes after a NUL, byte-order marks, recursion without bound.
#include <stdexcept>

namespace carerelay::protocol::json {
struct parser_assertion : std::logic_error {
  using std::logic_error::logic_error;
};
}  // namespace carerelay::protocol::json

#define RAPIDJSON_ASSERT(x)                                          \
  do {                                                               \
    if (!(x)) throw carerelay::protocol::json::parser_assertion(#x); \
  } while (false)

#include <rapidjson/reader.h>

#include <array>
#include <charconv>
#include <cstring>
#include <forward_list>
#include <memory_resource>
#include <string>
#include <vector>

#include "protocol/json/events.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::protocol::json {
namespace {

/// RapidJSON's idea of a stream, over a text that holds no NUL: the end reads as NUL.
class text_stream {
 public:
  using Ch = char;
  explicit text_stream(std::string_view text) noexcept : begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {}
  [[nodiscard]] Ch Peek() const noexcept { return at_ != end_ ? *at_ : '\0'; }
  Ch Take() noexcept { return at_ != end_ ? *at_++ : '\0'; }
  [[nodiscard]] std::size_t Tell() const noexcept { return static_cast<std::size_t>(at_ - begin_); }
  // Only in-situ parsing, which is never asked for, would call these.
  static Ch* PutBegin() { throw parser_assertion("in situ"); }
  static void Put(Ch) { throw parser_assertion("in situ"); }
  static void Flush() {}
  static std::size_t PutEnd(Ch*) { throw parser_assertion("in situ"); }

 private:
  char const* begin_;
  char const* at_;
  char const* end_;
};

/// Sits between RapidJSON and whoever listens, and stops it at the first thing that breaks a rule.
class guard {
 public:
  using Ch = char;
  guard(std::string_view text, text_stream const& stream, events& to) : text_(text), stream_(stream), to_(to) {
    names_.reserve(24);
  }

  bool Null() { return scalar(kind::null, 4, 0); }
  bool Bool(bool b) { return scalar(kind::boolean, b ? 4 : 5, b); }
  bool RawNumber(char const* digits, rapidjson::SizeType length, bool) {
    std::int64_t number = 0;
    if (!is_safe_integer({digits, length}, number)) {
      return refuse(errc::number_refused, "numbers are whole, within 2^53 - 1 of zero, of at most 16 characters");
    }
    return scalar(kind::integer, length, number);
  }
  bool String(char const* characters, rapidjson::SizeType length, bool) {
    std::string_view text(characters, length);
    if (!is_fit(text)) return false;
    bool const is_stable = settle(text);
    to_.string(text, is_stable);
    return true;
  }
  bool Key(char const* characters, rapidjson::SizeType length, bool) {
    std::string_view name(characters, length);
    if (!is_fit(name)) return false;
    bool const is_stable = settle(name);
    level& here = levels_[depth_];
    if (++here.members > most_members) return refuse(errc::too_many_members, "an object has more than 256 members");
    for (std::size_t i = here.first_name; i < names_.size(); ++i) {
      if (names_[i] == name) return refuse(errc::duplicate_member, "an object names the same member twice");
    }
    names_.push_back(is_stable ? name : std::string_view(kept_.emplace_front(name)));
    to_.name(name, is_stable);
    return true;
  }
  bool StartObject() { return begin(kind::object); }
  bool EndObject(rapidjson::SizeType) { return end(kind::object); }
  bool StartArray() { return begin(kind::array); }
  bool EndArray(rapidjson::SizeType) { return end(kind::array); }

  // RapidJSON wants them; with numbers as strings it never calls them.
  static bool Int(int) { return false; }
  static bool Uint(unsigned) { return false; }
  static bool Int64(std::int64_t) { return false; }
  static bool Uint64(std::uint64_t) { return false; }
  static bool Double(double) { return false; }

  errc rule = errc::not_json;
  char const* detail = nullptr;

 private:
  struct level {
    std::size_t start, first_name, members;
  };

  bool refuse(errc why, char const* sentence) {
    rule = why;
    detail = sentence;
    return false;
  }
  static bool is_safe_integer(std::string_view digits, std::int64_t& number) {
    if (digits.size() > 16) return false;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    bool const is_whole = error == std::errc{} && end == digits.data() + digits.size();
    return is_whole && number <= largest_integer && number >= -largest_integer;
  }
  /// Unescaping can make what the parser lets through: half a surrogate pair, a NUL.
  bool is_fit(std::string_view text) {
    if (!utf8::is_valid(text)) return refuse(errc::not_utf8, "a string is not UTF-8");
    if (text.find('\0') != std::string_view::npos) return refuse(errc::not_json, "a string holds a NUL character");
    return true;
  }
  /// Points `parsed` into the text when it stands there as it is, that is, had no escapes.
  bool settle(std::string_view& parsed) const {
    std::size_t const end = stream_.Tell();  // just after the closing quotation mark
    if (end < parsed.size() + 2) return false;
    std::string_view const there = text_.substr(end - 1 - parsed.size(), parsed.size());
    if (there != parsed || text_[end - parsed.size() - 2] != '"') return false;
    parsed = there;
    return true;
  }
  bool scalar(kind what, std::size_t length, std::int64_t integer) {
    to_.scalar(what, text_.substr(stream_.Tell() - length, length), integer);
    return true;
  }
  bool begin(kind what) {
    if (depth_ == deepest) return refuse(errc::too_deep, "nested deeper than 32");
    levels_[++depth_] = {stream_.Tell(), names_.size(), 0};
    to_.begin(what);
    return true;
  }
  bool end(kind what) {
    level const& here = levels_[depth_--];
    names_.resize(here.first_name);
    to_.end(what, text_.substr(here.start, stream_.Tell() + 1 - here.start));
    return true;
  }

  std::string_view text_;
  text_stream const& stream_;
  events& to_;
  std::array<level, deepest + 1> levels_;  ///< set by begin(), from 1 on
  std::size_t depth_ = 0;
  std::array<std::byte, 1024> room_;
  std::pmr::monotonic_buffer_resource pool_{room_.data(), room_.size()};
  std::pmr::vector<std::string_view> names_{&pool_};  ///< of every open object, innermost last
  std::forward_list<std::string> kept_;               ///< names that had escapes
};

read_error error_at(std::string_view text, std::size_t offset, errc rule, char const* detail) {
  read_error error{rule, offset, 1, 1, detail};
  std::string_view const before = text.substr(0, offset);
  for (char const c : before) error.line += c == '\n';
  auto const last_break = before.rfind('\n');
  error.column = 1 + offset - (last_break == std::string_view::npos ? 0 : last_break + 1);
  return error;
}

read_error error_of(rapidjson::ParseErrorCode code, std::size_t offset, std::string_view text, guard const& by) {
  auto const at = [&](errc rule, char const* detail) { return error_at(text, offset, rule, detail); };
  switch (code) {
    case rapidjson::kParseErrorTermination: return at(by.rule, by.detail ? by.detail : "the text could not be read");
    case rapidjson::kParseErrorDocumentEmpty: return at(errc::not_json, "the text is empty");
    case rapidjson::kParseErrorDocumentRootNotSingular:
      return at(errc::not_json, "something follows the end of the value");
    case rapidjson::kParseErrorValueInvalid: return at(errc::not_json, "a value was expected here");
    case rapidjson::kParseErrorObjectMissName: return at(errc::not_json, "a member's name was expected here");
    case rapidjson::kParseErrorObjectMissColon: return at(errc::not_json, "a colon was expected here");
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
      return at(errc::not_json, "a comma or } was expected here");
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket:
      return at(errc::not_json, "a comma or ] was expected here");
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
    case rapidjson::kParseErrorStringEscapeInvalid: return at(errc::not_json, "there is no such escape");
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
    case rapidjson::kParseErrorStringInvalidEncoding: return at(errc::not_utf8, "a string is not UTF-8");
    case rapidjson::kParseErrorStringMissQuotationMark:
      return at(errc::not_json, "a string is not closed, or holds a control character");
    case rapidjson::kParseErrorNumberTooBig:
    case rapidjson::kParseErrorNumberMissFraction:
    case rapidjson::kParseErrorNumberMissExponent: return at(errc::number_refused, "this is no number");
    case rapidjson::kParseErrorNone:
    case rapidjson::kParseErrorUnspecificSyntaxError: break;
  }
  return at(errc::not_json, "the text could not be read");
}

}  // namespace

std::optional<read_error> parse(std::string_view text, std::size_t most_bytes, events& to) {
  if (text.size() > most_bytes) {
    return read_error{errc::too_large, most_bytes, 1, 1, "at most " + std::to_string(most_bytes) + " bytes"};
  }
  if (auto const nul = text.find('\0'); nul != std::string_view::npos) {
    return error_at(text, nul, errc::not_json, "the text holds a NUL byte");
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    return error_at(text, 0, errc::not_json, "the text begins with a byte-order mark");
  }

  alignas(std::max_align_t) std::array<char, 2048> room;
  rapidjson::MemoryPoolAllocator<> pool(room.data(), room.size());
  rapidjson::GenericReader<rapidjson::UTF8<>, rapidjson::UTF8<>, rapidjson::MemoryPoolAllocator<>> reader(&pool);
  text_stream stream(text);
  guard handler(text, stream, to);
  constexpr unsigned flags =
      rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;
  try {
    if (reader.Parse<flags>(stream, handler)) return std::nullopt;
  } catch (parser_assertion const&) {
    return error_at(text, stream.Tell(), errc::not_json, "the text could not be read");
  }
  return error_of(reader.GetParseErrorCode(), reader.GetErrorOffset(), text, handler);
}

}  // namespace carerelay::protocol::json
