#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "adapters/memory/store.hpp"
#include "adapters/ports/random.hpp"
#include "protocol/crypto/p256.hpp"
#include "relay/core/publish/publish.hpp"
#include "relay/core/stream/home_session.hpp"
#include "relay/core/stream/watch.hpp"

/// What transcripts are played on: a relay in one thread with a memory store, one home with a tablet, a publisher.
namespace carerelay::transcripts {

using protocol::instant;

class seeded_random final : public ports::random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (auto& byte : out) byte = static_cast<std::uint8_t>(engine_());
  }

 private:
  std::mt19937 engine_{7};
};

/// How a home says hello.
struct greeting {
  std::uint64_t seq = 0;
  std::string epoch;
  std::uint32_t window = 64;
  bool by_stranger = false;  ///< signed with another key
  bool unknown_device = false;
  bool other_home = false;  ///< names a home the device does not belong to
};
struct reply {
  std::uint64_t seq = 0;
  std::string response, note;
  std::string key;  ///< "" for a new one
  bool by_stranger = false;
};

class stage {
 public:
  stage();
  ~stage();

  // The register and the publisher
  std::uint64_t publish(protocol::draft what, bool tell);  ///< gives the seq at the home
  [[nodiscard]] protocol::draft bulletin() const;
  [[nodiscard]] protocol::message_id message(std::uint64_t seq) const { return messages_.at(seq - 1); }
  void tell(std::uint64_t seq);
  std::uint64_t publish_alone(protocol::draft what, bool tell);  ///< by one person: it waits to be confirmed
  void confirm(std::uint64_t seq, bool tell);                    ///< by a second person
  void take_grants_away();
  void suspend();
  void revoke();
  [[nodiscard]] std::string state_of(std::uint64_t seq);

  // The home
  void connect();
  void say(std::string const& frame);
  void hello(greeting const& how);
  void answer(reply const& what);
  void drain();
  void replace();
  void wait(std::chrono::milliseconds time);
  void block_line(bool blocked);
  void trickle();
  /// `in_a_crowd`: from now on receipts are committed with those of many other homes.
  void hold_store(bool held, bool in_a_crowd = false);

  // The publisher's stream
  void publisher_connect();
  void publisher_say(std::string const& frame);
  void publisher_revoked();

  /// What was said since: "relay says {…}", "relay delivers 3", "relay closes 4101 slow_consumer", "alarm ahead", and
  /// the same with "publisher hears".
  std::deque<std::string> heard;
  instant now{std::chrono::milliseconds(1'795'000'000'000)};
  std::chrono::milliseconds since_start() const { return now - begun_; }

 private:
  struct home_ear;
  struct publisher_ear;
  using work = std::function<void()>;

  void keep(core::publication const& what, bool alone);
  void settle();
  void after_commit(std::vector<ports::home_number> const& homes, ports::message_number message);

  memory::store store_{"epoch-1"};
  std::unique_ptr<ports::store_reader> reader_;
  seeded_random random_;
  core::session_rules rules_;
  protocol::crypto::p256_private_key key_, stranger_;
  protocol::home_id home_id_, other_home_id_;
  ports::home_number home_ = 0;
  ports::device_row device_;
  core::actor publisher_;
  std::vector<protocol::message_id> messages_;
  std::vector<protocol::shared_message> bodies_;
  std::unique_ptr<home_ear> ear_;
  std::unique_ptr<publisher_ear> publisher_ear_;
  std::unique_ptr<core::home_session> session_;
  std::unique_ptr<core::watch_session> watching_;
  std::deque<work> reads_, writes_;
  std::string nonce_;
  bool subscribed_ = false, blocked_ = false, held_ = false, in_a_crowd_ = false;
  int next_key_ = 1;
  instant begun_ = now;
};

}  // namespace carerelay::transcripts
