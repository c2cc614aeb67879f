#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ports/log_types.hpp"
#include "adapters/ports/seal_types.hpp"
#include "adapters/ports/store_faults.hpp"
#include "adapters/ports/store_types.hpp"

/// Everything durable, behind one blocking, transactional port. One contract suite (tests/contract) runs on
/// every implementation.
namespace carerelay::ports {

/// Questions. A reader sees one state for the length of a `snapshot` or of one call; never a half
/// transaction. Used by one thread at a time; every answer is a value that outlives the reader. Lists have a
/// total order, so that pages fit together. Throws store_damaged.
class store_reader {
 public:
  virtual ~store_reader() = default;

  /// Runs `work`: every question asked of this reader inside it is answered from one and the same commit.
  /// Keep it short. Inside a transaction it only runs `work`.
  virtual void snapshot(std::function<void()> const& work) = 0;

  // The register
  [[nodiscard]] virtual std::string epoch() = 0;  ///< names the life of the register; new after a restore
  [[nodiscard]] virtual std::optional<home_row> home(protocol::home_id const& id) = 0;  ///< by id or former id
  [[nodiscard]] virtual std::optional<home_row> home(home_number number) = 0;
  /// In order of id, after `after` ("" from the start), at most `limit`; `area` narrows when set.
  [[nodiscard]] virtual std::vector<home_row> homes(std::string_view after, std::size_t limit,
                                                    std::optional<protocol::area_code> const& area) = 0;
  /// The live homes of an audience, in order of number. Dormant homes and ids not in the register are left
  /// out; an explicit list may name a home by a former id.
  [[nodiscard]] virtual std::vector<home_number> resolve(protocol::audience const& who) = 0;
  /// Areas with at least one home, in order of code, with their names and number of live homes.
  [[nodiscard]] virtual std::vector<area_row> areas() = 0;

  // Identity
  [[nodiscard]] virtual std::optional<device_row> device(protocol::device_id id) = 0;
  [[nodiscard]] virtual std::vector<device_row> devices(home_number home) = 0;
  [[nodiscard]] virtual std::optional<enrolment_code_row> enrolment_code(protocol::digest const& hashed) = 0;
  [[nodiscard]] virtual std::vector<enrolment_code_row> open_codes(home_number home, protocol::instant now) = 0;
  [[nodiscard]] virtual std::optional<publisher_row> publisher(protocol::publisher_id const& id) = 0;
  [[nodiscard]] virtual std::vector<publisher_row> publishers() = 0;  ///< in order of id
  [[nodiscard]] virtual std::optional<member_row> member(protocol::member_id const& id) = 0;
  [[nodiscard]] virtual std::optional<member_row> member_by_token(protocol::digest const& hashed) = 0;
  /// By what an identity provider says of somebody who signed in; never the members that have no subject.
  [[nodiscard]] virtual std::optional<member_row> member_by_subject(std::string_view issuer,
                                                                    std::string_view subject) = 0;
  [[nodiscard]] virtual std::vector<member_row> members(protocol::publisher_id const& team) = 0;  ///< in order of id
  [[nodiscard]] virtual std::optional<session_row> session(protocol::session_id id) = 0;
  [[nodiscard]] virtual std::optional<session_row> session_by_token(protocol::digest const& hashed) = 0;
  /// Those that nobody has ended, in order of id, after `after`, at most `limit`.
  [[nodiscard]] virtual std::vector<session_row> open_sessions(std::optional<protocol::session_id> const& after,
                                                               std::size_t limit) = 0;
  [[nodiscard]] virtual std::optional<sign_in_link_row> sign_in_link(protocol::digest const& hashed) = 0;
  [[nodiscard]] virtual std::optional<invitation_row> invitation(std::string_view email) = 0;
  /// A secret of the relay's own (the key of short home tokens), made once; "" when there is none of that
  /// name.
  [[nodiscard]] virtual std::string secret(std::string_view name) = 0;
  /// None for a device that has no key to seal for.
  [[nodiscard]] virtual std::optional<device_seal_row> device_seal(device_number device) = 0;
  /// The home's lists after version `after`, in order, at most `limit`.
  [[nodiscard]] virtual std::vector<home_list_row> home_lists(home_number home, std::uint64_t after,
                                                              std::size_t limit) = 0;
  [[nodiscard]] virtual std::optional<home_list_row> newest_home_list(home_number home) = 0;

