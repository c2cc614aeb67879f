#pragma once

#include <unordered_map>

#include "adapters/ports/ladder_rows.hpp"
#include "adapters/sqlite/answers/body_cache.hpp"
#include "adapters/sqlite/disk/connection.hpp"
#include "adapters/sqlite/rows/rows.hpp"

namespace carerelay::sqlite {

template <class T>
using list = std::vector<T>;

/// Each question of the port, asked of one connection. All of it must outlive this value.
class answers {
 public:
  answers(connection& db, body_cache& bodies, std::string const& epoch, bool is_writer)
      : db_(db), bodies_(bodies), epoch_(epoch), is_writer_(is_writer) {}

  /// A read transaction for a question that takes several statements; nothing where one runs already.
  class held {
   public:
    explicit held(connection* db);
    held(held const&) = delete;
    held& operator=(held const&) = delete;
    ~held();

   private:
    connection* db_;
  };
  [[nodiscard]] held hold() { return held(db_.in_transaction() ? nullptr : &db_); }

  [[nodiscard]] std::string const& epoch() const noexcept { return epoch_; }
  std::optional<ports::home_row> home(protocol::home_id const& id);
  std::optional<ports::home_row> home(home_number number);
  list<ports::home_row> homes(std::string_view after, std::size_t limit,
                              std::optional<protocol::area_code> const& area);
  list<home_number> resolve(protocol::audience const& who);
  list<ports::area_row> areas();

  std::optional<ports::device_row> device(protocol::device_id id);
  list<ports::device_row> devices(home_number home);
  std::optional<ports::enrolment_code_row> enrolment_code(protocol::digest const& hashed);
  list<ports::enrolment_code_row> open_codes(home_number home, instant now);
  std::optional<ports::publisher_row> publisher(protocol::publisher_id const& id);
  list<ports::publisher_row> publishers();
  std::optional<ports::member_row> member(protocol::member_id const& id);
  std::optional<ports::member_row> member_by_token(protocol::digest const& hashed);
  std::optional<ports::member_row> member_by_subject(std::string_view issuer, std::string_view subject);
  list<ports::member_row> members(protocol::publisher_id const& team);
  std::optional<ports::session_row> session(protocol::session_id id);
  std::optional<ports::session_row> session_by_token(protocol::digest const& hashed);
  list<ports::session_row> open_sessions(std::optional<protocol::session_id> const& after, std::size_t limit);
  std::optional<ports::sign_in_link_row> sign_in_link(protocol::digest const& hashed);
  std::optional<ports::invitation_row> invitation(std::string_view email);
  std::string secret(std::string_view name);
  std::optional<ports::push_row> push(device_number device);
  list<ports::push_row> pushes(home_number home);
  std::optional<instant> seen(device_number device);
  std::optional<ports::device_seal_row> device_seal(device_number device);
  list<ports::home_list_row> home_lists(home_number home, std::uint64_t after, std::size_t limit);
  std::optional<ports::home_list_row> newest_home_list(home_number home);

  std::optional<ports::message_view> message(protocol::message_id id);
  std::optional<ports::message_view> message(message_number number);
  std::optional<ports::message_view> message_by_reference(protocol::publisher_id const& sender,
                                                          std::string_view reference);
  list<ports::message_view> messages(message_number before, std::size_t limit,
                                     std::optional<protocol::publisher_id> const& sender);
  list<ports::message_view> open_messages(protocol::message_kind kind, std::string_view topic);
  protocol::member_id author(message_number message);
  std::uint64_t published_since(protocol::publisher_id const& team, instant since);
  std::uint64_t published_since(protocol::member_id const& author, instant since);
  std::uint64_t to_all_homes_since(instant since);
  std::optional<ports::draft_row> draft(protocol::draft_id id);
  std::optional<ports::draft_row> draft_by_reference(protocol::publisher_id const& team, std::string_view reference);
  std::optional<ports::draft_row> draft_of(message_number message);
  list<ports::draft_row> drafts(protocol::draft_id before, std::size_t limit,
                                std::optional<protocol::publisher_id> const& team);
  list<ports::draft_row> drafts_due(instant now);
  list<ports::confirmed_row> confirmations(home_number home);
  std::shared_ptr<std::string const> resource(protocol::digest const& sha256);

  ports::inbox_bounds bounds(home_number home);
  list<ports::inbox_row> inbox(home_number home, std::uint64_t after, std::size_t limit);
  list<ports::inbox_row> in_force(home_number home, instant now, std::size_t limit);
  std::optional<ports::inbox_row> inbox_entry(home_number home, std::uint64_t seq);

  std::optional<ports::receipt_row> receipt(message_number message, home_number home);
  list<ports::receipt_row> receipts(message_number message, home_number after, std::size_t limit);
  list<home_number> audience(message_number message);
  protocol::coverage coverage(message_number message);
  list<ports::receipt_event> events(message_number message, home_number home);
  std::optional<instant> oldest_undelivered(instant now);

