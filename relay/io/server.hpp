#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "adapters/ports/clock.hpp"
#include "adapters/ports/random.hpp"
#include "adapters/ports/store.hpp"
#include "adapters/ports/transport.hpp"
#include "config/settings.hpp"
#include "relay/core/record/log_keeper.hpp"
#include "relay/http/facts.hpp"
#include "relay/io/desk/egress.hpp"
#include "relay/io/desk/outbox_lane.hpp"
#include "relay/io/loop/log.hpp"

namespace carerelay::io {

/// What the relay stands on. All of it must outlive the server.
struct server_ground {
  ports::store& store;
  ports::clock const& clock;
  ports::random& random;
  ports::transport_maker& encrypted;  ///< for the public listener
  ports::transport_maker& plain;      ///< for the internal one
  http::relay_facts& facts;
  event_log& log;
  core::log_keeper* keeper = nullptr;  ///< signs the evidence log; none: nothing is signed
  egress::make_client outside{};       ///< a client for other people's servers; called on the threads that use it
  std::vector<way_out> ways{};         ///< channels beside the stream
};

/// The running relay: threads, listeners, sessions, and the order in which they begin and end. Made, drained and
/// stopped by one thread that is none of its own.
class server {
 public:
  /// Listens on both addresses, serves nobody yet. Throws when it cannot listen or the store cannot be read.
  server(config::settings settings, server_ground ground);
  /// Stops firmly when nobody has stopped it.
  ~server();
  server(server const&) = delete;
  server& operator=(server const&) = delete;

  void start();
  [[nodiscard]] std::uint16_t port() const noexcept;
  [[nodiscard]] std::uint16_t internal_port() const noexcept;

  /// No new connections; a goodbye to each session, spread over the first two thirds of `drain.wait`. Returns at once.
  void drain();
  /// Waits until all have gone and every request is answered; false when `most` passed first.
  bool wait_drained(std::chrono::milliseconds most);
  /// Ends it: what was handed to the store is committed, connections that are left are cut.
  void stop();

  /// Live sessions, homes and publishers.
  [[nodiscard]] std::size_t sessions() const noexcept;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace carerelay::io