  // Messages
  [[nodiscard]] virtual std::optional<message_view> message(protocol::message_id id) = 0;
  [[nodiscard]] virtual std::optional<message_view> message(message_number number) = 0;
  [[nodiscard]] virtual std::optional<message_view> message_by_reference(protocol::publisher_id const& sender,
                                                                         std::string_view reference) = 0;
  /// Newest first, before `before` (0: from the newest), at most `limit`; `sender` narrows when set.
  [[nodiscard]] virtual std::vector<message_view> messages(message_number before, std::size_t limit,
                                                           std::optional<protocol::publisher_id> const& sender) = 0;
  /// Open messages of a kind and topic: the candidates a new helpline notice may supersede by itself.
  [[nodiscard]] virtual std::vector<message_view> open_messages(protocol::message_kind kind,
                                                                std::string_view topic) = 0;
  [[nodiscard]] virtual std::shared_ptr<std::string const> resource(protocol::digest const& sha256) = 0;

  // Inboxes
  [[nodiscard]] virtual inbox_bounds bounds(home_number home) = 0;
  /// Entries with seq > after, in order, at most `limit`, each with its message.
  [[nodiscard]] virtual std::vector<inbox_row> inbox(home_number home, std::uint64_t after, std::size_t limit) = 0;
  /// Entries in force at `now`: effective, not expired, not closed. Newest first, at most `limit`.
  [[nodiscard]] virtual std::vector<inbox_row> in_force(home_number home, protocol::instant now, std::size_t limit) = 0;
  [[nodiscard]] virtual std::optional<inbox_row> inbox_entry(home_number home, std::uint64_t seq) = 0;

  // Receipts
  [[nodiscard]] virtual std::optional<receipt_row> receipt(message_number message, home_number home) = 0;
  /// In order of home number, after `after`, at most `limit`.
  [[nodiscard]] virtual std::vector<receipt_row> receipts(message_number message, home_number after,
                                                          std::size_t limit) = 0;
  [[nodiscard]] virtual std::vector<home_number> audience(message_number message) = 0;  ///< the snapshot, in order
  [[nodiscard]] virtual protocol::coverage coverage(message_number message) = 0;        ///< counts as stored; no hiding
  [[nodiscard]] virtual std::vector<receipt_event> events(message_number message, home_number home) = 0;
  /// The oldest `sent` among open deliveries of live messages, for the undelivered-age gauge.
  [[nodiscard]] virtual std::optional<protocol::instant> oldest_undelivered(protocol::instant now) = 0;

  // The evidence log: what is committed; the leaves of the running transaction are not in it yet
  [[nodiscard]] virtual std::vector<log_row> logs() = 0;  ///< in order of number; the last is the one that grows
  [[nodiscard]] virtual std::uint64_t log_size(log_number log) = 0;
  /// The hash of a complete subtree (evidence::node_source). Throws std::invalid_argument beyond the log's end.
  [[nodiscard]] virtual protocol::evidence::hash log_node(log_number log, unsigned height, std::uint64_t at) = 0;
  /// Leaves from `first` on, in order, at most `limit`.
  [[nodiscard]] virtual std::vector<log_leaf> log_leaves(log_number log, std::uint64_t first, std::size_t limit) = 0;
  /// The newest checkpoint of a log.
  [[nodiscard]] virtual std::optional<checkpoint_row> checkpoint(log_number log) = 0;
  /// The leaves that name this message (receipts excepted), or this device, in the order they were logged.
  [[nodiscard]] virtual std::vector<leaf_place> leaves_about(protocol::message_id message) = 0;
  [[nodiscard]] virtual std::vector<leaf_place> leaves_about(protocol::device_id device) = 0;
  /// The leaf of each of the receipt's events, in order; those from before there was a log have none.
  [[nodiscard]] virtual std::vector<leaf_place> leaves_of_receipt(message_number message, home_number home) = 0;
};

/// Changes, all inside the one transaction that `store::write` opened. Reads see the transaction's own
/// changes.
class store_writer : public store_reader {
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
                             protocol::instant when) = 0;     ///< again: the first time stands
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
  /// Tries to win the reserve back after space was made; called now and then by the store thread.
  virtual void recover_space() = 0;
};

}  // namespace carerelay::ports
