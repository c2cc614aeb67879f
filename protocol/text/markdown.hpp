#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include "protocol/errc.hpp"

/// What publishers write (CommonMark 0.30), made safe to show. Both give errc::too_large over 100,000
/// characters, errc::too_deep when blocks or emphasis nest deeper than a person would write (32), and
/// errc::not_utf8 for text that is not UTF-8 or holds a NUL. Time is linear in the source.
namespace carerelay::protocol::markdown {

inline constexpr std::size_t deepest = 32;

/// HTML for a page's body: no attribute, element or address from the source gets through unless it is one of
/// ours. Raw HTML is shown as the text it is; images become their description; links only http, https, mailto
/// and tel, with rel="noopener noreferrer" (others become plain text); headings begin at h2, since the
/// headline is the page's h1.
[[nodiscard]] boost::system::result<std::string> to_html(std::string_view source);

/// Plain text for terminals, email and chat: dashes and numbers for lists, links as `text (address)`,
/// headings and paragraphs apart by an empty line, lines not wrapped, no line break at the end.
[[nodiscard]] boost::system::result<std::string> to_text(std::string_view source);

}  // namespace carerelay::protocol::markdown
