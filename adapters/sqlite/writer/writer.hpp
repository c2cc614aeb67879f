#pragma once

#include "adapters/ports/store_questions.hpp"
#include "adapters/sqlite/answers/answers.hpp"
#include "adapters/sqlite/rows/log_book.hpp"
#include "adapters/sqlite/writer/broadcast.hpp"

namespace carerelay::sqlite {

/// The changes of the transaction that runs on the writing connection.
class writer final : public ports::questions<ports::store_writer, answers> {
 public:
  /// `event_key` keeps event ids of two lives of the register apart.
  /// A message to `broadcast_from` homes or more is filed in their inboxes later, a slice of homes at a time.
  /// `random` (salts of leaves) must outlive the writer.
  writer(answers from, std::uint64_t event_key, std::size_t broadcast_from, ports::random& random)
      : questions(std::move(from)),
        event_key_(event_key),
        broadcast_from_(broadcast_from),
        broadcast_(from_.db()),
        random_(random),
        book_(from_.db(), random) {}

  void snapshot(std::function<void()> const& work) override { work(); }

  home_number put_home(protocol::home_record const& home) override;
  void suspend_home(home_number home, bool suspended) override;
  void put_area(protocol::area_code const& area, std::string_view name) override;
  device_number add_device(ports::device_row const& device) override;
  void revoke_device(protocol::device_id id, instant when) override;
  void put_code(ports::enrolment_code_row const& code) override;
  void put_publisher(ports::publisher_row const& publisher) override;
  void put_member(ports::member_row const& member) override;
  void put_session(ports::session_row const& session) override;
  void put_sign_in_link(ports::sign_in_link_row const& link) override;
  void put_invitation(ports::invitation_row const& invitation) override;
  void remove_invitation(std::string_view email) override;
  void forget_sign_ins(instant before) override;
  void put_draft(ports::draft_row const& draft) override;
  void put_secret(std::string_view name, std::string_view value) override;
  void rename_device(protocol::device_id id, std::string_view name) override;
  void put_push(ports::push_row const& row) override;
  void remove_push(device_number device) override;
  void mark_seen(device_number device, protocol::instant when) override;
  void put_device_seal(ports::device_seal_row const& row) override;
  void add_home_list(ports::home_list_row const& row) override;
  void put_resource(protocol::digest const& sha256, std::string_view bytes) override;

  ports::published_row add_message(ports::new_message const& message, std::span<home_number const> targets) override;
  void close_message(message_number old, protocol::closure how, message_number by, instant when) override;
  std::vector<message_number> expire(instant now) override;
  std::size_t record_delivered(std::span<ports::delivered_mark const> marks) override;
  std::vector<message_number> record_held(device_number device, home_number home, std::uint64_t seq,
                                          instant when) override;
  protocol::applied record_act(message_number message, home_number home, ports::receipt_event const& event) override;

  void log_event(protocol::evidence::event const& event) override;
  void start_log(std::optional<ports::log_end> const& before, std::string_view why, instant now) override;
  void put_checkpoint(ports::checkpoint_row const& row) override;
  void erase_leaf(ports::leaf_place where) override;

  void put_contact(ports::contact_row const& row) override;
  std::size_t erase_addresses(home_number home, std::uint32_t contact) override;

  void add_outbox(std::vector<ports::outbox_row> const& rows) override;
  void put_outbox(ports::outbox_row const& row) override;
  void erase_address(ports::outbox_number row) override;
  bool add_outbox_event(ports::outbox_event const& event) override;
  void put_rendered(std::uint32_t message, std::string_view channel, std::uint32_t variant,
                    std::string_view bytes) override;
  void put_lane(ports::lane_row const& row) override;
  bool add_unmatched(ports::unmatched_row const& row) override;

  void put_chat_code(ports::chat_code_row const& code) override;
  void put_chat_binding(ports::chat_binding_row const& row) override;
  void remove_chat_binding(std::string_view id) override;
  void put_watch(ports::watch_row const& row) override;
  void remove_watch(std::uint32_t message) override;
  bool add_rung(ports::rung_row const& row) override;
  std::uint64_t add_call(ports::call_row const& row) override;
  void put_way_health(ports::way_health_row const& row) override;
  void put_check_in(ports::check_in_row const& row) override;

  /// A transaction begins: what was remembered of the tables no longer holds.
  void forget() noexcept;
  /// Where the log's leaves are, for `part_undone`.
  [[nodiscard]] log_book::mark here() { return book_.here(); }
  /// A part of the transaction was undone, or (without a mark) the whole of it.
  void undone(std::optional<log_book::mark> const& to) noexcept;
  /// The last of a transaction before its commit.
  void finish() { book_.flush(); }
  void committed();
  /// Whether `erase_leaf` was called in this transaction.
  [[nodiscard]] bool has_erased() const noexcept { return has_erased_; }

 private:
  [[nodiscard]] connection& db() noexcept { return from_.db(); }
  [[nodiscard]] std::optional<ports::home_row> home_before(protocol::home_record const& home);
  std::int64_t next_event();
  /// Something of a person was taken out: `store::scrub` is owed until it is done, whatever happens to this process.
  void owe_scrub();
  void insert_origin(ports::new_message const& message, message_number number);
  void insert_message(ports::message_row const& row, bool wellbeing);
  /// The next seq of the home's stream, with its entry where that belongs.
  std::uint64_t give_seq(home_number home, message_number message);
  /// Brings the home's inbox up to its stream.
  void file(home_number home, answers::stream held);
  /// Files the next slice of homes.
  void file_some(message_number newest);
  void set_stream(home_number home, answers::stream held);
  void move_cursor(device_number device, std::uint64_t seq);
  /// The common case in one statement; false when the receipt was not open and at `targeted` with that seq.
  bool deliver_first(ports::delivered_mark const& mark);
  /// Any other case: whether the receipt rose.
  bool deliver_again(ports::delivered_mark const& mark);
  /// Applies one act to a receipt and keeps its event; `receipt` is as after it.
  protocol::applied apply(stored_receipt& receipt, ports::receipt_event event);
  void insert_event(stored_event const& event);
  void update(stored_receipt const& receipt);
  /// Counts a receipt that is no longer waited for; written once per call of the port by count_down().
  void count(message_number message);
  void count_down();

  /// The leaf of an event of a receipt.
  void log_receipt(stored_event const& row, std::uint64_t seq);
  void log_publish(protocol::message const& what, std::span<home_number const> targets);
  /// A log of this life of the register, begun when there is none.
  void ensure_log(instant now);
  void blank_receipt_event(std::int64_t number);
  [[nodiscard]] std::string_view name_of(home_number home);
  [[nodiscard]] protocol::device_id id_of(device_number device);

  std::uint64_t event_key_;
  std::size_t broadcast_from_;
  sqlite::broadcast broadcast_;
  std::int64_t next_event_ = 0;  ///< 0: to be asked
  std::vector<std::pair<message_number, std::int64_t>> arrived_;

  ports::random& random_;
  log_book book_;
  bool log_is_ours_ = false, has_erased_ = false;
  // What leaves say of homes, devices and messages, by number; forgotten when something was undone
  std::vector<protocol::home_id> home_names_;
  std::vector<protocol::device_id> device_ids_;
  message_number last_message_ = 0;
  protocol::message_id last_message_id_;
  instant last_at_{};
  std::string last_at_text_, text_;
};

}  // namespace carerelay::sqlite
