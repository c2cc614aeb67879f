#pragma once

#include <string_view>
#include <vector>

#include "adapters/ports/store.hpp"

/// What became of messages by ways beside the stream, as leaves of the evidence log: in the transaction that changes
/// the row, so that neither is there without the other. Never an address, never what a person wrote.
namespace carerelay::core {

/// `what`: sent, failed, unknown, suppressed, expired, withdrawn, or what came back. `why` is a word; of `detail` only
/// a status code at its beginning is said. `by`: the member on whose word it rests; "" for a channel's own.
void log_channel(ports::store_writer& store, ports::outbox_row const& row, std::string_view what, std::string_view why,
                 std::string_view detail, protocol::instant now, std::string_view by = "");

/// Adds rows to the outbox: the only door to it, so that none that will never be sent is without its leaf.
void add_rows(ports::store_writer& store, std::vector<ports::outbox_row> const& rows);

/// What the end of an attempt made of a row: nothing while it is to be tried again and cannot have arrived.
void log_attempt(ports::store_writer& store, ports::outbox_row const& before, ports::outbox_row const& after,
                 std::string_view detail, protocol::instant now);

}  // namespace carerelay::core
