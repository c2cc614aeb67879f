#include "adapters/matrix/homeserver.hpp"

#include <algorithm>

#include "protocol/json/writer.hpp"
#include "protocol/text/escaped.hpp"

namespace carerelay::matrix {
namespace {

std::string line_as_html(std::string_view line) {
  auto const said = protocol::html_escaped(line);
  bool const is_address = line.starts_with("https://") && line.find(' ') == std::string_view::npos;
  return is_address ? "<a href=\"" + said + "\">" + said + "</a>" : said;
}

}  // namespace

std::string post_message(std::string_view text) {
  std::string html;
  bool is_first = true;
  for (auto rest = text; !rest.empty();) {
    auto const line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (!is_first) html += "<br>";
    html += is_first ? "<strong>" + line_as_html(line) + "</strong>" : line_as_html(line);
    is_first = false;
  }
  std::string out;
  protocol::json::writer json(out);
  json.begin_object().member("msgtype", "m.text").member("body", text);
  json.member("format", "org.matrix.custom.html").member("formatted_body", html);
  // Nobody is called by it, whatever it says (m.mentions of version 1.7).
  json.begin_object("m.mentions").end_object().end_object();
  return out;
}

std::string matrix_renderer::render(protocol::disclosed_post const& post, bool possible_duplicate) const {
  auto const text = plain_->render(post, possible_duplicate);
  return text.empty() ? std::string() : post_message(text);
}

}  // namespace carerelay::matrix
