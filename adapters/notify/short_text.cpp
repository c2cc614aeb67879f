#include "adapters/notify/short_text.hpp"

#include <algorithm>

#include "protocol/json/writer.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::notify {

namespace utf8 = protocol::utf8;
using protocol::disclosed_post;
using protocol::disclosure;

namespace {

constexpr std::u32string_view beyond_ascii = U"£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà€";
constexpr std::string_view takes_two = "^{}\\[~]|";

struct likeness {
  char32_t from;
  std::string_view to;
};
constexpr likeness likenesses[]{
    {U'‘', "'"},    {U'’', "'"}, {U'“', "\""},     {U'”', "\""},     {U'–', "-"},  {U'—', "-"}, {U'…', "..."},
    {U'`', "'"},    {U'•', "-"}, {U'\u00A0', " "}, {U'\u202F', " "}, {U'\t', " "}, {U'á', "a"}, {U'â', "a"},
    {U'ê', "e"},    {U'ë', "e"}, {U'í', "i"},      {U'î', "i"},      {U'ï', "i"},  {U'ó', "o"}, {U'ô', "o"},
    {U'ú', "u"},    {U'û', "u"}, {U'ŵ', "w"},      {U'ŷ', "y"},      {U'ç', "c"},  {U'À', "A"}, {U'Ô', "O"},
    {U'°', " deg"}, {U'×', "x"}, {U'½', "1/2"},
};

std::string_view like(char32_t c) noexcept {
  for (auto const& one : likenesses)
    if (one.from == c) return one.to;
  return "?";
}

bool is_plain(char32_t c) noexcept {
  return c == U'\n' || c == U'\r' || (c >= U' ' && c <= U'~' && c != U'`') ||
         beyond_ascii.find(c) != std::u32string_view::npos;
}

/// As much of it as fits, whole words, with three points where it was cut.
std::string cut(std::string const& gsm, std::size_t most) {
  if (septets(gsm) <= most) return gsm;
  constexpr std::size_t points = 3;
  std::string out;
  std::string_view rest = gsm;
  std::size_t used = 0, word_end = 0;
  while (!rest.empty()) {
    auto const before = rest;
    (void)utf8::take(rest);
    auto const character = before.substr(0, before.size() - rest.size());
    used += septets(character);
    if (used + points > most) break;
    if (character == " ") word_end = out.size();
    out += character;
  }
  if (word_end != 0) out.resize(word_end);
  return out + "...";
}

std::string_view what_it_is(disclosed_post const& post) noexcept {
  switch (post.kind()) {
    case protocol::message_kind::guidance_bulletin: return "Guidance for care homes: ";
    case protocol::message_kind::helpline_notice: return "Helpline notice: ";
    case protocol::message_kind::test_result: return "";
  }
  return "";
}

/// What a service calls the message, and whether it takes another's place.
std::string name_of(disclosed_post const& post) {
  if (post.reference().empty()) return {};
  auto out = '[' + post.reference() + "] ";
  if (!post.replaces().empty()) out += "replaces " + post.replaces() + ": ";
  return out;
}

}  // namespace

std::string to_gsm(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    auto const before = text;
    auto const c = utf8::take(text);
    if (is_plain(c))
      out += before.substr(0, before.size() - text.size());
    else
      out += like(c);
  }
  return out;
}

std::size_t septets(std::string_view gsm) noexcept {
  std::size_t out = 0;
  while (!gsm.empty()) {
    auto const c = utf8::take(gsm);
    bool const is_extended = c == U'€' || (c < 128 && takes_two.find(static_cast<char>(c)) != std::string_view::npos);
    out += is_extended ? 2 : 1;
  }
  return out;
}

std::string sms_text::render(disclosed_post const& post, bool possible_duplicate) const {
  if (post.level() == disclosure::nothing) return {};
  std::string head = possible_duplicate ? "Possible duplicate. " : "";
  head += to_gsm(name_of(post));
  if (post.level() != disclosure::pointer) head += what_it_is(post);
  auto const tail = "\nSign in: " + to_gsm(post.link());
  auto const fixed = septets(head) + septets(tail);
  if (fixed >= sms_septets) return {};
  std::string out;
  protocol::json::writer(out)
      .begin_object()
      .member("message", head + cut(to_gsm(post.title()), sms_septets - fixed) + tail)
      .end_object();
  return out;
}

std::string email_text::render(disclosed_post const& post, bool possible_duplicate) const {
  if (post.level() == disclosure::nothing) return {};
  auto const subject = (possible_duplicate ? "Possible duplicate: " : "") + name_of(post) + post.title();
  std::string text = post.title() + "\n\n";
  if (possible_duplicate) text = "Possible duplicate: an earlier mail may have reached you.\n\n" + text;
  if (!post.sender_name().empty()) text += "From " + post.sender_name() + ".\n\n";
  if (!post.summary().empty()) text += post.summary() + "\n\n";
  text += "Sign in to read it and to answer: " + post.link() + '\n';
  if (!helpline_.empty()) text += "\nHelpline: " + helpline_ + '\n';
  std::string out;
  protocol::json::writer(out).begin_object().member("subject", subject).member("message", text).end_object();
  return out;
}

}  // namespace carerelay::notify
