#include <array>
#include <string>

#include "protocol/text/markdown.hpp"
#include "protocol/text/utf8.hpp"
#include "tests/fuzz/oracle.hpp"

using namespace carerelay::protocol;
using carerelay::fuzz::require;

namespace {

constexpr std::array<std::string_view, 26> plain_tags{
    "<p>",           "</p>",        "<ul>",   "</ul>",  "<ol>",    "</ol>", "<li>",  "</li>",    "<blockquote>",
    "</blockquote>", "<pre><code>", "</pre>", "<code>", "</code>", "<em>",  "</em>", "<strong>", "</strong>",
    "<br>",          "<hr>",        "<h2>",   "<h3>",   "<h4>",    "<h5>",  "<h6>",  "</a>"};

bool begins_plain_tag(std::string_view html) {
  for (auto const tag : plain_tags) {
    if (html.starts_with(tag)) return true;
  }
  return html.size() >= 5 && html.starts_with("</h") && html[3] >= '2' && html[3] <= '6' && html[4] == '>';
}

/// A link's or a numbered list's whole tag: the only ones with attributes.
bool begins_tag_with_attributes(std::string_view html) {
  std::string_view const tag = html.substr(0, html.find('>') + 1);
  if (tag.starts_with("<ol start=\"")) {
    return tag.find_first_not_of("0123456789", 11) == tag.size() - 2 && tag.ends_with("\">");
  }
  constexpr std::string_view head = "<a href=\"";
  constexpr std::string_view tail = "\" rel=\"noopener noreferrer\">";
  if (!tag.starts_with(head) || !tag.ends_with(tail) || tag.size() < head.size() + tail.size()) return false;
  auto const address = tag.substr(head.size(), tag.size() - head.size() - tail.size());
  bool const is_scheme = address.starts_with("http://") || address.starts_with("https://") ||
                         address.starts_with("mailto:") || address.starts_with("tel:");
  return is_scheme && address.find_first_of("\"'<> \n\t") == std::string_view::npos;
}

void check_html(std::string_view html) {
  for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    auto const here = html.substr(at);
    require(begins_plain_tag(here) || begins_tag_with_attributes(here), "every tag is one of ours");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const source = carerelay::fuzz::text_of(data, size);
  auto const html = markdown::to_html(source);
  auto const text = markdown::to_text(source);
  require(html.has_value() == text.has_value(), "both ways out refuse alike");
  if (!html) return 0;
  check_html(*html);
  for (auto const& out : {*html, *text}) {
    require(utf8::is_valid(out), "what comes out is UTF-8");
    auto const odd = utf8::first_odd_in_block(out);
    require(!odd || odd->what == utf8::oddity::hidden, "nothing comes out that a terminal obeys");
  }
  require(text->empty() || (text->back() != '\n' && text->back() != ' '), "text has no loose end");
  return 0;
}