  list<ports::log_row> logs();
  std::uint64_t log_size(ports::log_number log);
  protocol::evidence::hash log_node(ports::log_number log, unsigned height, std::uint64_t at);
  list<ports::log_leaf> log_leaves(ports::log_number log, std::uint64_t first, std::size_t limit);
  std::optional<ports::checkpoint_row> checkpoint(ports::log_number log);
  list<ports::leaf_place> leaves_about(protocol::message_id message);
  list<ports::leaf_place> leaves_about(protocol::device_id device);
  list<ports::leaf_place> leaves_of_receipt(message_number message, home_number home);

  list<ports::contact_row> contacts(home_number home);
  std::optional<ports::contact_row> contact(home_number home, std::uint32_t number);
  std::uint32_t last_contact(home_number home);

  std::optional<ports::outbox_row> outbox(ports::outbox_number number);
  list<ports::outbox_row> outbox_of(std::uint32_t message, std::uint32_t from, std::uint32_t to);
  list<ports::outbox_row> outbox_due(std::string_view channel, instant now, std::size_t limit);
  std::optional<instant> outbox_next(std::string_view channel);
  list<ports::outbox_row> outbox_sending(std::string_view channel);
  list<ports::outbox_count> outbox_counts(std::string_view channel);
  list<ports::outbox_row> outbox_held(std::string_view channel, std::size_t limit);
  list<ports::outbox_row> outbox_to(std::string_view address);
  list<ports::outbox_row> outbox_posts(std::string_view channel, std::size_t limit);
  list<ports::outbox_event> outbox_events(ports::outbox_number row);
  std::optional<std::string> rendered(std::uint32_t message, std::string_view channel, std::uint32_t variant);
  std::optional<ports::lane_row> lane(std::string_view channel);
  list<ports::unmatched_row> unmatched(std::uint64_t after, std::size_t limit);

  std::optional<ports::chat_code_row> chat_code(protocol::digest const& hashed);
  list<ports::chat_code_row> open_chat_codes(home_number home, instant now);
  list<ports::chat_binding_row> chat_bindings(home_number home);
  list<ports::chat_binding_row> chat_bindings(std::string_view account, std::string_view who);
  std::optional<ports::watch_row> watch_due(instant now);
  std::optional<instant> watch_next();
  list<ports::watch_row> watches(std::size_t limit);
  list<ports::rung_row> rungs(std::uint32_t message, std::uint32_t from, std::uint32_t to);
  list<ports::call_row> calls(std::uint32_t message, std::uint32_t home);
  list<ports::way_health_row> way_health(std::uint32_t from_home, std::uint32_t to_home);
  list<ports::sent_and_returned> last_sent(std::string_view channel, std::size_t limit);
  std::optional<ports::check_in_row> check_in(protocol::uuid const& id);
  list<ports::check_in_row> check_ins();

  /// How long a home's stream is, and how much of it is filed in its inbox (schema_1.hpp).
  struct stream {
    std::uint64_t last = 0, filed = 0;
  };

  /// Live homes of our own.
  list<ports::home_row> canaries();

  // For the writer, which answers from inside its transaction.
  [[nodiscard]] connection& db() noexcept { return db_; }
  message_ptr row_of(message_number number) { return body(number); }
  stream stream_of(home_number home);
  /// The entries after `after` that are not filed, in order of seq. `after` at least what is filed.
  list<ports::inbox_row> unfiled(home_number home, std::uint64_t after);
  std::optional<stored_receipt> stored(message_number message, home_number home);
  list<stored_event> chain(message_number message, home_number home, std::int64_t last);
  /// The messages read or added since the transaction began: not for others before it is committed.
  void forget_uncommitted() noexcept { uncommitted_.clear(); }
  void share_committed();

 private:
  /// The hashes of one stored height, side by side: what proofs read again and again.
  struct tile {
    ports::log_number log = 0;
    unsigned height = 0;
    std::uint64_t number = 0;
    std::vector<protocol::evidence::hash> hashes;
  };
  void read_tile(ports::log_number log, unsigned height, std::uint64_t number);
  std::string receipt_text(std::int64_t number, protocol::evidence::salt const& salt,
                           protocol::evidence::hash const& committed);
  std::string event_text(std::int64_t key);
  list<ports::leaf_place> places(query q);

  message_ptr body(message_number number);
  ports::message_view view(message_number number, int closed, message_number by, std::int64_t sum);
  list<ports::message_view> views(query q);
  ports::inbox_row read_inbox(query const& q);
  list<home_number> matching(protocol::audience const& who);

  connection& db_;
  body_cache& bodies_;
  std::string const& epoch_;
  bool is_writer_;
  std::unordered_map<message_number, message_ptr> uncommitted_;
  tile tile_;
};

}  // namespace carerelay::sqlite
