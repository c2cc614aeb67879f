#include <algorithm>

#include "protocol/text/formats.hpp"

namespace carerelay::protocol::formats {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_alnum(char c) noexcept { return is_letter(c) || is_digit(c); }

template <class Predicate>
bool is_made_of(std::string_view text, std::size_t least, std::size_t most, Predicate const& is) noexcept {
  return text.size() >= least && text.size() <= most && std::all_of(text.begin(), text.end(), is);
}

/// The subtags from the left, one at a time.
class subtags {
 public:
  explicit subtags(std::string_view rest) noexcept : rest_(rest) { next(); }

  [[nodiscard]] std::string_view current() const noexcept { return current_; }
  [[nodiscard]] bool is_done() const noexcept { return done_ && !failed_; }
  void next() noexcept {
    if (ended_) {
      done_ = true;
      current_ = {};
      return;
    }
    auto const at = rest_.find('-');
    current_ = rest_.substr(0, at);
    ended_ = at == std::string_view::npos;
    rest_ = ended_ ? std::string_view{} : rest_.substr(at + 1);
  }
  void fail() noexcept { failed_ = true; }
  /// Takes the current subtag when it is of this form.
  template <class Predicate>
  bool take(std::size_t least, std::size_t most, Predicate const& is) noexcept {
    if (done_ || !is_made_of(current_, least, most, is)) return false;
    next();
    return true;
  }

 private:
  std::string_view rest_, current_;
  bool ended_ = false, done_ = false, failed_ = false;
};

bool take_variant(subtags& tags) noexcept {
  if (tags.take(5, 8, is_alnum)) return true;
  auto const text = tags.current();
  return !text.empty() && is_digit(text.front()) && tags.take(4, 4, is_alnum);
}

/// `u-co-phonebk`, or `x-ours` when `singleton` is x.
bool take_extension(subtags& tags, bool is_private) noexcept {
  auto const text = tags.current();
  bool const is_x = text == "x" || text == "X";
  if (text.size() != 1 || !is_alnum(text.front()) || is_x != is_private) return false;
  tags.next();
  std::size_t const least = is_private ? 1 : 2;
  if (!tags.take(least, 8, is_alnum)) {
    tags.fail();
    return false;
  }
  while (tags.take(least, 8, is_alnum)) {
  }
  return true;
}

}  // namespace

bool is_language(std::string_view text) noexcept {
  if (text.size() > 64) return false;
  subtags tags(text);
  if (tags.take(2, 3, is_letter)) {
    for (int extended = 0; extended < 3 && tags.take(3, 3, is_letter); ++extended) {
    }
  } else if (!tags.take(4, 8, is_letter)) {
    return false;
  }
  tags.take(4, 4, is_letter);                                  // script
  if (!tags.take(2, 2, is_letter)) tags.take(3, 3, is_digit);  // region
  while (take_variant(tags)) {
  }
  while (take_extension(tags, false)) {
  }
  if (!tags.is_done()) take_extension(tags, true);
  return tags.is_done();
}

}  // namespace carerelay::protocol::formats
