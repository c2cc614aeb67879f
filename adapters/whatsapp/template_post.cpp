#include "adapters/whatsapp/template_post.hpp"

#include "protocol/json/writer.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::whatsapp {

using protocol::disclosure;

namespace {

constexpr std::size_t most_characters = 600;

/// White space of every sort as one space: the service refuses anything else.
std::string on_one_line(std::string_view text) {
  std::string out;
  for (char const c : text) {
    bool const is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!is_space)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string_view what_it_is(protocol::disclosed_post const& post) noexcept {
  switch (post.kind()) {
    case protocol::message_kind::guidance_bulletin: return "Guidance for care homes: ";
    case protocol::message_kind::helpline_notice: return "Helpline notice: ";
    case protocol::message_kind::test_result: return "";
  }
  return "";
}

}  // namespace

std::string template_post::render(protocol::disclosed_post const& post, bool possible_duplicate) const {
  if (post.level() == disclosure::nothing) return {};
  std::string text = possible_duplicate ? "Possible duplicate. " : "";
  if (!post.reference().empty()) text += '[' + post.reference() + "] ";
  if (!post.replaces().empty()) text += "replaces " + post.replaces() + ": ";
  if (post.level() != disclosure::pointer) text += what_it_is(post);
  text = on_one_line(text + post.title());
  if (protocol::utf8::count(text) > most_characters)
    text = std::string(protocol::utf8::prefix(text, most_characters - 1)) + "…";
  std::string out;
  protocol::json::writer json(out);
  json.begin_array().value(text).value(on_one_line(post.link())).end_array();
  return out;
}

}  // namespace carerelay::whatsapp
