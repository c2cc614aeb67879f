#include "adapters/chat/post_text.hpp"

#include "protocol/text/utf8.hpp"

namespace carerelay::chat {

namespace utf8 = protocol::utf8;

namespace {

std::string_view kind_in_words(protocol::message_kind kind) noexcept {
  switch (kind) {
    case protocol::message_kind::guidance_bulletin: return "Guidance";
    case protocol::message_kind::helpline_notice: return "Helpline notice";
    case protocol::message_kind::test_result: return "Result";
  }
  return "";
}

std::string head_of(protocol::disclosed_post const& post) {
  std::string out = post.reference().empty() ? std::string() : '[' + post.reference() + "] ";
  out += kind_in_words(post.kind());
  if (post.type() == protocol::msg_type::cancel) out += " withdrawn";
  if (post.how_urgent() == protocol::urgency::immediate) out += ", urgent";
  return out;
}

std::string change_of(protocol::disclosed_post const& post) {
  if (post.replaces().empty()) return {};
  if (post.type() == protocol::msg_type::cancel) return "Withdraws " + post.replaces() + ": it holds no longer.";
  return "Replaces " + post.replaces() + '.';
}

std::string warning_of(protocol::disclosed_post const& post, bool possible_duplicate) {
  std::string out;
  if (possible_duplicate) out = "Possible duplicate: this may have been posted before.";
  if (post.status() != protocol::message_status::exercise) return out;
  return out + (out.empty() ? "" : " ") + "EXERCISE: this is practice.";
}

bool is_word_part(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '-' || c == '+';
}

}  // namespace

std::string safe_line(std::string_view text) {
  std::string const valid = utf8::repaired(text);
  std::string out;
  for (std::string_view rest = valid; !rest.empty();) {
    auto const c = utf8::take(rest);
    auto const odd = utf8::oddity_of(c);
    if (c == '@') {
      // Behind a letter it is somebody's mail address, and calls nobody.
      out += !out.empty() && is_word_part(out.back()) ? "@" : "(at)";
    } else if (c == '\t' || (odd && *odd == utf8::oddity::line_break)) {
      if (!out.empty() && !out.ends_with(' ')) out += ' ';
    } else if (!odd) {
      utf8::append(c, out);
    }
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

post_parts parts_of(protocol::disclosed_post const& post, std::string const& helpline, bool possible_duplicate) {
  post_parts out;
  out.warning = warning_of(post, possible_duplicate);
  out.head = head_of(post);
  out.title = safe_line(post.title());
  out.change = change_of(post);
  auto const sender = safe_line(post.sender_name());
  out.when = (sender.empty() ? "" : sender + ", ") + protocol::to_london_text(post.sent());
  out.summary = safe_line(post.summary());
  out.link = post.link();
  out.helpline = safe_line(helpline);
  return out;
}

post_parts test_parts(std::string const& link, protocol::instant now) {
  post_parts out;
  out.head = "[test] Carerelay";
  out.title = "This is a test post. Nothing has happened, and nobody needs to do anything.";
  out.when = protocol::to_london_text(now);
  out.link = link;
  return out;
}

std::string no_escape(std::string_view text) { return std::string(text); }

std::string text_of(post_parts const& parts, escape how) {
  std::string out;
  auto const line = [&out](std::string const& text) {
    if (text.empty()) return;
    if (!out.empty()) out += '\n';
    out += text;
  };
  line(how(parts.warning));
  line(how(parts.head));
  line(how(parts.title));
  line(how(parts.change));
  line(how(parts.when));
  line(how(parts.summary));
  // On a line of its own no text beside it can be taken for a part of the address.
  if (!parts.link.empty()) line(how("Sign in to read it and to answer:") + '\n' + parts.link);
  if (!parts.helpline.empty()) line(how("Helpline: " + parts.helpline));
  return out;
}

std::string plain_renderer::render(protocol::disclosed_post const& post, bool possible_duplicate) const {
  return text_of(parts_of(post, helpline_, possible_duplicate), no_escape);
}

}  // namespace carerelay::chat
