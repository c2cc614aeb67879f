#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/crypto/p256.hpp"
#include "protocol/frame/frames.hpp"

/// The other end of the stream: what a home's device does, as a value. No socket, clock, thread or disk.
/// `carerelay listen`, the simulated homes of the demo and the tests all drive this one.
namespace carerelay::core {

/// Who the device is; made once at enrolment.
struct agent_identity {
  protocol::home_id home;
  protocol::device_id device;
  std::string host;  ///< the name the relay is reached by: part of what is signed
};

/// An act of a person that the relay may not have heard of yet.
struct agent_act {
  std::uint64_t seq = 0;
  std::optional<protocol::respond_frame> answer;  ///< none: the message was read
  std::optional<protocol::instant> read_at;
};

/// One thing the device must not forget, in the order it happened. Replaying all of them gives the agent back.
struct kept_message {
  std::uint64_t seq = 0;
  std::string json;
};
struct kept_skip {
  std::uint64_t seq = 0;
  protocol::message_id message;
  protocol::skip_reason reason{};
  std::optional<protocol::message_id> by;
};
struct kept_epoch {  ///< the relay's register began anew, or its oldest entry moved: the next entry is `next`
  std::string epoch;
  std::uint64_t next = 1;
};
struct kept_act {
  agent_act act;
};
struct kept_done {  ///< the relay has recorded the acts on `seq` up to this one; a null key: the read
  std::uint64_t seq = 0;
  std::optional<protocol::event_id> key;
};
struct kept_confirmed {  ///< a second person has confirmed entry `seq`
  std::uint64_t seq = 0;
  protocol::message_id message;
  protocol::instant at{};
};
struct kept_tree {  ///< how far this device has verified the relay's evidence log
  protocol::evidence::witnessed seen;
  std::string key;  ///< the log's verifier key
};
using agent_record = std::variant<kept_message, kept_skip, kept_epoch, kept_act, kept_done, kept_tree, kept_confirmed>;

/// What a person may like to know.
struct agent_news {
  enum class what : std::uint8_t {
    connected,
    message,
    repeated,
    skipped,
    confirmed,  ///< a second person stands for what was not yet confirmed
    stored_recorded,
    act_recorded,
    refused,
    missed_alarm,
    log_alarm,  ///< the relay's evidence log does not go on from what this device has verified
    going_away
  };
  agent_news::what kind{};
  std::uint64_t seq = 0;
  protocol::message const* message = nullptr;  ///< for message and repeated; valid during the call
  std::string detail;
};

class agent_sink {
 public:
  /// Durable when it returns; what throws here ends the connection, and nothing was said to the relay.
  virtual void keep(agent_record const& record) = 0;
  virtual void say(protocol::client_frame const& frame) = 0;
  virtual void tell(agent_news const& news) = 0;
  /// This connection is of no more use (bad bytes from the relay, a sequence that leaps).
  virtual void hang_up(std::string_view why) = 0;

 protected:
  ~agent_sink() = default;
};

/// What to do after a connection ended.
struct agent_retry {
  enum class what : std::uint8_t { wait, stop };
  agent_retry::what kind = what::wait;
  std::uint32_t least_ms = 0, most_ms = 0;  ///< wait a random time between the two
  std::string_view why;                     ///< for a person, when it is to stop
};
/// By the hundreds of the close code; `failures` in a row double the wait from 0.5 s to at most 30 s. 1006 and codes
/// that are not ours count as a broken network.
[[nodiscard]] agent_retry after_close(std::uint16_t code, unsigned failures) noexcept;

class home_agent {
 public:
  home_agent(agent_identity who, protocol::crypto::p256_private_key key, std::string client);

  /// Replays what was kept, before the first connection.
  void restore(agent_record const& record);

  /// A frame from the relay.
  void heard(std::string_view text, agent_sink& out);
  /// The connection is gone; acts not recorded are said again on the next.
  void disconnected() noexcept;

  /// A person has seen entry `seq`. False when there is no such message here.
  bool read(std::uint64_t seq, protocol::instant now, agent_sink& out);
  /// A person answers for the home. `key` makes it idempotent. False when there is no such message here.
  bool respond(std::uint64_t seq, protocol::response what, std::string role, std::string name, std::string note,
               protocol::event_id key, protocol::instant now, agent_sink& out);

  [[nodiscard]] bool is_live() const noexcept { return live_; }
  [[nodiscard]] std::uint64_t seq() const noexcept { return next_ - 1; }
  [[nodiscard]] std::string const& epoch() const noexcept { return epoch_; }
  [[nodiscard]] std::size_t acts_waiting() const noexcept { return waiting_.size(); }
  [[nodiscard]] std::uint64_t recorded_up_to() const noexcept { return recorded_; }
  /// How far this device has verified the evidence log; signed along with every answer.
  [[nodiscard]] std::optional<kept_tree> const& tree() const noexcept { return tree_; }
  [[nodiscard]] agent_identity const& identity() const noexcept { return who_; }
  /// From the next goaway heard on this connection; none otherwise.
  [[nodiscard]] std::optional<protocol::goaway_frame> const& told_to_go() const noexcept { return goaway_; }

 private:
  struct known {  ///< what answering an entry needs
    std::uint64_t seq = 0;
    protocol::message_id id;
    protocol::digest sum{};
    bool confirmed = false;  ///< after it came as not yet confirmed
  };
  void hear(protocol::challenge_frame const& frame, agent_sink& out);
  void hear(protocol::welcome_frame const& frame, agent_sink& out);
  void hear(protocol::deliver_frame const& frame, agent_sink& out);
  void hear(protocol::skip_frame const& frame, agent_sink& out);
  void hear(protocol::confirmed_frame const& frame, agent_sink& out);
  void hear(protocol::recorded_up_to_frame const& frame, agent_sink& out);
  void hear(protocol::recorded_frame const& frame, agent_sink& out);
  void hear(protocol::error_frame const& frame, agent_sink& out);
  void hear(protocol::checkpoint_frame const& frame, agent_sink& out);
  void look_at_log(std::uint64_t size, agent_sink& out);
  [[nodiscard]] bool is_next(std::uint64_t seq, agent_sink& out);
  [[nodiscard]] known const* find(std::uint64_t seq) const noexcept;
  bool mark_confirmed(std::uint64_t seq, protocol::message_id message) noexcept;
  void say(agent_act const& act, agent_sink& out) const;
  void forget(kept_done const& done);

  agent_identity who_;
  protocol::crypto::p256_private_key key_;
  std::string client_;
  std::string epoch_;
  std::uint64_t next_ = 1, recorded_ = 0;
  std::vector<known> messages_;     ///< of this epoch, by seq
  std::vector<agent_act> waiting_;  ///< in the order the person made them
  std::optional<protocol::goaway_frame> goaway_;
  std::optional<kept_tree> tree_;
  bool live_ = false;
};

}  // namespace carerelay::core
