#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "relay/core/ways/outbox.hpp"

/// Rows of the outbox that are added after a message was published: when homes stay silent.
namespace carerelay::core {

/// Where a message may go to be written to, and to whom.
struct written_to {
  std::uint32_t contact = 0;  ///< 0: the home's own address
  std::string address;
};

/// Writes rows of one message. What may be said is decided by the one table (protocol/channel/disclosure) and looked
/// through by the scanner, once for all homes of one sort of destination.
class outbox_pen {
 public:
  explicit outbox_pen(protocol::message what) : what_(std::move(what)) {}

  [[nodiscard]] protocol::message const& what() const noexcept { return what_; }
  /// Why nothing can go there, a word; "" when something can. Cheap: no text is looked at.
  [[nodiscard]] std::string why_not(channel_rules const& by, written_to const& to, instant now) const;
  /// The row: queued, held, or suppressed where `why_not` says something.
  [[nodiscard]] ports::outbox_row row(channel_rules const& by, ports::message_number number, ports::home_number home,
                                      written_to const& to, ports::store_reader& store, instant now);

 private:
  using sort = std::pair<std::string, protocol::destination_kind>;

  protocol::message what_;
  std::optional<protocol::home_name_index> names_;
  std::map<sort, std::string> held_;  ///< what the scanner found, "" for nothing
};

}  // namespace carerelay::core
