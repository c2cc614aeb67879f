#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "adapters/ports/store_types.hpp"
#include "protocol/frame/frames.hpp"
#include "relay/core/stream/home_session.hpp"

/// A publisher's stream as a value: what it watches and what it is told when.
namespace carerelay::core {

/// A message as a watcher may see it.
struct watched {
  ports::message_number number = 0;
  bool counts_only = false;  ///< wellbeing: no receipts of single homes
  bool is_whole = true;      ///< else of some areas: what happens elsewhere must not be told, not even that it did
};

/// Obeyed by the shell at once and in order; must not call back into the session.
class watch_sink {
 public:
  virtual void send(protocol::server_frame const& frame) = 0;
  /// Look the message up for this publisher (core::find_watched); the answer comes to `found`.
  virtual void look_up(protocol::message_id message) = 0;
  /// From now on `changed` is called for this message / no longer.
  virtual void subscribe(ports::message_number message) = 0;
  virtual void unsubscribe(ports::message_number message) = 0;
  /// Read coverage and the receipts of these homes (core::read_news); the answer comes to `news`. One at a time for
  /// each message. `homes` empty: coverage alone.
  virtual void read(ports::message_number message, std::vector<ports::home_number> const& homes) = 0;
  virtual void close(protocol::close_code code, std::string_view reason) = 0;

 protected:
  ~watch_sink() = default;
};

struct watch_news {
  protocol::coverage coverage;
  std::vector<protocol::home_receipt> receipts;
};

/// Uses the heartbeat, frame budget and slow limit of `session_rules`. Authenticated before it is made.
class watch_session {
 public:
  watch_session(session_rules const& rules, protocol::publisher_id publisher, float jitter);

  void opened(instant now, watch_sink& out);
  void received(std::string_view text, instant now, watch_sink& out);
  /// None: no such message, or not this publisher's.
  void found(protocol::message_id message, std::optional<watched> const& what, instant now, watch_sink& out);
  /// Receipts changed: said at most every 250 ms for each message.
  void changed(ports::message_number message, std::vector<ports::home_number> const& homes, instant now,
               watch_sink& out);
  void news(ports::message_number message, watch_news const& what, instant now, watch_sink& out);
  /// It may no longer be seen.
  void gone(ports::message_number message, watch_sink& out);
  /// The stream did not take a frame whole / has taken everything: nothing is sent in between.
  void congested(instant now) noexcept;
  void drained(instant now, watch_sink& out);
  void tick(instant now, watch_sink& out);
  void drain(std::uint32_t retry_ms_least, std::uint32_t retry_ms_most, watch_sink& out);
  void revoked(watch_sink& out);

  [[nodiscard]] instant next_tick() const noexcept;
  [[nodiscard]] bool is_closed() const noexcept { return closed_; }
  [[nodiscard]] protocol::publisher_id const& publisher() const noexcept { return publisher_; }

 private:
  struct watch {
    protocol::message_id id;
    bool counts_only = false, is_whole = true;
    std::optional<protocol::coverage> said{};  ///< last, where not all of it may be seen
    bool is_reading = false;
    bool is_due = false;                 ///< something changed since it was last read
    instant next{};                      ///< not before
    std::set<ports::home_number> homes;  ///< whose receipts changed; bounded
  };

  void on_watch(protocol::message_id message, watch_sink& out);
  void on_unwatch(protocol::message_id message, watch_sink& out);
  void read_if_due(ports::message_number number, watch& what, instant now, watch_sink& out);
  void say(protocol::errc code, std::string detail, watch_sink& out);
  void close(protocol::close_code code, std::string_view reason, watch_sink& out);
  [[nodiscard]] bool within_budget(instant now) noexcept;

  session_rules const* rules_;
  protocol::publisher_id publisher_;
  std::map<ports::message_number, watch> watches_;
  std::set<protocol::message_id> asked_;  ///< being looked up
  instant deadline_{}, progress_{}, budget_{};
  std::uint32_t ping_every_;
  bool awaiting_pong_ = false, congested_ = false, closed_ = false;
};

}  // namespace carerelay::core
