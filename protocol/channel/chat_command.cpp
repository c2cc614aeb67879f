#include "protocol/channel/chat_command.hpp"

#include <algorithm>

#include "protocol/crypto/crockford.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::protocol {
namespace {

constexpr std::size_t home_bytes = 80;

bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// The last line break is the keyboard's; a full stop is a habit.
std::string_view without_end(std::string_view text) noexcept {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  text = trimmed(text);
  if (!text.empty() && (text.back() == '.' || text.back() == '!')) text = trimmed(text.substr(0, text.size() - 1));
  return text;
}

bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// Takes a word off the front, in small letters.
std::string take_word(std::string_view& rest) {
  auto const end = std::min(rest.find(' '), rest.find('\t'));
  std::string word(rest.substr(0, end));
  rest = end == std::string_view::npos ? std::string_view() : trimmed(rest.substr(end));
  for (char& c : word)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return word;
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// "B7.1", "[b7]", "B7.1,": a letter and a number, and perhaps a full stop and a number. "" when it is none.
std::string read_ref(std::string_view typed) {
  while (!typed.empty() && (typed.back() == '.' || typed.back() == ',')) typed.remove_suffix(1);
  if (typed.size() >= 2 && typed.front() == '[' && typed.back() == ']') typed = typed.substr(1, typed.size() - 2);
  if (typed.size() < 2 || typed.size() > 20 || typed[0] < 'a' || typed[0] > 'z') return {};
  bool const is_whole = is_digit(typed[1]) && is_digit(typed.back()) &&
                        std::count(typed.begin(), typed.end(), '.') <= 1 &&
                        std::all_of(typed.begin() + 1, typed.end(), [](char c) { return c == '.' || is_digit(c); });
  if (!is_whole) return {};
  std::string out(typed);
  out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

chat_command read_ack(std::string_view rest) {
  chat_command out;
  out.what = chat_word::ack;
  auto const ref = take_word(rest);
  if (!is_ascii(ref)) return {};
  out.ref = read_ref(ref);
  if (out.ref.empty() && !rest.empty()) return {};  // "ack it yourself, please" is talk
  if (rest.size() <= home_bytes) out.home = rest;
  return out;
}

chat_command read_code(std::string_view text) {
  chat_command out;
  auto const code = is_ascii(text) ? crypto::parse_code(text) : make_error_code(errc::bad_format);
  if (!code) return out;
  out.what = chat_word::join;
  out.code = *code;
  return out;
}

/// As it is shown: five characters, a hyphen, five characters. Without the hyphen it might be a word.
bool looks_like_a_code(std::string_view text) noexcept {
  return text.size() == crypto::code_characters + 1 && text[5] == '-';
}

}  // namespace

std::string_view without_quote(std::string_view said) noexcept {
  bool is_quote = false;
  while (said.starts_with('>')) {
    is_quote = true;
    auto const end = said.find('\n');
    said.remove_prefix(end == std::string_view::npos ? said.size() : end + 1);
  }
  if (is_quote && said.starts_with('\n')) said.remove_prefix(1);
  return said;
}

chat_command parse_chat_command(std::string_view said) {
  if (said.size() > chat_command_bytes || !utf8::is_valid(said)) return {};
  auto rest = without_end(said);
  if (rest.empty() || utf8::first_odd_in_line(rest)) return {};
  auto const whole = rest;
  if (looks_like_a_code(whole)) return read_code(whole);
  auto const word = take_word(rest);
  if (word == "ack") return read_ack(rest);
  if (word == "join") return read_code(rest);
  if (!rest.empty()) return {};
  if (word == "help" || word == "help?") return {chat_word::help, {}, {}, {}};
  if (word == "stop") return {chat_word::stop, {}, {}, {}};
  return {};
}

}  // namespace carerelay::protocol
