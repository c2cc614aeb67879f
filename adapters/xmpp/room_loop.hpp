#pragma once

#include <chrono>
#include <deque>
#include <map>

#include "adapters/xmpp/room_link.hpp"
#include "adapters/xmpp/stanzas.hpp"

namespace carerelay::xmpp {

/// What room_link's thread does: connects, goes into the room, posts, listens, and begins again.
class room_link::loop {
 public:
  explicit loop(room_link& of);
  ~loop();
  loop(loop const&) = delete;
  loop& operator=(loop const&) = delete;

  void run();

 private:
  using clock = std::chrono::steady_clock;
  enum class place : std::uint8_t { away, connecting, asking, entering, inside };

  // What libstrophe calls
  static void on_connection(xmpp_conn_t* conn, xmpp_conn_event_t what, int error, xmpp_stream_error_t* why, void* self);
  static int on_certificate(xmpp_tlscert_t const* cert, char const* what);
  static int on_stanza(xmpp_conn_t* conn, xmpp_stanza_t* stanza, void* self);
  static void on_log(void* self, xmpp_log_level_t level, char const* area, char const* text);

  void step();
  void connect();
  /// The connection is not used any more; libstrophe may be in the middle of it, so its end comes in `step`.
  void hang_up() noexcept;
  void say_what_waits();
  void on_away(post_result why);
  void take_presence(xmpp_stanza_t* presence);
  void take_message(xmpp_stanza_t* message);
  void take_group_message(xmpp_stanza_t* message, std::string const& from);
  void take_iq(xmpp_stanza_t* iq);
  void take_archive(xmpp_stanza_t* message);
  void put_out(occupant_words const& how);
  /// Whether the room is there was asked: goes in, makes it where that is wanted, or gives up.
  void take_answer_of_room(bool is_there);
  void not_made();
  void hear(heard what);
  void take_displayed(std::string const& who, std::string const& id);
  void keep_place(std::string const& event);
  [[nodiscard]] std::string post_up_to(std::string const& event) const;

  void begin_work();
  void post_now();
  void end_work(post_result how);
  void send(stanza_ptr const& what) { xmpp_send(conn_.get(), what.get()); }
  [[nodiscard]] std::string new_id();
  void check_pulse();

  room_link& of_;
  xmpp_log_t log_{};
  context_ptr context_;
  connection_ptr conn_;
  place where_ = place::away;
  bool is_hung_up_ = false, certificate_refused_ = false, sign_in_failed_ = false, is_destroyed_ = false,
       is_told_ = false, may_make_ = false;
  clock::time_point since_{}, next_try_{}, heard_at_{}, pinged_at_{};
  std::chrono::milliseconds wait_{0};
  post_result trouble_{};  ///< why we are away
  std::string nick_;
  std::map<std::string, std::string> people_;  ///< nickname -> bare JID
  std::shared_ptr<work> now_;                  ///< what is being done
  std::string query_, form_, room_question_;   ///< ids of what was asked
  std::map<std::string, std::string> up_to_;   ///< what was said in the room -> the newest post of ours up to it
  std::deque<std::string> placed_;             ///< the keys of `up_to_`, the oldest first
  std::map<std::string, std::string> posts_;   ///< our own name of a post -> the archive's
  std::string last_post_;                      ///< by the archive's name; "" before the first
  int pages_ = 0;
  std::uint64_t ids_ = 0;
  std::uint64_t unnamed_ = 0;
};

}  // namespace carerelay::xmpp
