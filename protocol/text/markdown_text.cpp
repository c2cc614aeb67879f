#include <algorithm>
#include <vector>

#include "protocol/text/markdown_tree.hpp"

namespace carerelay::protocol::markdown {
namespace {

/// Builds the text line by line, each with the marks of the quotes and lists it stands in.
class text_writer {
 public:
  void enter(cmark_node* node) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_BLOCK_QUOTE: margins_.push_back({"> ", "> ", false}); return;
      case CMARK_NODE_LIST: numbers_.push_back(cmark_node_get_list_start(node)); return;
      case CMARK_NODE_ITEM: margins_.push_back(item_margin(node)); return;
      case CMARK_NODE_CODE_BLOCK: return block(node, literal(node), "    ");
      case CMARK_NODE_HTML_BLOCK: return block(node, literal(node), "");
      case CMARK_NODE_THEMATIC_BREAK: return block(node, "---", "");
      case CMARK_NODE_PARAGRAPH:
      case CMARK_NODE_HEADING: return begin_block();
      case CMARK_NODE_TEXT:
      case CMARK_NODE_CODE:
      case CMARK_NODE_HTML_INLINE: return lines(literal(node), "");
      case CMARK_NODE_SOFTBREAK: out += ' '; return;
      case CMARK_NODE_LINEBREAK: return break_line();
      case CMARK_NODE_LINK: links_.push_back(out.size()); return;
      default: return;
    }
  }

  void leave(cmark_node* node) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_BLOCK_QUOTE:
      case CMARK_NODE_ITEM:
        if (!margins_.back().is_begun) begin_block();  // an empty item is still an item
        trim_line();
        margins_.pop_back();
        break;
      case CMARK_NODE_LINK: return end_link(node);
      case CMARK_NODE_LIST: numbers_.pop_back(); break;
      case CMARK_NODE_PARAGRAPH:
      case CMARK_NODE_HEADING: break;
      default: return;
    }
    meeting_ = cmark_node_parent(node);
  }

  std::string out;

 private:
  struct margin {
    std::string first, rest;
    bool is_begun = false;
  };

  static std::string_view literal(cmark_node* node) { return text_or_empty(cmark_node_get_literal(node)); }

  margin item_margin(cmark_node* item) {
    bool const is_numbered = cmark_node_get_list_type(cmark_node_parent(item)) == CMARK_ORDERED_LIST;
    std::string const mark = is_numbered ? std::to_string(numbers_.back()++) + ". " : "- ";
    return {mark, std::string(mark.size(), ' '), false};
  }

  /// Whether the block just ended and the one that begins stand in one tight list.
  [[nodiscard]] bool is_tight() const {
    cmark_node* list = meeting_;
    if (list && cmark_node_get_type(list) == CMARK_NODE_ITEM) list = cmark_node_parent(list);
    return list && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list);
  }
  void begin_block() {
    if (!out.empty()) {
      trim_line();
      out += '\n';
      if (!is_tight()) {
        // The empty line belongs to what both blocks stand in: an item that has not begun has no part in it.
        for (margin const& each : margins_) {
          if (!each.is_begun) break;
          out += each.rest;
        }
        trim_line();
        out += '\n';
      }
    }
    put_margins();
  }
  void put_margins() {
    for (margin& each : margins_) {
      out += each.is_begun ? each.rest : each.first;
      each.is_begun = true;
    }
  }
  void break_line() {
    trim_line();
    out += '\n';
    put_margins();
  }
  void trim_line() {
    while (out.ends_with(' ')) out.pop_back();
  }
  /// Text of several lines, `indent` before each.
  void lines(std::string_view text, std::string_view indent) {
    std::string const clean = harmless(text);
    std::string_view rest = clean;
    for (bool is_first = true;; is_first = false) {
      if (!is_first) break_line();
      auto const end = rest.find('\n');
      out += indent;
      out += rest.substr(0, end);
      if (end == std::string_view::npos) return;
      rest.remove_prefix(end + 1);
    }
  }
  void block(cmark_node* node, std::string_view text, std::string_view indent) {
    begin_block();
    while (text.ends_with('\n')) text.remove_suffix(1);
    lines(text, indent);
    meeting_ = cmark_node_parent(node);
  }

  /// `text (address)`, or the text alone when it says the address already.
  void end_link(cmark_node* link) {
    std::string const address = safe_address(text_or_empty(cmark_node_get_url(link)));
    std::string_view const shown = std::string_view(out).substr(std::min(links_.back(), out.size()));
    links_.pop_back();
    if (address.empty()) return;
    std::string_view plain = address;
    if (plain.starts_with("mailto:") || plain.starts_with("tel:")) plain.remove_prefix(plain.find(':') + 1);
    if (shown == plain || shown == address) return;
    bool const is_bare = shown.empty();
    std::string const added(plain);
    out += is_bare ? added : " (" + added + ")";
  }

  std::vector<margin> margins_;
  std::vector<int> numbers_;        ///< of the next item of each open list
  std::vector<std::size_t> links_;  ///< where the text of each open link begins
  cmark_node* meeting_ = nullptr;   ///< the innermost node that holds all that was written and what comes next
};

}  // namespace

std::string text_of(cmark_node& document) {
  text_writer writer;
  walk(
      document, [&](cmark_node* node) { writer.enter(node); }, [&](cmark_node* node) { writer.leave(node); });
  while (writer.out.ends_with('\n') || writer.out.ends_with(' ')) writer.out.pop_back();
  return std::move(writer.out);
}

}  // namespace carerelay::protocol::markdown
