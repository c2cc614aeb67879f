#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ports/store_reader.hpp"

/// Everything durable, behind one blocking, transactional port. One contract suite (tests/contract) runs on
/// every implementation.
namespace carerelay::ports {

/// Changes, all inside the one transaction that `store::write` opened. Reads see the transaction's own
/// changes.
class store_writer : public store_reader,
                     public outbox_changes,
                     public contact_changes,
                     public chat_changes,
                     public ladder_changes {
 public:
  /// Adds, or changes the home with this id, or the one whose present id is among `former_ids`. Its number
  /// never changes, and it keeps every former id it had.
  virtual home_number put_home(protocol::home_record const& home) = 0;
  virtual void suspend_home(home_number home, bool suspended) = 0;
  /// Names an area for people. An area that has not been named is called by its code.
  virtual void put_area(protocol::area_code const& area, std::string_view name) = 0;
  virtual device_number add_device(
      device_row const& device) = 0;  ///< `number` and `stored_up_to` are given by the store
  virtual void revoke_device(protocol::device_id id,
                             protocol::instant when) = 0;  ///< again: the first time stands
  virtual void rename_device(protocol::device_id id, std::string_view name) = 0;
  virtual void put_push(push_row const& row) = 0;  ///< adds, or replaces the device's
  virtual void remove_push(device_number device) = 0;
  virtual void mark_seen(device_number device, protocol::instant when) = 0;
  virtual void put_code(enrolment_code_row const& code) = 0;  ///< adds, or changes tries and used_at
  virtual void put_publisher(publisher_row const& publisher) = 0;
  /// Adds or changes. Throws std::invalid_argument when there is no such team, when it is another team's member now, or
  /// when the token or the issuer's subject is another member's.
  virtual void put_member(member_row const& member) = 0;
  virtual void put_session(session_row const& session) = 0;           ///< adds, or changes used_at and ended_at
  virtual void put_sign_in_link(sign_in_link_row const& link) = 0;    ///< adds, or changes used_at
  virtual void put_invitation(invitation_row const& invitation) = 0;  ///< of an address: replaces
  virtual void remove_invitation(std::string_view email) = 0;
  virtual void forget_sign_ins(protocol::instant before) = 0;  ///< sessions and links made before then
  /// Adds or changes.
  virtual void put_draft(draft_row const& draft) = 0;
  virtual void put_secret(std::string_view name, std::string_view value) = 0;
  virtual void put_device_seal(device_seal_row const& row) = 0;  ///< adds, or changes what may change of it: all
  /// Throws std::invalid_argument unless its version is the one after the newest. A list never changes.
  virtual void add_home_list(home_list_row const& row) = 0;
  virtual void put_resource(protocol::digest const& sha256,
                            std::string_view bytes) = 0;  ///< again: no change

  /// Stores the message and gives every home of `targets` its next seq, with a receipt at `targeted`.
  /// `targets` in order of number, without doubles. Gives the message's number and each home's seq.
  virtual published_row add_message(new_message const& message, std::span<home_number const> targets) = 0;
  /// Marks `old` closed by `by`: every receipt of it not yet closed gets the closure and an event. A message
  /// stays as it was first closed, except that an expired one can still be superseded or withdrawn.
  virtual void close_message(message_number old, protocol::closure how, message_number by, protocol::instant when) = 0;
  /// Closes as expired every open message whose `expires` is at or before `now`; gives their numbers.
  virtual std::vector<message_number> expire(protocol::instant now) = 0;

  /// A device stored entries. Idempotent. Raises each receipt that is below `delivered`, with one event each,
  /// moves the device's cursor. A mark without a receipt changes nothing. Gives the number of receipts that
  /// rose. The broadcast path: no allocation a row beyond the engine's.
  virtual std::size_t record_delivered(std::span<delivered_mark const> marks) = 0;
  /// On resume: the device says it holds everything up to `seq`. Raises receipts of entries above its cursor
  /// that are not closed (what was skipped is not known to have arrived). Never moves the cursor beyond the
  /// last entry. Gives the messages that rose.
  virtual std::vector<message_number> record_held(device_number device, home_number home, std::uint64_t seq,
                                                  protocol::instant when) = 0;
  /// Applies read or responded by the table of legal moves; the event is kept whether the state rises or not,
  /// unless the move is refused. The same event id again for this receipt gives `repeats` and changes
  /// nothing. A receipt that does not exist refuses. A stage that was skipped counts as reached at the same
  /// time.
  virtual protocol::applied record_act(message_number message, home_number home, receipt_event const& event) = 0;

  // The evidence log. Every event of a receipt, every message with its audience, every device enrolled or revoked
  // leaves its leaf by itself. A log is begun with the first leaf.
  /// Appends a leaf. It is in the tree once the transaction is committed.
  virtual void log_event(protocol::evidence::event const& event) = 0;
  /// Ends the log that grows and begins another, whose first leaf names `before` and says why. `before` is what the
  /// old log is known to have been outside this store, if that is more than the store knows; else what the store has.
  virtual void start_log(std::optional<log_end> const& before, std::string_view why, protocol::instant now) = 0;
  virtual void put_checkpoint(checkpoint_row const& row) = 0;
  /// Forgets what the event said, and its salt: every proof stays whole. Of a receipt's event, role, name, note and
  /// signature go; what it did to the receipt stays. Again: no change.
  virtual void erase_leaf(leaf_place where) = 0;
};

class store {
 public:
  virtual ~store() = default;

  /// Runs `work` in one transaction and makes it durable before it returns. When `work` throws, nothing of it
  /// remains and the exception goes on. One caller at a time (the store thread). Throws store_full.
  virtual void write(std::function<void(store_writer&)> const& work) = 0;
  /// A part of the running transaction that can fail alone: when `work` throws, only its own changes are
  /// undone.
  virtual void part(store_writer& writer, std::function<void(store_writer&)> const& work) = 0;
  /// A reader for one thread. Any thread may ask for one; it must not outlive the store.
  [[nodiscard]] virtual std::unique_ptr<store_reader> reader() = 0;
  /// A complete, verified copy at `path` (made beside it, synced, renamed; an existing file is refused). Any thread,
  /// not from inside `write`; writes go on meanwhile. A store opened on the copy begins a new epoch. Throws
  /// std::runtime_error with a sentence.
  virtual void backup(std::string const& path) = 0;
  /// Whether publishing should be refused because the reserve kept for receipts is being used. Any thread.
  [[nodiscard]] virtual bool is_full() const noexcept = 0;
  /// After `erase_leaf`: rewrites what may still hold the erased text, so that it is found in no file of the store.
  /// Does nothing when nothing was erased since. The store thread, outside `write`; takes as long as a backup. False
  /// while somebody still reads what was before: call it again. What was erased before a crash is owed after it.
  virtual bool scrub() = 0;
  /// Tries to win the reserve back after space was made; called now and then by the store thread.
  virtual void recover_space() = 0;
};

}  // namespace carerelay::ports
