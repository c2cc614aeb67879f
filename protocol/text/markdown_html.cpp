#include <algorithm>

#include "protocol/text/markdown_tree.hpp"

namespace carerelay::protocol::markdown {
namespace {

/// Writes every tag itself: cmark's own renderer would need its output checked again.
class html_writer {
 public:
  void enter(cmark_node* node) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_BLOCK_QUOTE: return open_block("<blockquote>\n");
      case CMARK_NODE_LIST: return open_block(list_tag(node));
      case CMARK_NODE_ITEM: return open_block("<li>");
      case CMARK_NODE_CODE_BLOCK:
        open_block("<pre><code>");
        escape(literal(node));
        return close_block("</code></pre>\n");
      case CMARK_NODE_HTML_BLOCK:
        open_block("<p>");
        escape(without_end_breaks(literal(node)));
        return close_block("</p>\n");
      case CMARK_NODE_PARAGRAPH: return is_tight(node) ? void() : open_block("<p>");
      case CMARK_NODE_HEADING: return open_block("<h" + level(node) + ">");
      case CMARK_NODE_THEMATIC_BREAK: return open_block("<hr>\n");
      case CMARK_NODE_TEXT:
      case CMARK_NODE_HTML_INLINE: return escape(literal(node));
      case CMARK_NODE_SOFTBREAK: return put("\n");
      case CMARK_NODE_LINEBREAK: return put("<br>\n");
      case CMARK_NODE_CODE:
        put("<code>");
        escape(literal(node));
        return put("</code>");
      case CMARK_NODE_EMPH: return put("<em>");
      case CMARK_NODE_STRONG: return put("<strong>");
      case CMARK_NODE_LINK: return open_link(node);
      default: return;  // the document; images, of which the description remains; kinds cmark never parses
    }
  }

  void leave(cmark_node* node) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_BLOCK_QUOTE: return close_block("</blockquote>\n");
      case CMARK_NODE_LIST:
        return close_block(cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? "</ol>\n" : "</ul>\n");
      case CMARK_NODE_ITEM: return close_block("</li>\n");
      case CMARK_NODE_PARAGRAPH: return is_tight(node) ? void() : close_block("</p>\n");
      case CMARK_NODE_HEADING: return close_block("</h" + level(node) + ">\n");
      case CMARK_NODE_EMPH: return put("</em>");
      case CMARK_NODE_STRONG: return put("</strong>");
      case CMARK_NODE_LINK: return safe_address(address(node)).empty() ? void() : put("</a>");
      default: return;
    }
  }

  std::string out;

 private:
  static std::string_view literal(cmark_node* node) { return text_or_empty(cmark_node_get_literal(node)); }
  static std::string_view address(cmark_node* node) { return text_or_empty(cmark_node_get_url(node)); }
  static std::string_view without_end_breaks(std::string_view text) {
    return text.substr(0, std::min(text.find_last_not_of('\n'), text.size() - 1) + 1);
  }
  static bool is_tight(cmark_node* paragraph) {
    cmark_node* const item = cmark_node_parent(paragraph);
    cmark_node* const list = item ? cmark_node_parent(item) : nullptr;
    return list && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list);
  }
  static std::string level(cmark_node* heading) {
    return std::to_string(std::min(cmark_node_get_heading_level(heading) + 1, 6));
  }
  static std::string list_tag(cmark_node* list) {
    if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST) return "<ul>\n";
    int const start = cmark_node_get_list_start(list);
    return start == 1 ? "<ol>\n" : "<ol start=\"" + std::to_string(start) + "\">\n";
  }
  void open_link(cmark_node* link) {
    std::string const to = safe_address(address(link));
    if (to.empty()) return;
    put("<a href=\"");
    escape(to);
    put("\" rel=\"noopener noreferrer\">");
  }

  void put(std::string_view html) { out += html; }
  void open_block(std::string_view tag) {
    if (!out.empty() && out.back() != '\n' && !out.ends_with("<li>")) out += '\n';
    out += tag;
  }
  void close_block(std::string_view tag) { out += tag; }
  void escape(std::string_view text) {
    for (char const c : harmless(text)) {
      switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += c;
      }
    }
  }
};

}  // namespace

std::string html_of(cmark_node& document) {
  html_writer writer;
  walk(
      document, [&](cmark_node* node) { writer.enter(node); }, [&](cmark_node* node) { writer.leave(node); });
  return std::move(writer.out);
}

}  // namespace carerelay::protocol::markdown
