#include "adapters/chat/dialect.hpp"

#include <algorithm>
#include <array>

#include "protocol/json/writer.hpp"
#include "protocol/text/summary.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::chat {
namespace {

namespace utf8 = protocol::utf8;
using protocol::json::writer;

/// Slack's control characters (its page on formatting); `mrkdwn` is off, so nothing else is active.
std::string slack_escape(std::string_view text) {
  std::string out;
  for (char const c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return out;
}

/// Markdown takes a backslash before any mark of ASCII (CommonMark, 2.4), and these services do as well. A full stop or
/// hyphen is active behind a number or at the beginning of a line alone.
std::string markdown_escape(std::string_view text) {
  constexpr std::string_view active = "\\`*_{}[]()<>#+|~:!&";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    bool const begins = i == 0 && (c == '-' || c == '=');
    bool const numbers = c == '.' && i > 0 && i <= 9 && text.find_first_not_of("0123456789") == i;
    if (begins || numbers || active.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

/// Rocket.Chat takes a backslash before a few marks alone; other marks are shown by their wide forms.
std::string rocket_escape(std::string_view text) {
  std::string out;
  for (char const c : text) {
    if (c == '(' && out.ends_with(']')) out += ' ';
    if (c == '<')
      out += "\xEF\xBC\x9C";
    else if (c == '>')
      out += "\xEF\xBC\x9E";
    else if (std::string_view("*_~`#").find(c) != std::string_view::npos)
      (out += '\\') += c;
    else
      out += c;
  }
  return out;
}

/// Google Chat knows no escape: marks that format are shown by their wide forms.
std::string wide_escape(std::string_view text) {
  std::string out;
  for (char const c : text) {
    switch (c) {
      case '*': out += "\xEF\xBC\x8A"; break;
      case '_': out += "\xEF\xBC\xBF"; break;
      case '~': out += "\xEF\xBD\x9E"; break;
      case '`': out += "\xEF\xBD\x80"; break;
      case '<': out += "\xEF\xBC\x9C"; break;
      case '>': out += "\xEF\xBC\x9E"; break;
      default: out += c;
    }
  }
  return out;
}

std::string slack_body(post_content const& what) {
  std::string out;
  writer json(out);
  json.begin_object().member("text", what.text).member("mrkdwn", false);
  json.member("unfurl_links", false).member("unfurl_media", false).end_object();
  return out;
}

std::string text_body(post_content const& what) {
  std::string out;
  writer(out).begin_object().member("text", what.text).end_object();
  return out;
}

std::string discord_body(post_content const& what) {
  constexpr int suppress_embeds = 1 << 2;
  std::string out;
  writer json(out);
  json.begin_object().member("content", what.text);
  json.begin_object("allowed_mentions").begin_array("parse").end_array().end_object();
  json.member("flags", suppress_embeds).end_object();
  return out;
}

/// One run of text: RichTextBlock shows it as it is, where TextBlock would read it as Markdown.
void write_run(writer& json, std::string const& text, bool is_strong) {
  if (text.empty()) return;
  json.begin_object().member("type", "RichTextBlock").begin_array("inlines").begin_object();
  json.member("type", "TextRun").member("text", text);
  if (is_strong) json.member("weight", "Bolder").member("size", "Medium");
  json.end_object().end_array().end_object();
}

/// An Adaptive Card in the envelope that the template "when a Teams webhook request is received" takes.
std::string teams_body(post_content const& what) {
  std::string out;
  writer json(out);
  json.begin_object().member("type", "message").begin_array("attachments").begin_object();
  json.member("contentType", "application/vnd.microsoft.card.adaptive");
  json.begin_object("content").member("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
  json.member("type", "AdaptiveCard").member("version", "1.4").begin_array("body");
  auto const& parts = what.parts;
  write_run(json, parts.warning, true);
  write_run(json, parts.head, false);
  write_run(json, parts.title, true);
  write_run(json, parts.change, false);
  write_run(json, parts.when, false);
  write_run(json, parts.summary, false);
  write_run(json, parts.helpline.empty() ? "" : "Helpline: " + parts.helpline, false);
  json.end_array().begin_array("actions").begin_object().member("type", "Action.OpenUrl");
  json.member("title", "Sign in to read it and to answer").member("url", parts.link).end_object().end_array();
  json.end_object().end_object().end_array().end_object();
  return out;
}

/// Standard Webhooks: type, timestamp and data.
std::string standard_body(post_content const& what) {
  std::string out;
  writer json(out);
  json.begin_object().member("type", "post." + what.change).member("timestamp", protocol::to_text(what.sent));
  json.begin_object("data").member("reference", what.reference);
  if (!what.replaces.empty()) json.member("replaces", what.replaces);
  json.member("kind", what.kind).member("urgency", what.urgency).member("status", what.status);
  json.member("title", what.parts.title);
  if (!what.parts.summary.empty()) json.member("summary", what.parts.summary);
  json.member("language", what.language).member("link", what.parts.link);
  if (!what.parts.helpline.empty()) json.member("helpline", what.parts.helpline);
  if (what.possible_duplicate) json.member("possible_duplicate", true);
  json.member("text", what.text).end_object().end_object();
  return out;
}

// Bounds: Slack cuts a text of over 40,000 characters and asks for 4,000; Mattermost 16,383; Rocket.Chat 5,000 as
// installed; Google Chat 32,000 bytes; Discord 2,000. A card for Teams is to be at most 20 kB with all that is round
// the text.
constexpr std::array table{
    dialect{.word = "teams", .most = 4'000, .unit = counted::bytes, .body = teams_body},
    dialect{.word = "standard", .most = 8'000, .unit = counted::bytes, .body = standard_body, .is_signed = true},
    dialect{.word = "slack", .how = slack_escape, .most = 4'000, .body = slack_body},
    dialect{.word = "mattermost", .how = markdown_escape, .most = 4'000, .body = text_body},
    dialect{.word = "rocketchat",
            .how = rocket_escape,
            .most = 5'000,
            .unit = counted::utf16_units,
            .body = text_body,
            .refusal = "\"success\":false"},
    dialect{.word = "googlechat",
            .how = wide_escape,
            .most = 4'000,
            .unit = counted::bytes,
            .body = text_body,
            .name_member = "name"},
    dialect{.word = "discord",
            .how = markdown_escape,
            .most = 2'000,
            .unit = counted::utf16_units,
            .body = discord_body,
            .query = "wait=true",
            .name_member = "id"},
};

std::size_t size_of(std::string_view text, counted unit) {
  if (unit == counted::bytes) return text.size();
  if (unit == counted::code_points) return utf8::count(text);
  std::size_t out = 0;
  while (!text.empty()) out += utf8::take(text) > 0xFFFF ? 2 : 1;
  return out;
}

std::string_view change_of(protocol::msg_type type) noexcept {
  switch (type) {
    case protocol::msg_type::alert: return "published";
    case protocol::msg_type::update: return "corrected";
    case protocol::msg_type::cancel: return "withdrawn";
  }
  return "published";
}

/// Shortens the part until the text fits or nothing of it is left.
void shorten(std::string& part, post_parts const& parts, dialect const& to) {
  while (!part.empty()) {
    auto const size = size_of(text_of(parts, to.how), to.unit);
    if (size <= to.most) return;
    auto const has = utf8::count(part);
    // An escape may make one character of several: what is over may be less than what is to go.
    auto const goes = std::max<std::size_t>(1, (size - to.most) / 4);
    part = goes >= has ? std::string() : protocol::cut_at_sentence(part, has - goes);
  }
}

/// As `fitted_text`, and the parts are what is left of them.
std::string fit(dialect const& to, post_parts& parts) {
  shorten(parts.summary, parts, to);
  shorten(parts.title, parts, to);
  return text_of(parts, to.how);
}

}  // namespace

std::span<dialect const> dialects() noexcept { return table; }

dialect const* find_dialect(std::string_view word) noexcept {
  auto const found = std::find_if(table.begin(), table.end(), [&](auto const& one) { return one.word == word; });
  return found == table.end() ? nullptr : &*found;
}

std::string fitted_text(dialect const& to, post_parts const& parts) {
  auto shorter = parts;
  return fit(to, shorter);
}

std::string dialect_renderer::render(protocol::disclosed_post const& post, bool possible_duplicate) const {
  post_content what;
  what.parts = parts_of(post, helpline_, possible_duplicate);
  what.text = fit(to_, what.parts);
  what.reference = post.reference();
  what.replaces = post.replaces();
  what.kind = word(post.kind());
  what.change = change_of(post.type());
  what.urgency = word(post.how_urgent());
  what.status = word(post.status());
  what.language = post.language();
  what.sent = post.sent();
  what.possible_duplicate = possible_duplicate;
  return to_.body(what);
}

ports::post_looks dialect_renderer::looks(protocol::disclosed_post const& post) const {
  auto parts = parts_of(post, helpline_, false);
  (void)fit(to_, parts);
  return {"", "", text_of(parts, no_escape), ""};
}

std::string test_body(dialect const& to, std::string const& link, protocol::instant now) {
  post_content what;
  what.parts = test_parts(link, now);
  what.text = fit(to, what.parts);
  what.reference = "test";
  what.kind = "test";
  what.change = "test";
  what.status = "test";
  what.urgency = "future";
  what.language = "en-GB";
  what.sent = now;
  return to.body(what);
}

}  // namespace carerelay::chat
