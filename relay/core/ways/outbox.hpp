#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/ports/channel.hpp"
#include "adapters/ports/random.hpp"
#include "adapters/ports/store.hpp"
#include "protocol/channel/disclosure.hpp"
#include "protocol/channel/outgoing_scan.hpp"
#include "protocol/channel/secure_email.hpp"
#include "protocol/roles.hpp"
#include "relay/core/ways/lane.hpp"

/// What leaves by ways beside the stream. Rows are planned when a message is published and written with it; everything
/// is asked again when a row's turn comes.
namespace carerelay::core {

/// A group that a channel posts to.
struct room_rules {
  std::string kind;     ///< a word: hosted, teams, slack …
  std::string title;    ///< as people call it
  std::string host;     ///< who pastes the posts; "" when nobody has to
  std::string address;  ///< where rows go: as its service calls it, or the channel's name
  protocol::destination_kind to = protocol::destination_kind::chat_group;
  std::vector<protocol::area_code> areas;        ///< a message must reach a home of one of them; empty: any home
  std::shared_ptr<ports::renderer const> plain;  ///< what is posted, for people to read
};

/// A way out, as the settings have it.
struct channel_rules {
  std::string name;
  protocol::channel_kind kind{};
  protocol::way way{};
  std::string link;     ///< the page to sign in to
  std::string account;  ///< ours, to which people write and are bound; "": nobody is heard
  protocol::secure_email_list secure;
  std::vector<std::string> known_hosts;
  lane_rules lane;
  std::shared_ptr<ports::renderer const> renderer;
  bool to_telephone = false;         ///< people are reached by their telephone number, else by email
  std::optional<room_rules> room{};  ///< set: its rows have home 0; otherwise each goes to a home

  /// No program posts there: a person does, and says so.
  [[nodiscard]] bool is_by_hand() const noexcept { return room && room->kind == "hosted"; }
};

struct outbox_rules {
  std::vector<channel_rules> channels;

  [[nodiscard]] channel_rules const* find(std::string_view name) const noexcept;
};

/// The rows of a message that is being published: one for each home and each channel in `ways`, and one for each room
/// whose areas it reaches; with what nothing may be said to suppressed and what the scanner found something in held.
/// Nothing is read when there is no such channel.
[[nodiscard]] std::vector<ports::outbox_row> plan_outbox(protocol::message const& what, ports::message_number number,
                                                         std::vector<ports::home_number> const& homes,
                                                         protocol::way_set ways, outbox_rules const& rules,
                                                         ports::store_reader& store, instant now);

/// Whether a message to these homes is one for the room.
[[nodiscard]] bool is_for(room_rules const& room, std::vector<ports::home_number> const& homes,
                          ports::store_reader& store);

/// An attempt that has ended.
struct attempt_ended {
  ports::outbox_number row = 0;
  ports::verdict verdict;
};

/// Something for the log. Ids and words only.
struct outbox_note {
  std::string event;
  ports::outbox_number row = 0;
  std::string why, detail;
};

struct lane_step {
  std::vector<ports::outgoing> go;  ///< marked as being sent: hand them to senders after the commit
  std::optional<instant> next;      ///< when there may be more to do
  std::vector<outbox_note> notes;
};

/// One turn of a channel, inside a transaction: writes down what became of attempts and takes the next ones, at most
/// `idle`. Whatever is not worth sending any more, or may not be said any more, is closed with its reason instead.
[[nodiscard]] lane_step run_lane(ports::store_writer& store, channel_rules const& rules,
                                 std::vector<attempt_ended> const& ended, std::size_t idle, instant now,
                                 ports::random& random);

/// Why a row that waits is not to be sent after all, now; sets the state it would have. "" when it is.
[[nodiscard]] std::string_view no_longer(ports::store_reader& store, channel_rules const& rules, ports::outbox_row& row,
                                         ports::message_view const& message, instant now);

/// After a start: what was being sent when the process ended may have arrived.
std::size_t recover_lane(ports::store_writer& store, channel_rules const& rules, instant now);

/// What came back, written down once. False when it was known, or nothing of ours.
bool record_return(ports::store_writer& store, std::string const& channel, ports::came_back const& what, instant now);

/// Lets go what the scanner held of a message; gives how many.
std::size_t release_held(ports::store_writer& store, ports::message_number message, std::string_view by, instant now);

/// How far it came, for people: "delivered to the mailbox", "the mailbox is full".
[[nodiscard]] std::string in_words(ports::outbox_row const& row);
/// One word: queued, sending, sent, unknown, failed, suppressed, expired, withdrawn, held, delivered, displayed …
[[nodiscard]] std::string_view word(ports::outbox_row const& row) noexcept;
[[nodiscard]] std::string_view word(ports::outbox_state state) noexcept;
[[nodiscard]] std::string_view word(ports::lane_state state) noexcept;
[[nodiscard]] std::string_view word(ports::returned_news news) noexcept;

}  // namespace carerelay::core
