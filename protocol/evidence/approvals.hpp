#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "protocol/evidence/bundle_reader.hpp"

/// Private to verify's sources: who stood for a message, and when.
namespace carerelay::protocol::evidence {

/// Digests of the messages that the bundle's logs say were published, by id.
using published_digests = std::map<std::string_view, std::string_view>;

/// Every `approved`, `sent_alone` and `confirmed` that names a message: the text and the homes it was for, that nobody
/// stands for it twice or for what they wrote, and that each was in time.
void check_approvals(std::vector<proven_log> const& logs, published_digests const& digests, findings& told);

/// Whether a message that says that one person sent it alone was recorded so, and the other way round.
void check_mark(json::value const& message, std::vector<proven_log> const& logs, findings& told);

}  // namespace carerelay::protocol::evidence
