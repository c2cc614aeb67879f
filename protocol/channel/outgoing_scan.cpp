#include "protocol/channel/outgoing_scan.hpp"

#include <algorithm>
#include <array>

#include "protocol/text/personal_details.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::protocol {
namespace {

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & '\x80') != 0; }
bool is_word_part(char c) noexcept { return is_letter(c) || (c >= '0' && c <= '9'); }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

/// Words of letters and digits, as written; an apostrophe joins ("St Mary's").
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t i = 0;
  while (i < text.size()) {
    if (!is_word_part(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && (is_word_part(text[end]) || (text[end] == '\'' && end + 1 < text.size()))) ++end;
    while (text[end - 1] == '\'') --end;
    out.push_back(text.substr(i, end - i));
    i = end;
  }
  return out;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Words that every other home is called by.
bool is_common(std::string_view word) {
  return is_one_of(word, {"care", "nursing", "residential", "home", "homes", "house", "lodge", "court", "manor",
                          "centre", "hall", "the", "limited", "ltd"});
}

bool is_capitalised(std::string_view word) noexcept {
  return word.size() >= 2 && word[0] >= 'A' && word[0] <= 'Z' && word[1] >= 'a' && word[1] <= 'z';
}

bool names_a_person(std::string_view text) {
  auto const words = words_of(text);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    bool const is_title = is_one_of(words[i], {"Mr", "Mrs", "Ms", "Miss"});
    if (is_title && is_capitalised(words[i + 1])) return true;
    bool const is_role = is_one_of(lower(words[i]), {"resident", "patient"});
    if (!is_role || i + 2 >= words.size()) continue;
    if (is_capitalised(words[i + 1]) && is_capitalised(words[i + 2])) return true;
  }
  return false;
}

bool has_hidden(std::string_view text) {
  std::string const valid = utf8::repaired(text);
  for (std::string_view rest = valid; !rest.empty();) {
    auto const odd = utf8::oddity_of(utf8::take(rest));
    if (odd && *odd != utf8::oddity::line_break) return true;
  }
  return false;
}

bool is_known(std::string_view host, std::vector<std::string> const& known) {
  return std::any_of(known.begin(), known.end(), [&](std::string_view one) {
    return host == one ||
           (host.size() > one.size() && host.ends_with(one) && host[host.size() - one.size() - 1] == '.');
  });
}

/// A link without a scheme counts as well: people type www and mail programs make a link of it.
bool has_foreign_link(std::string_view text, std::vector<std::string> const& known) {
  auto const small = lower(text);
  for (std::string_view const mark : {"://", "www."}) {
    for (auto at = small.find(mark); at != std::string::npos; at = small.find(mark, at + 1)) {
      bool const is_www = mark == "www.";
      if (is_www && at > 0 && (is_word_part(small[at - 1]) || small[at - 1] == '/' || small[at - 1] == '@')) continue;
      auto rest = std::string_view(small).substr(is_www ? at : at + mark.size());
      rest = rest.substr(0, rest.find_first_of("/?# \t\r\n)>]\"'"));
      if (auto const user = rest.rfind('@'); user != std::string_view::npos) return true;
      rest = rest.substr(0, rest.find(':'));
      while (rest.ends_with('.') || rest.ends_with(',')) rest.remove_suffix(1);
      if (!is_known(rest, known)) return true;
    }
  }
  return false;
}

}  // namespace

void home_name_index::add(std::string_view name) {
  std::vector<std::string> words;
  for (auto const one : words_of(name)) words.push_back(lower(one));
  while (words.size() > 2 && is_common(words.back())) words.pop_back();
  while (words.size() > 2 && words.front() == "the") words.erase(words.begin());
  bool const is_common_only = std::all_of(words.begin(), words.end(), [](auto const& one) { return is_common(one); });
  if (words.empty() || is_common_only) return;
  by_first_.emplace(words.front(), words);
}

bool home_name_index::is_in(std::string_view text) const {
  std::vector<std::string> words;
  for (auto const one : words_of(text)) words.push_back(lower(one));
  for (std::size_t i = 0; i < words.size(); ++i) {
    auto const [from, to] = by_first_.equal_range(words[i]);
    for (auto at = from; at != to; ++at) {
      auto const& name = at->second;
      if (name.size() > words.size() - i || !std::equal(name.begin(), name.end(), words.begin() + static_cast<long>(i)))
        continue;
      bool const stands_alone = name.size() > 1;
      if (stands_alone || (i + 1 < words.size() && is_common(words[i + 1]))) return true;
    }
  }
  return false;
}

std::vector<finding> scan(disclosed_post const& post, home_name_index const& homes,
                          std::vector<std::string> const& known_hosts) {
  std::vector<finding> out;
  if (post.level() == disclosure::pointer || post.level() == disclosure::nothing) return out;
  struct part {
    std::string_view where;
    std::string const& text;
  };
  auto const in_lines = [](std::vector<std::string> const& steps) {
    std::string all;
    for (auto const& step : steps) all += step + '\n';
    return all;
  };
  auto const must_do = in_lines(post.must_do()), must_not = in_lines(post.must_not());
  std::array<part, 7> const parts{part{"headline", post.title()},
                                  part{"description", post.summary()},
                                  part{"description", post.description()},
                                  part{"must_do", must_do},
                                  part{"must_not", must_not},
                                  part{"instruction", post.instruction()},
                                  part{"change_note", post.change_note()}};
  for (auto const& [where, text] : parts) {
    if (text.empty()) continue;
    if (auto const detail = find_personal_detail(text))
      out.push_back(
          {*detail == personal_detail::nhs_number ? finding_kind::nhs_number : finding_kind::birth_date, where});
    if (homes.is_in(text)) out.push_back({finding_kind::home_name, where});
    if (names_a_person(text)) out.push_back({finding_kind::person_name, where});
    if (has_hidden(text)) out.push_back({finding_kind::hidden_character, where});
    if (has_foreign_link(text, known_hosts)) out.push_back({finding_kind::foreign_link, where});
  }
  return out;
}

std::string_view word(finding_kind value) noexcept {
  switch (value) {
    case finding_kind::nhs_number: return "nhs_number";
    case finding_kind::birth_date: return "birth_date";
    case finding_kind::home_name: return "home_name";
    case finding_kind::person_name: return "person_name";
    case finding_kind::hidden_character: return "hidden_character";
    case finding_kind::foreign_link: return "foreign_link";
  }
  return {};
}

}  // namespace carerelay::protocol
