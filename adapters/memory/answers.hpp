#pragma once

#include <mutex>
#include <shared_mutex>

#include "adapters/memory/tables.hpp"

namespace carerelay::memory {

using protocol::instant;
template <class T>
using list = std::vector<T>;

/// Each question of the port, answered from the tables. All of it must outlive this value.
class answers {
 public:
  /// Inside a transaction: the tables are held already.
  answers(tables const& data, std::string const& epoch) : in(data), epoch_(epoch) {}
  /// For readers: each question waits for a running transaction.
  answers(tables const& data, std::string const& epoch, std::shared_mutex& mutex)
      : in(data), epoch_(epoch), mutex_(&mutex) {}

  [[nodiscard]] std::shared_lock<std::shared_mutex> hold() const {
    return mutex_ == nullptr || kept_ ? std::shared_lock<std::shared_mutex>() : std::shared_lock(*mutex_);
  }
  /// Whether the tables stay held from one question to the next; gives what it was.
  bool keep(bool held) noexcept { return std::exchange(kept_, held); }

  [[nodiscard]] std::string const& epoch() const noexcept { return epoch_; }
  std::optional<ports::home_row> home(protocol::home_id const& id) const;
  std::optional<ports::home_row> home(home_number number) const;
  list<ports::home_row> homes(std::string_view after, std::size_t limit,
                              std::optional<protocol::area_code> const& area) const;
  list<home_number> resolve(protocol::audience const& who) const;
  list<ports::area_row> areas() const;

  std::optional<ports::device_row> device(protocol::device_id id) const;
  list<ports::device_row> devices(home_number home) const;
  std::optional<ports::enrolment_code_row> enrolment_code(protocol::digest const& hashed) const;
  list<ports::enrolment_code_row> open_codes(home_number home, instant now) const;
  std::optional<ports::publisher_row> publisher(protocol::publisher_id const& id) const;
  list<ports::publisher_row> publishers() const;
  std::optional<ports::member_row> member(protocol::member_id const& id) const;
  std::optional<ports::member_row> member_by_token(protocol::digest const& hashed) const;
  std::optional<ports::member_row> member_by_subject(std::string_view issuer, std::string_view subject) const;
  list<ports::member_row> members(protocol::publisher_id const& team) const;
  std::optional<ports::session_row> session(protocol::session_id id) const;
  std::optional<ports::session_row> session_by_token(protocol::digest const& hashed) const;
  list<ports::session_row> open_sessions(std::optional<protocol::session_id> const& after, std::size_t limit) const;
  std::optional<ports::sign_in_link_row> sign_in_link(protocol::digest const& hashed) const;
  std::optional<ports::invitation_row> invitation(std::string_view email) const;
  std::string secret(std::string_view name) const;
  std::optional<ports::push_row> push(device_number device) const;
  list<ports::push_row> pushes(home_number home) const;
  std::optional<instant> seen(device_number device) const;
  std::optional<ports::device_seal_row> device_seal(device_number device) const;
  list<ports::home_list_row> home_lists(home_number home, std::uint64_t after, std::size_t limit) const;
  std::optional<ports::home_list_row> newest_home_list(home_number home) const;

  std::optional<ports::message_view> message(protocol::message_id id) const;
  std::optional<ports::message_view> message(message_number number) const;
  std::optional<ports::message_view> message_by_reference(protocol::publisher_id const& sender,
                                                          std::string_view reference) const;
  list<ports::message_view> messages(message_number before, std::size_t limit,
                                     std::optional<protocol::publisher_id> const& sender) const;
  list<ports::message_view> open_messages(protocol::message_kind kind, std::string_view topic) const;
  protocol::member_id author(message_number message) const;
  std::uint64_t published_since(protocol::publisher_id const& team, instant since) const;
  std::uint64_t published_since(protocol::member_id const& author, instant since) const;
  std::uint64_t to_all_homes_since(instant since) const;
  std::optional<ports::draft_row> draft(protocol::draft_id id) const;
  std::optional<ports::draft_row> draft_by_reference(protocol::publisher_id const& team,
                                                     std::string_view reference) const;
  std::optional<ports::draft_row> draft_of(message_number message) const;
  list<ports::draft_row> drafts(protocol::draft_id before, std::size_t limit,
                                std::optional<protocol::publisher_id> const& team) const;
  list<ports::draft_row> drafts_due(instant now) const;
  list<ports::confirmed_row> confirmations(home_number home) const;
  std::shared_ptr<std::string const> resource(protocol::digest const& sha256) const;

