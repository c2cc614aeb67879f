#include "adapters/email/letter.hpp"

#include <kainjow/mustache.hpp>

#include <set>
#include <stdexcept>

#include "adapters/email/mime.hpp"
#include "adapters/email/templates.hpp"
#include "adapters/email/wrap.hpp"
#include "protocol/text/escaped.hpp"
#include "protocol/text/formats.hpp"
#include "protocol/text/markdown.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::email {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;

/// What a template names. A name that is not given would render as nothing, and nobody would see.
std::set<std::string> names_in(std::string_view text) {
  std::set<std::string> out;
  for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 2)) {
    auto const begin = text.find_first_not_of("{#/^", at);
    auto const end = text.find('}', begin);
    out.insert(std::string(text.substr(begin, end - begin)));
  }
  return out;
}

using values = std::vector<std::pair<std::string, data>>;

std::string fill(std::string_view pattern, values const& all, bool is_html) {
  auto missing = names_in(pattern);
  missing.erase("line");  // of the lists' items
  data given{data::type::object};
  for (auto const& [name, value] : all) {
    missing.erase(name);
    given.set(name, value);
  }
  if (!missing.empty()) throw std::logic_error("a template of mail names what is not there: " + *missing.begin());
  mustache made{std::string(pattern)};
  if (!made.is_valid()) throw std::logic_error("a template of mail does not read: " + made.error_message());
  if (is_html) {
    made.set_custom_escape(protocol::html_escaped);  // the library leaves the apostrophe alone
  } else {
    made.set_custom_escape([](std::string const& text) { return text; });
  }
  return made.render(given);
}

std::string plain(std::string const& markdown) {
  auto const text = protocol::markdown::to_text(markdown);
  return text ? *text : std::string();
}

std::string html(std::string const& markdown) {
  auto const text = protocol::markdown::to_html(markdown);
  return text ? *text : std::string();
}

/// A section is shown when there is something in it.
data text_or_false(std::string const& text) { return text.empty() ? data(false) : data(text); }

data lines_of(std::vector<std::string> const& lines) {
  data out{data::type::list};
  for (auto const& one : lines) {
    data item{data::type::object};
    item.set("line", one);
    out.push_back(item);
  }
  return out;
}

std::string as_text(std::vector<std::string> const& lines, std::string const& mark) {
  std::string out;
  for (auto const& one : lines) out += (out.empty() ? "" : "\n") + mark + one;
  return out;
}

std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\r' || c == '\n' || c == '\t' || c == '\0') c = ' ';
  return protocol::utf8::is_valid(text) ? text : protocol::utf8::repaired(text);
}

/// Parts that are not there leave empty lines behind: never more than one, and none at the beginning.
std::string tidied(std::string const& text) {
  std::string out;
  for (char const c : text) {
    bool const is_too_empty = c == '\n' && (out.empty() || out.ends_with("\n\n"));
    if (!is_too_empty) out += c;
  }
  return out;
}

mail_parts parts_for(letter_settings const& settings, protocol::instant date) {
  mail_parts out;
  out.from = settings.from;
  out.from_name = settings.from_name;
  out.reply_to = settings.reply_to;
  out.date = date;
  auto const domain = settings.from.substr(settings.from.find('@') + 1);
  out.headers = {{"Auto-Submitted", "auto-generated"},
                 {"X-Auto-Response-Suppress", "OOF, AutoReply"},
                 {"List-Id", "<carerelay." + domain + ">"}};
  return out;
}

/// Empty for a text that does not read as Markdown: it must not go out as a mail without it.
ports::post_looks words_of(protocol::disclosed_post const& post, letter_settings const& settings,
                           bool possible_duplicate) {
  if (html(post.description()).empty() != post.description().empty()) return {};
  if (html(post.instruction()).empty() != post.instruction().empty()) return {};
  bool const exercise = post.status() == protocol::message_status::exercise;
  bool const urgent = post.how_urgent() == protocol::urgency::immediate;
  bool const is_pointer = post.level() == protocol::disclosure::pointer;
  auto const telephone =
      post.telephone().empty() ? std::string() : protocol::formats::spaced_telephone(post.telephone());
  values const all{{"duplicate_mark", std::string(possible_duplicate ? "Possible duplicate: " : "")},
                   {"exercise_mark", std::string(exercise ? "EXERCISE: " : "")},
                   {"urgent_mark", std::string(urgent ? "URGENT: " : "")},
                   {"urgent_words", std::string(urgent ? "Urgent: " : "")},
                   {"button", std::string(is_pointer ? "Sign in to read it" : "Read it and answer for your home")},
                   {"duplicate", possible_duplicate},
                   {"exercise", exercise},
                   {"title", one_line(post.title())},
                   {"language", post.language()},
                   {"sender", text_or_false(post.sender_name())},
                   {"sent", protocol::to_london_text(post.sent())},
                   {"change_note", text_or_false(post.change_note())},
                   {"description", text_or_false(plain(post.description()))},
                   {"description_html", html(post.description())},
                   {"instruction", text_or_false(plain(post.instruction()))},
                   {"instruction_html", html(post.instruction())},
                   {"has_instruction", !post.instruction().empty()},
                   {"must_do", lines_of(post.must_do())},
                   {"has_must_do", !post.must_do().empty()},
                   {"must_do_text", text_or_false(as_text(post.must_do(), "- "))},
                   {"must_not", lines_of(post.must_not())},
                   {"has_must_not", !post.must_not().empty()},
                   {"must_not_text", text_or_false(as_text(post.must_not(), "- "))},
                   {"telephone", text_or_false(telephone)},
                   {"telephone_link", post.telephone()},
                   {"link", post.link()},
                   {"helpline", text_or_false(settings.helpline)}};
  ports::post_looks out;
  out.from = settings.from_name.empty() ? settings.from : settings.from_name + " <" + settings.from + '>';
  out.subject = one_line(fill(subject_template, all, false));
  out.text = wrapped(tidied(fill(text_template, all, false)));
  out.html = fill(html_template, all, true);
  return out;
}

}  // namespace

letter::letter(letter_settings settings) : settings_(std::move(settings)) {}

std::string letter::render(protocol::disclosed_post const& post, bool possible_duplicate) const {
  auto words = words_of(post, settings_, possible_duplicate);
  if (words.text.empty()) return {};
  auto out = parts_for(settings_, post.sent());
  out.subject = std::move(words.subject);
  out.text = std::move(words.text);
  out.html = std::move(words.html);
  if (post.how_urgent() == protocol::urgency::immediate) out.headers.emplace_back("Importance", "high");
  return compose(out);
}

ports::post_looks letter::looks(protocol::disclosed_post const& post) const { return words_of(post, settings_, false); }

std::string test_letter(letter_settings const& settings, protocol::instant now) {
  auto out = parts_for(settings, now);
  out.subject = "Carerelay: a test of this mail account";
  out.text =
      "This is a test. Somebody who runs Carerelay tried whether mail arrives here. There is nothing to do, and "
      "nothing "
      "else is in this mail.\n";
  out.html = "<!DOCTYPE html><html lang=\"en-GB\"><title>A test</title><p>" + out.text + "</p></html>\n";
  return compose(out);
}

}  // namespace carerelay::email
