#pragma once

#include <cmark.h>

#include <memory>
#include <string>
#include <string_view>

#include "protocol/text/markdown.hpp"

/// What the two ways out of CommonMark share. Inside the room only: users want markdown.hpp.
namespace carerelay::protocol::markdown {

struct node_free {
  void operator()(cmark_node* node) const noexcept { cmark_node_free(node); }
};
using tree = std::unique_ptr<cmark_node, node_free>;

/// Parses under the limits of markdown.hpp.
[[nodiscard]] boost::system::result<tree> parse(std::string_view source);

[[nodiscard]] inline std::string_view text_or_empty(char const* text) noexcept { return text ? text : ""; }

/// Characters that entities brought in past every check of the source (`&#27;`, `&#x202E;`) become U+FFFD, as do
/// controls that were there: a terminal would obey them, a browser would turn the line round.
[[nodiscard]] std::string harmless(std::string_view text);

/// The address as a URL a page or a person can use, or "" when it is not http, https, mailto or tel with something
/// behind it. What RFC 3986 does not allow is percent-encoded, quotation marks and apostrophes included.
[[nodiscard]] std::string safe_address(std::string_view address);

[[nodiscard]] std::string html_of(cmark_node& document);
[[nodiscard]] std::string text_of(cmark_node& document);

/// Calls `enter(node)` and `leave(node)` for every node below and including `root`, without recursion.
/// Nodes that cannot have children are entered only.
template <class Enter, class Leave>
void walk(cmark_node& root, Enter enter, Leave leave) {
  std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> const iterator(cmark_iter_new(&root), &cmark_iter_free);
  for (cmark_event_type event; (event = cmark_iter_next(iterator.get())) != CMARK_EVENT_DONE;) {
    cmark_node* const node = cmark_iter_get_node(iterator.get());
    event == CMARK_EVENT_ENTER ? enter(node) : leave(node);
  }
}

}  // namespace carerelay::protocol::markdown
