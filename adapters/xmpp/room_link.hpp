#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "adapters/xmpp/room.hpp"

/// A connection to one group chat, kept while it is needed (RFC 6120, XEP-0045, XEP-0313, XEP-0359). Encrypted with a
/// checked certificate, or none.
namespace carerelay::xmpp {

struct room_account {
  std::string account;  ///< bare JID
  std::string server;   ///< host, or host:port; "": as DNS says for the account's domain
  std::function<std::string()> secret;
  std::string ca_file;                         ///< "": the system's
  std::string room;                            ///< bare JID
  std::string nick;                            ///< ours in the room
  std::chrono::milliseconds patience{20'000};  ///< for an echo, and for being let in
  std::atomic<bool> const* give_up = nullptr;  ///< once it is true, whoever waits is answered soon
};

/// Everything of libstrophe happens on one thread of its own; the functions may be called on any.
class room_link final : public room {
 public:
  explicit room_link(room_account account);
  ~room_link() override;
  room_link(room_link const&) = delete;
  room_link& operator=(room_link const&) = delete;

  [[nodiscard]] post_result post(std::string const& name, std::string const& text, bool look_first,
                                 bool may_make) override;
  [[nodiscard]] post_result enter() override;
  [[nodiscard]] std::vector<heard> take(std::chrono::milliseconds patience) override;
  void say_to(std::string const& whom, std::string const& text) override;
  /// Whoever waits is answered at once; nothing more is begun. Any thread.
  void give_up();

 private:
  class loop;
  enum class work_kind : std::uint8_t { enter, post };
  struct work {
    work_kind what{};
    std::string name, text;
    bool look_first = false;
    bool may_make = false;
    bool has_left = false;
    std::chrono::steady_clock::time_point until{};
    std::optional<post_result> done{};
  };
  [[nodiscard]] post_result ask(work what);

  room_account const account_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<work>> asked_;                 ///< under the mutex, as all below
  std::deque<std::pair<std::string, std::string>> to_say_;  ///< whom, what
  std::deque<heard> heard_;
  bool is_in_ = false;
  std::string trouble_;  ///< why there is no connection
  std::thread thread_;
};

}  // namespace carerelay::xmpp
