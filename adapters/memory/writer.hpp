#pragma once

#include "adapters/memory/answers.hpp"
#include "adapters/ports/random.hpp"
#include "adapters/ports/store_questions.hpp"

namespace carerelay::memory {

/// The changes of one transaction, each remembered in the journal before it is made.
class writer final : public ports::questions<ports::store_writer, answers> {
 public:
  /// The tables and the journal must outlive the writer; the caller holds the tables exclusively.
  /// Without `random` the log's salts and origins are the same in every run.
  writer(tables& data, journal& undo, std::string const& epoch, ports::random* random)
      : questions(answers(data, epoch)), data_(data), undo_(undo), random_(random) {}

  void snapshot(std::function<void()> const& work) override { work(); }

  home_number put_home(protocol::home_record const& home) override;
  void suspend_home(home_number home, bool suspended) override;
  void put_area(protocol::area_code const& area, std::string_view name) override;
  device_number add_device(ports::device_row const& device) override;
  void revoke_device(protocol::device_id id, protocol::instant when) override;
  void put_code(ports::enrolment_code_row const& code) override;
  void put_publisher(ports::publisher_row const& publisher) override;
  void put_member(ports::member_row const& member) override;
  void put_session(ports::session_row const& session) override;
  void put_sign_in_link(ports::sign_in_link_row const& link) override;
  void put_invitation(ports::invitation_row const& invitation) override;
  void remove_invitation(std::string_view email) override;
  void forget_sign_ins(protocol::instant before) override;
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
  void close_message(message_number old, protocol::closure how, message_number by, protocol::instant when) override;
  std::vector<message_number> expire(protocol::instant now) override;
  std::size_t record_delivered(std::span<ports::delivered_mark const> marks) override;
  std::vector<message_number> record_held(device_number device, home_number home, std::uint64_t seq,
                                          protocol::instant when) override;
  protocol::applied record_act(message_number message, home_number home, ports::receipt_event const& event) override;

  void log_event(protocol::evidence::event const& event) override;
  void start_log(std::optional<ports::log_end> const& before, std::string_view why, protocol::instant now) override;
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

  [[nodiscard]] journal& undo() noexcept { return undo_; }

 private:
  [[nodiscard]] home_number number_for(protocol::home_record const& home) const;
  receipt_entry* find(message_number message, home_number home);
  /// Applies one act and keeps its event; gives what came of it.
  protocol::applied apply(message_number message, receipt_entry& receipt, ports::receipt_event event);
  void move_cursor(device_number device, std::uint64_t seq);
  void ensure_log(protocol::instant now);
  leaf_entry& append_leaf(std::string text, protocol::instant now);
  void log_receipt(message_number message, receipt_entry const& receipt, ports::receipt_event const& event);

  tables& data_;
  journal& undo_;
  ports::random* random_;
};

}  // namespace carerelay::memory
