#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/evidence/merkle.hpp"
#include "protocol/ids.hpp"
#include "protocol/json/value.hpp"
#include "protocol/message/receipt.hpp"

/// What the evidence log says happened. Each event has one text (RFC 8785), which is committed to with a salt and is
/// a leaf of the tree (docs/evidence.md).
namespace carerelay::protocol::evidence {

/// New ones go at the end, each with its word in event.cpp.
enum class event_type : std::uint8_t {
  log_started,        ///< the first leaf of every log; names the log before it
  message_published,  ///< with its digest
  audience_taken,     ///< the snapshot: count, and hash of the homes
  message_closed,     ///< superseded, withdrawn or expired
  receipt,            ///< one event of a home's receipt; written by the store (receipt_text)
  device_enrolled,    ///< with its public key
  device_revoked,
  device_trusted,       ///< a device reached the step `sealed`
  device_list_signed,   ///< by the home's identity key
  identity_key_set,     ///< the identity key of a home began or was changed
  grant_changed,        ///< what a publisher may do
  member_changed,       ///< a person's roles began, changed or ended
  approval_asked,       ///< a message waits for a second person
  approved,             ///< by a second (or third) person
  sent_alone,           ///< break-glass: not yet confirmed
  confirmed,            ///< the second signature after break-glass came
  correction_sent,      ///< it did not come: an automatic notice
  recovery_used,        ///< a printed recovery sheet opened a home's history
  draft_rejected,       ///< by somebody, for a reason: it was never sent
  draft_expired,        ///< nobody stood for it in time: it was never sent
  device_confirmed,     ///< a device's eight words were read back to an administrator
  sealing_key_changed,  ///< a device has another key to seal for, signed by its own
  event_erased,         ///< what an event said of a person was erased, by whom and why; the leaf stays
  contacts_changed,     ///< whom of a home to try: which numbers of its list, by whom; nothing of a person
  escalated,            ///< nobody of a home answered in time: the next step was taken
  call_noted,           ///< somebody says that they rang a home, and what came of it
  check_in_changed,     ///< a message for every day began, was stood for, or ended
  chat_bound,           ///< somebody may answer for a home in a chat: which channel, in what role; not who
  chat_unbound,         ///< and may no longer, and why
  channel,              ///< what became of a message by a way beside the stream; never an address
  address_erased        ///< an address was taken out of the outbox, by whom and why; never the address
};
[[nodiscard]] std::string_view word(event_type value) noexcept;

/// One event of the rare kinds. The members named here are also what it is found by later.
struct event {
  event_type type{};
  instant at{};
  std::string by{};  ///< who: a publisher's or member's id, or "" for the relay itself
  std::optional<message_id> message{};
  std::optional<home_id> home{};
  std::optional<device_id> device{};
  std::optional<message_id> filed_under{};  ///< what it is found by in place of `message`; not said
  /// What else there is to say. Must not repeat `type`, `at`, `by`, `message`, `home` or `device`.
  json::object more{};
};
/// Canonical JSON (RFC 8785). Throws std::invalid_argument for a member named twice.
[[nodiscard]] std::string to_text(event const& what);

/// The tree that a home's device had verified when it signed an act, as the device wrote it.
struct witnessed {
  std::string origin;
  std::uint64_t size = 0;
  hash root{};
  friend bool operator==(witnessed const&, witnessed const&) = default;
};

/// One event of a receipt, as the log has it. Views, so that the broadcast path copies nothing.
struct receipt_words {
  message_id message{};
  std::string_view home{};
  std::optional<device_id> device{};  ///< none: the relay itself
  receipt_act act{};
  event_id id{};
  std::uint64_t seq = 0;
  std::string_view at{};  ///< the relay's clock, as to_text(instant) gives it
  std::string_view channel{};
  bool late = false;
  std::optional<response> answer{};
  std::string_view role{}, name{}, note{}, said_at{};
  std::optional<std::array<std::uint8_t, 64>> signature{};
  std::optional<witnessed> checkpoint{};
};
/// Canonical JSON, appended: the same as a tree of these members would give. Empty texts are left out.
void append_text(receipt_words const& what, std::string& out);

/// The hash of an audience: SHA-256 over the homes' ids in byte order, each followed by a newline. Sorts `homes`.
[[nodiscard]] hash audience_hash(std::vector<std::string_view>& homes);
/// The event every publish leaves beside `message_published`.
[[nodiscard]] event audience_taken(message_id message, instant at, std::size_t count, hash const& homes);
[[nodiscard]] event message_published(message const& what);
[[nodiscard]] event device_enrolled(device_id device, home_id const& home, std::string_view name, instant at,
                                    std::array<std::uint8_t, 64> const& point);
[[nodiscard]] event device_revoked(device_id device, home_id const& home, instant at);

/// 16 random bytes of one leaf. All zero: erased.
using salt = std::array<std::uint8_t, 16>;
/// What the log keeps of an event for ever: SHA-256(salt ‖ text). Says nothing of the text once the salt is gone.
[[nodiscard]] hash commitment(salt const& with, std::string_view text);
[[nodiscard]] inline hash leaf_of(hash const& committed) { return leaf_hash(committed); }

}  // namespace carerelay::protocol::evidence
