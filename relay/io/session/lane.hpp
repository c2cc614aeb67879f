#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "adapters/ports/clock.hpp"
#include "adapters/ports/random.hpp"
#include "config/settings.hpp"
#include "relay/core/stream/home_session.hpp"
#include "relay/io/desk/admission_desk.hpp"
#include "relay/io/desk/egress.hpp"
#include "relay/io/desk/hub.hpp"
#include "relay/io/desk/pace_desk.hpp"
#include "relay/io/desk/reader_pool.hpp"
#include "relay/io/desk/receipt_desk.hpp"
#include "relay/io/desk/store_worker.hpp"
#include "relay/io/loop/counters.hpp"
#include "relay/io/loop/io_thread.hpp"
#include "relay/io/loop/log.hpp"
#include "relay/io/loop/nursery.hpp"
#include "relay/io/wire/request_gate.hpp"

namespace carerelay::io {

class byte_stream;
class live_session;

/// What every connection of the relay uses. Made by the server, outlives every session.
struct relay_parts {
  config::settings const& settings;
  core::session_rules const& session_rules;
  gate_rules const& gate;
  http::relay_facts const& facts;
  ports::clock const& clock;
  ports::random& random;
  event_log& log;
  admission_desk& admission;
  pace_desk& pace;
  store_worker& worker;
  reader_pool& readers;
  io::hub& hub;
  nursery& running;
  io::egress& outside;
  std::string home_token_secret;
  std::atomic<bool> draining{false};
  std::atomic<std::uint32_t> requests{0};  ///< being answered
};

/// One I/O thread with all that its sessions share. Used on that thread only, except `counters`.
struct lane {
  lane(std::size_t which, io_thread& on, relay_parts& of);

  std::size_t index;
  io_thread& thread;
  relay_parts& parts;
  thread_counters counters;
  hub_shard shard;
  receipt_desk desk;
  std::unordered_set<std::shared_ptr<live_session>> sessions;  ///< of homes and publishers; keeps them alive
  std::vector<live_session*> watchers;                         ///< those of publishers
  std::string scratch;                                         ///< for encoding one frame

  /// A connection that may have to be cut from outside, for as long as this lives. On a lane that ends it is cut at
  /// once.
  class guest {
   public:
    guest(lane& at, byte_stream& stream);
    ~guest();
    guest(guest const&) = delete;
    guest& operator=(guest const&) = delete;
    /// What is being written is for that person: cut when the session ends or the member may no longer act.
    void is_for(protocol::session_id session, protocol::member_id member);
    void is_for_nobody() noexcept { session_.reset(); }

   private:
    friend struct lane;
    lane& at_;
    byte_stream& stream_;
    std::optional<protocol::session_id> session_;
    protocol::member_id member_;
  };
  /// Cuts every connection and session, so that whoever waits on one ends by itself.
  void cut_all();

  [[nodiscard]] protocol::instant now() const noexcept { return parts.clock.now(); }
  /// When the wheel should fire for a moment of the wall clock.
  [[nodiscard]] ticker::time_point steady(protocol::instant when) const noexcept;

 private:
  void cut_guests_of(core::event const& what);
  std::unordered_set<guest*> guests_;
  bool closing_ = false;
};

/// A session as the lane sees it.
class live_session {
 public:
  virtual void drain(std::uint32_t retry_ms_least, std::uint32_t retry_ms_most) = 0;
  virtual void changed(core::event const& what) = 0;  ///< for publishers' sessions
  virtual ~live_session() = default;
};

}  // namespace carerelay::io
