#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/channel/disclosure.hpp"
#include "protocol/instant.hpp"

/// What leaves by ways beside the stream, and what came back: the part of the store port that is about the outbox.
namespace carerelay::ports {

using outbox_number = std::uint64_t;

/// Never renumbered: stored.
enum class outbox_state : std::uint8_t {
  queued,      ///< with `in_doubt`: an attempt may have arrived, one more follows and says so
  sending,     ///< handed to a sender: after a crash nobody knows whether it left
  sent,        ///< the channel took it
  unknown,     ///< tried twice, and both times nobody knows
  failed,      ///< refused for good, or by news that came back
  suppressed,  ///< never sent: `reason` says why
  expired,     ///< not worth sending any more when its turn came
  withdrawn,   ///< replaced or cancelled before its turn came
  held         ///< waits for a person, who has been told what was found in it
};

/// The best, or the worst, that came back. Never renumbered: stored.
enum class returned_news : std::uint8_t { none, delayed, relayed, delivered, displayed, failed };

/// One message on its way to one home, or to a group, by one channel.
struct outbox_row {
  outbox_number number = 0;  ///< given by the store
  std::uint32_t message = 0;
  std::uint32_t home = 0;        ///< 0: a group
  std::uint32_t contact = 0;     ///< of that home; 0: the home's own address in the register
  std::string channel;           ///< its name in the settings
  std::string to;                ///< address; "" for none
  protocol::disclosure level{};  ///< as decided when it was queued: later never more is said
  std::uint8_t rank = 0;         ///< 0 goes first
  outbox_state state{};
  std::uint32_t attempts = 0;
  bool in_doubt = false;  ///< an attempt may have arrived
  protocol::instant queued_at{}, next_at{};
  std::optional<protocol::instant> until;  ///< not sent from then on
  std::optional<protocol::instant> sent_at;
  std::string reason;  ///< a word
  std::string remote;  ///< what the other side calls it
  returned_news returned{};
  std::optional<protocol::instant> returned_at;

  friend bool operator==(outbox_row const&, outbox_row const&) = default;
};

/// Something that happened to a row. Kept for ever.
struct outbox_event {
  outbox_number row = 0;
  std::string key;  ///< the same key again for this row changes nothing
  protocol::instant at{};
  std::string what;    ///< a word
  std::string detail;  ///< of the other side: a status code, a reason; never what a person wrote

  friend bool operator==(outbox_event const&, outbox_event const&) = default;
};

/// Never renumbered: stored.
enum class lane_state : std::uint8_t {
  running,
  paused,  ///< by the relay: the account does not work. Tried again now and then
  stopped  ///< by a person
};

/// What a channel remembers over restarts.
struct lane_row {
  std::string channel;
  lane_state state{};
  std::string why;                ///< a word
  std::int64_t tokens_milli = 0;  ///< thousandths of a message that may go now
  protocol::instant tokens_at{};  ///< when that was counted
  std::int64_t day = 0;           ///< days since 1970, London
  std::uint32_t sent_today = 0;
  std::uint32_t failures = 0;        ///< in a row
  protocol::instant closed_until{};  ///< the circuit breaker

  friend bool operator==(lane_row const&, lane_row const&) = default;
};

/// Something that came back and that nothing of ours has signed.
struct unmatched_row {
  std::uint64_t number = 0;  ///< given by the store
  std::string channel;
  std::string key;  ///< the same again changes nothing
  protocol::instant at{};
  std::string why;

  friend bool operator==(unmatched_row const&, unmatched_row const&) = default;
};

/// How many rows of a channel are in each state.
struct outbox_count {
  outbox_state state{};
  std::uint64_t rows = 0;

  friend bool operator==(outbox_count const&, outbox_count const&) = default;
};

class outbox_questions {
 public:
  virtual ~outbox_questions() = default;

  [[nodiscard]] virtual std::optional<outbox_row> outbox(outbox_number number) = 0;
  /// Of a message: homes from `from` to `to`, both included, in order of home, then of number. Home 0 are groups.
  [[nodiscard]] virtual std::vector<outbox_row> outbox_of(std::uint32_t message, std::uint32_t from,
                                                          std::uint32_t to) = 0;
  /// Queued rows of a channel whose time has come: by rank, then the longest waiting first.
  [[nodiscard]] virtual std::vector<outbox_row> outbox_due(std::string_view channel, protocol::instant now,
                                                           std::size_t limit) = 0;
  /// When the next queued row of a channel is due.
  [[nodiscard]] virtual std::optional<protocol::instant> outbox_next(std::string_view channel) = 0;
  /// Rows of a channel that are being sent, in order of number.
  [[nodiscard]] virtual std::vector<outbox_row> outbox_sending(std::string_view channel) = 0;
  [[nodiscard]] virtual std::vector<outbox_count> outbox_counts(std::string_view channel) = 0;
  /// Rows of a channel that are held, in order of number, at most `limit`.
  [[nodiscard]] virtual std::vector<outbox_row> outbox_held(std::string_view channel, std::size_t limit) = 0;
  /// Every row that has this address, in order of number. Reads the whole outbox.
  [[nodiscard]] virtual std::vector<outbox_row> outbox_to(std::string_view address) = 0;
  /// What a channel has posted to its group (rows of home 0 that were sent), the newest first, at most `limit`.
  [[nodiscard]] virtual std::vector<outbox_row> outbox_posts(std::string_view channel, std::size_t limit) = 0;
  /// In the order they were added.
  [[nodiscard]] virtual std::vector<outbox_event> outbox_events(outbox_number row) = 0;
  /// The bytes made for a message and channel; `variant` tells the disclosure and marks apart.
  [[nodiscard]] virtual std::optional<std::string> rendered(std::uint32_t message, std::string_view channel,
                                                            std::uint32_t variant) = 0;
  [[nodiscard]] virtual std::optional<lane_row> lane(std::string_view channel) = 0;
  /// In order of number, after `after`, at most `limit`.
  [[nodiscard]] virtual std::vector<unmatched_row> unmatched(std::uint64_t after, std::size_t limit) = 0;
};

class outbox_changes {
 public:
  virtual ~outbox_changes() = default;

  /// Adds rows; their numbers are the next ones, in this order. Throws std::invalid_argument when a message already has
  /// a row for that home, contact and channel.
  virtual void add_outbox(std::vector<outbox_row> const& rows) = 0;
  /// Changes a row; message, home and channel never change. Throws std::invalid_argument when there is none.
  virtual void put_outbox(outbox_row const& row) = 0;
  /// Takes the address out of a row. After the commit `store::scrub` takes it out of the files.
  virtual void erase_address(outbox_number row) = 0;
  /// False when the row has an event of that key: nothing changes.
  virtual bool add_outbox_event(outbox_event const& event) = 0;
  /// Again: the first bytes stay.
  virtual void put_rendered(std::uint32_t message, std::string_view channel, std::uint32_t variant,
                            std::string_view bytes) = 0;
  virtual void put_lane(lane_row const& row) = 0;
  /// False when there is one with that channel and key.
  virtual bool add_unmatched(unmatched_row const& row) = 0;
};

}  // namespace carerelay::ports
