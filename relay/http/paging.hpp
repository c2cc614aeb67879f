#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/json/writer.hpp"
#include "relay/http/callers.hpp"

/// Private to the routes: `limit` and `cursor` of a list, and the link to its next page.
namespace carerelay::http {

struct page {
  std::size_t limit = 0;
  std::string after;  ///< what the cursor stands for; "" from the start
};

/// `limit` 1 to 1,000 (100 when absent); a cursor that we did not make is refused with 422.
[[nodiscard]] or_answer<page> page_of(request const& asked);

/// The query parameter, none when absent.
[[nodiscard]] std::optional<std::string> parameter(request const& asked, std::string_view name);

/// Path and query of the page after `last`.
[[nodiscard]] std::string next_page(request const& asked, page const& here, std::string const& last);

/// Ends a list begun by the caller: adds `next` when there is more after `last`, closes the object, and says the same
/// in a Link header (RFC 8288).
void end_page(request const& asked, page const& here, std::optional<std::string> const& last, bool has_more,
              protocol::json::writer& json, answer& out);

}  // namespace carerelay::http
