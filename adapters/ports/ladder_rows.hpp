#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/ids.hpp"
#include "protocol/instant.hpp"

/// What is done when homes stay silent: the part of the store port that is about escalation, the call list, the health
/// of each home's ways, and check-ins.
namespace carerelay::ports {

/// A message whose homes are still waited for.
struct watch_row {
  std::uint32_t message = 0;
  protocol::instant next_at{};  ///< when to look again

  friend bool operator==(watch_row const&, watch_row const&) = default;
};

/// Never renumbered: stored.
enum class rung_outcome : std::uint8_t {
  sent,     ///< a row of the outbox was added
  listed,   ///< somebody is to ring the home
  skipped,  ///< nothing could be done: `why`
};

/// A step of the ladder that was taken for one home and message: once, whatever happens.
struct rung_row {
  std::uint32_t message = 0;
  std::uint32_t home = 0;
  std::string step;  ///< its name in the settings
  protocol::instant at{};
  rung_outcome outcome{};
  std::string channel;        ///< of the row that was added; "" for none
  std::uint32_t contact = 0;  ///< of that row
  std::string why;            ///< a word

  friend bool operator==(rung_row const&, rung_row const&) = default;
};

/// Never renumbered: stored.
enum class call_outcome : std::uint8_t { reached, no_answer, wrong_number, will_act };

/// What somebody says of a telephone call. It is their word, not the home's.
struct call_row {
  std::uint64_t number = 0;  ///< given by the store
  std::uint32_t message = 0;
  std::uint32_t home = 0;
  protocol::instant at{};
  std::string by;  ///< id of the member who noted it
  call_outcome outcome{};
  std::string spoke_to;                       ///< "" when not said
  std::optional<protocol::instant> will_act;  ///< until when they said they would
  std::string note;

  friend bool operator==(call_row const&, call_row const&) = default;
};

/// How one way to one home has fared.
struct way_health_row {
  std::uint32_t home = 0;
  std::uint32_t contact = 0;  ///< 0: the home's own address
  std::string channel;
  std::optional<protocol::instant> accepted_at;  ///< the channel took something
  std::optional<protocol::instant> good_at;      ///< something was delivered there, or shown
  std::optional<protocol::instant> failed_at;
  std::string failed_why;  ///< a word

  friend bool operator==(way_health_row const&, way_health_row const&) = default;
};

/// Something sent and what came of it, to see whether a channel is alive.
struct sent_and_returned {
  protocol::instant sent_at{};
  std::optional<protocol::instant> returned_at;

  friend bool operator==(sent_and_returned const&, sent_and_returned const&) = default;
};

/// A message that is sent every day at the same hour.
struct check_in_row {
  protocol::uuid id{};
  protocol::publisher_id team;
  protocol::member_id author;    ///< who asked for it
  protocol::member_id approver;  ///< who stands for it; empty: nobody was needed, or nobody has yet
  bool needs_approval = false;
  protocol::instant made_at{};
  std::string draft;         ///< canonical JSON of what is sent
  std::uint16_t minute = 0;  ///< after midnight, Europe/London
  protocol::instant until{};
  std::optional<protocol::instant> ended_at;
  std::int64_t last_day = 0;  ///< London day it was last sent for, in days since 1970; 0: never
  std::uint32_t last_message = 0;

  friend bool operator==(check_in_row const&, check_in_row const&) = default;
};

class ladder_questions {
 public:
  virtual ~ladder_questions() = default;

  /// The one that is due first, when it is due by `now`.
  [[nodiscard]] virtual std::optional<watch_row> watch_due(protocol::instant now) = 0;
  /// When the first is due.
  [[nodiscard]] virtual std::optional<protocol::instant> watch_next() = 0;
  /// Newest message first, at most `limit`.
  [[nodiscard]] virtual std::vector<watch_row> watches(std::size_t limit) = 0;
  /// Of a message: homes from `from` to `to`, both included, in order of home, then as they were taken.
  [[nodiscard]] virtual std::vector<rung_row> rungs(std::uint32_t message, std::uint32_t from, std::uint32_t to) = 0;
  /// In the order they were noted.
  [[nodiscard]] virtual std::vector<call_row> calls(std::uint32_t message, std::uint32_t home) = 0;
  /// In order of home, contact, channel.
  [[nodiscard]] virtual std::vector<way_health_row> way_health(std::uint32_t from_home, std::uint32_t to_home) = 0;
  /// What a channel took last, newest first.
  [[nodiscard]] virtual std::vector<sent_and_returned> last_sent(std::string_view channel, std::size_t limit) = 0;
  [[nodiscard]] virtual std::optional<check_in_row> check_in(protocol::uuid const& id) = 0;
  [[nodiscard]] virtual std::vector<check_in_row> check_ins() = 0;  ///< in order of id: as they were made
};

/// Changes, in the transaction that runs.
class ladder_changes {
 public:
  virtual ~ladder_changes() = default;

  virtual void put_watch(watch_row const& row) = 0;  ///< adds or changes
  virtual void remove_watch(std::uint32_t message) = 0;
  /// False when that step was taken before: nothing changes.
  virtual bool add_rung(rung_row const& row) = 0;
  virtual std::uint64_t add_call(call_row const& row) = 0;
  virtual void put_way_health(way_health_row const& row) = 0;  ///< adds or changes
  virtual void put_check_in(check_in_row const& row) = 0;      ///< adds or changes
};

}  // namespace carerelay::ports
