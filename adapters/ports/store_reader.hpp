#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ports/chat_rows.hpp"
#include "adapters/ports/contact_rows.hpp"
#include "adapters/ports/ladder_rows.hpp"
#include "adapters/ports/log_types.hpp"
#include "adapters/ports/outbox.hpp"
#include "adapters/ports/push_rows.hpp"
#include "adapters/ports/seal_types.hpp"
#include "adapters/ports/store_faults.hpp"
#include "adapters/ports/store_types.hpp"

namespace carerelay::ports {

/// Questions. A reader sees one state for the length of a `snapshot` or of one call; never a half
/// transaction. Used by one thread at a time; every answer is a value that outlives the reader. Lists have a
/// total order, so that pages fit together. Throws store_damaged.
class store_reader : public outbox_questions, public contact_questions, public chat_questions, public ladder_questions {
 public:
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
  /// None for a device that has no key to seal for.
  [[nodiscard]] virtual std::optional<device_seal_row> device_seal(device_number device) = 0;
  /// Where the device can be woken; none when nowhere.
  [[nodiscard]] virtual std::optional<push_row> push(device_number device) = 0;
  /// Of the home's devices that are not revoked, in order of number.
  [[nodiscard]] virtual std::vector<push_row> pushes(home_number home) = 0;
  /// When the device last asked for something, to some minutes.
  [[nodiscard]] virtual std::optional<protocol::instant> seen(device_number device) = 0;
  /// The home's lists after version `after`, in order, at most `limit`.
  [[nodiscard]] virtual std::vector<home_list_row> home_lists(home_number home, std::uint64_t after,
                                                              std::size_t limit) = 0;
  [[nodiscard]] virtual std::optional<home_list_row> newest_home_list(home_number home) = 0;
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
  /// Who published it; empty for the relay itself, and for what was published before this was kept.
  [[nodiscard]] virtual protocol::member_id author(message_number message) = 0;
  /// Messages accepted at or after `since`: of a team, of these a member's, and those of all teams to every home.
  [[nodiscard]] virtual std::uint64_t published_since(protocol::publisher_id const& team, instant since) = 0;
  [[nodiscard]] virtual std::uint64_t published_since(protocol::member_id const& author, instant since) = 0;
  [[nodiscard]] virtual std::uint64_t to_all_homes_since(instant since) = 0;

  // Drafts
  [[nodiscard]] virtual std::optional<draft_row> draft(protocol::draft_id id) = 0;
  /// The one that still waits under the team's own key.
  [[nodiscard]] virtual std::optional<draft_row> draft_by_reference(protocol::publisher_id const& team,
                                                                    std::string_view reference) = 0;
  /// What the message was before; none when it needed nobody else.
  [[nodiscard]] virtual std::optional<draft_row> draft_of(message_number message) = 0;
  /// Newest first, before `before` (nil: from the newest), at most `limit`; `team` narrows when set.
  [[nodiscard]] virtual std::vector<draft_row> drafts(protocol::draft_id before, std::size_t limit,
                                                      std::optional<protocol::publisher_id> const& team) = 0;
  /// Those that wait and have expired at `now`, and those sent alone that are due then; oldest first.
  [[nodiscard]] virtual std::vector<draft_row> drafts_due(instant now) = 0;
  /// What was confirmed after it was sent alone, of one home's entries, in order of seq.
  [[nodiscard]] virtual std::vector<confirmed_row> confirmations(home_number home) = 0;

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

}  // namespace carerelay::ports