  ports::inbox_bounds bounds(home_number home) const;
  list<ports::inbox_row> inbox(home_number home, std::uint64_t after, std::size_t limit) const;
  list<ports::inbox_row> in_force(home_number home, instant now, std::size_t limit) const;
  std::optional<ports::inbox_row> inbox_entry(home_number home, std::uint64_t seq) const;

  std::optional<ports::receipt_row> receipt(message_number message, home_number home) const;
  list<ports::receipt_row> receipts(message_number message, home_number after, std::size_t limit) const;
  list<home_number> audience(message_number message) const;
  protocol::coverage coverage(message_number message) const;
  list<ports::receipt_event> events(message_number message, home_number home) const;
  std::optional<instant> oldest_undelivered(instant now) const;

  list<ports::log_row> logs() const;
  std::uint64_t log_size(ports::log_number log) const;
  protocol::evidence::hash log_node(ports::log_number log, unsigned height, std::uint64_t at) const;
  list<ports::log_leaf> log_leaves(ports::log_number log, std::uint64_t first, std::size_t limit) const;
  std::optional<ports::checkpoint_row> checkpoint(ports::log_number log) const;
  list<ports::leaf_place> leaves_about(protocol::message_id message) const;
  list<ports::leaf_place> leaves_about(protocol::device_id device) const;
  list<ports::leaf_place> leaves_of_receipt(message_number message, home_number home) const;

  list<ports::contact_row> contacts(home_number home) const;
  std::optional<ports::contact_row> contact(home_number home, std::uint32_t number) const;
  std::uint32_t last_contact(home_number home) const;

  std::optional<ports::outbox_row> outbox(ports::outbox_number number) const;
  list<ports::outbox_row> outbox_of(std::uint32_t message, std::uint32_t from, std::uint32_t to) const;
  list<ports::outbox_row> outbox_due(std::string_view channel, instant now, std::size_t limit) const;
  std::optional<instant> outbox_next(std::string_view channel) const;
  list<ports::outbox_row> outbox_sending(std::string_view channel) const;
  list<ports::outbox_count> outbox_counts(std::string_view channel) const;
  list<ports::outbox_row> outbox_held(std::string_view channel, std::size_t limit) const;
  list<ports::outbox_row> outbox_to(std::string_view address) const;
  list<ports::outbox_row> outbox_posts(std::string_view channel, std::size_t limit) const;
  list<ports::outbox_event> outbox_events(ports::outbox_number row) const;
  std::optional<std::string> rendered(std::uint32_t message, std::string_view channel, std::uint32_t variant) const;
  std::optional<ports::lane_row> lane(std::string_view channel) const;
  list<ports::unmatched_row> unmatched(std::uint64_t after, std::size_t limit) const;

  std::optional<ports::chat_code_row> chat_code(protocol::digest const& hashed) const;
  list<ports::chat_code_row> open_chat_codes(home_number home, instant now) const;
  list<ports::chat_binding_row> chat_bindings(home_number home) const;
  list<ports::chat_binding_row> chat_bindings(std::string_view account, std::string_view who) const;
  std::optional<ports::watch_row> watch_due(instant now) const;
  std::optional<instant> watch_next() const;
  list<ports::watch_row> watches(std::size_t limit) const;
  list<ports::rung_row> rungs(std::uint32_t message, std::uint32_t from, std::uint32_t to) const;
  list<ports::call_row> calls(std::uint32_t message, std::uint32_t home) const;
  list<ports::way_health_row> way_health(std::uint32_t from_home, std::uint32_t to_home) const;
  list<ports::sent_and_returned> last_sent(std::string_view channel, std::size_t limit) const;
  std::optional<ports::check_in_row> check_in(protocol::uuid const& id) const;
  list<ports::check_in_row> check_ins() const;

 private:
  template <class Fits>
  list<ports::leaf_place> places(Fits const& fits) const;

  tables const& in;
  std::string const& epoch_;
  std::shared_mutex* mutex_ = nullptr;
  bool kept_ = false;
};

}  // namespace carerelay::memory
