#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "adapters/ports/chat_rows.hpp"
#include "adapters/ports/contact_rows.hpp"
#include "adapters/ports/ladder_rows.hpp"
#include "adapters/ports/log_types.hpp"
#include "adapters/ports/outbox.hpp"
#include "adapters/ports/push_rows.hpp"
#include "adapters/ports/seal_types.hpp"
#include "adapters/ports/store_types.hpp"

/// What the in-memory store holds. Numbers are positions, from 1. Elements never move once they are there, so
/// that the journal may point at them.
namespace carerelay::memory {

using ports::device_number;
using ports::home_number;
using ports::message_number;

struct home_entry {
  ports::home_row row;
  std::vector<message_number> inbox;  ///< seq - 1 -> message
};

/// A receipt without what the home's own row says.
struct receipt_entry {
  home_number home = 0;
  protocol::home_receipt what;
  std::vector<ports::receipt_event> events;
};

struct message_entry {
  ports::message_view view;
  bool counted = true;
  bool counts_only = false;
  protocol::member_id author;
  bool all_homes = false;
  std::uint64_t undelivered = 0;        ///< open receipts below `delivered`
  std::vector<receipt_entry> receipts;  ///< in order of home
};

struct leaf_entry {
  ports::log_leaf leaf;
  // What it is about, to be found by
  std::optional<protocol::message_id> message;
  std::optional<protocol::device_id> device;
  std::optional<std::pair<message_number, home_number>> receipt;
  protocol::event_id event;
};

struct log_entry {
  ports::log_row row;
  std::deque<leaf_entry> leaves;
  std::deque<std::vector<protocol::evidence::hash>> levels;  ///< of complete subtrees, by height
  std::optional<ports::checkpoint_row> checkpoint;
};

struct tables {
  std::deque<home_entry> homes;
  std::map<protocol::home_id, home_number> home_ids;
  std::map<protocol::home_id, home_number> former_ids;
  std::map<protocol::area_code, std::string> area_names;
  std::deque<ports::device_row> devices;
  std::unordered_map<protocol::device_id, device_number> device_ids;
  std::map<protocol::digest, ports::enrolment_code_row> codes;
  std::map<protocol::publisher_id, ports::publisher_row> publishers;
  std::map<protocol::member_id, ports::member_row> members;
  std::map<protocol::session_id, ports::session_row> sessions;
  std::map<protocol::digest, ports::sign_in_link_row> sign_in_links;
  std::map<std::string, ports::invitation_row> invitations;
  std::map<protocol::draft_id, ports::draft_row> drafts;  ///< UUIDv7: in order of time
  std::map<std::string, std::string, std::less<>> secrets;
  std::map<device_number, ports::device_seal_row> device_seals;
  std::map<device_number, ports::push_row> pushes;
  std::map<device_number, protocol::instant> device_seen;
  std::map<home_number, std::vector<ports::home_list_row>> home_lists;
  std::map<protocol::digest, std::shared_ptr<std::string const>> resources;
  std::deque<message_entry> messages;
  std::unordered_map<protocol::message_id, message_number> message_ids;
  std::map<std::pair<protocol::publisher_id, std::string>, message_number> references;
  std::map<std::pair<home_number, std::uint32_t>, ports::contact_row> contacts;
  std::map<ports::outbox_number, ports::outbox_row> outbox;
  std::map<ports::outbox_number, std::vector<ports::outbox_event>> outbox_events;
  std::map<std::tuple<message_number, std::string, std::uint32_t>, std::string> rendered;
  std::map<std::string, ports::lane_row, std::less<>> lanes;
  std::deque<ports::unmatched_row> unmatched;
  std::map<protocol::digest, ports::chat_code_row> chat_codes;
  std::map<std::string, ports::chat_binding_row> chat_bindings;
  std::map<message_number, protocol::instant> watches;
  std::map<std::pair<message_number, home_number>, std::vector<ports::rung_row>> rungs;
  std::deque<ports::call_row> calls;
  std::map<std::tuple<home_number, std::uint32_t, std::string>, ports::way_health_row> way_health;
  std::map<protocol::uuid, ports::check_in_row> check_ins;  ///< UUIDv7: in order of time
  std::uint64_t events = 0;
  std::deque<log_entry> logs;

  [[nodiscard]] home_entry const* home(home_number number) const noexcept {
    return number >= 1 && number <= homes.size() ? &homes[number - 1] : nullptr;
  }
  [[nodiscard]] message_entry const* message(message_number number) const noexcept {
    return number >= 1 && number <= messages.size() ? &messages[number - 1] : nullptr;
  }
  [[nodiscard]] receipt_entry const* receipt(message_number message, home_number home) const noexcept;
  [[nodiscard]] log_entry const* log(ports::log_number number) const noexcept;
};

/// How to take changes back, newest first.
class journal {
 public:
  /// Remembers `slot` as it is now. The slot must stay where it is for as long as the journal may be played
  /// back.
  template <class T>
  void keep(T& slot) {
    steps_.push_back([&slot, old = slot]() mutable { slot = std::move(old); });
  }
  /// The same for what a map holds under `key`, there or not.
  template <class Map>
  void keep_key(Map& map, typename Map::key_type const& key) {
    auto const found = map.find(key);
    if (found == map.end()) {
      steps_.push_back([&map, key] { map.erase(key); });
    } else {
      keep(found->second);
    }
  }
  /// The same for a key that is about to be erased.
  template <class Map>
  void keep_erased(Map& map, typename Map::key_type const& key) {
    steps_.push_back([&map, key, old = map.at(key)] { map.emplace(key, old); });
  }
  /// `list` is about to grow by one at its end.
  template <class List>
  void keep_end(List& list) {
    steps_.push_back([&list] { list.pop_back(); });
  }

  [[nodiscard]] std::size_t mark() const noexcept { return steps_.size(); }
  void undo_to(std::size_t mark) {
    while (steps_.size() > mark) {
      steps_.back()();
      steps_.pop_back();
    }
  }
  void forget() noexcept { steps_.clear(); }

 private:
  std::vector<std::function<void()>> steps_;
};

}  // namespace carerelay::memory
