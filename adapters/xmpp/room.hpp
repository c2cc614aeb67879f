#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

/// A group chat as the channel needs it: what the connection (room_link) does, and what tests play.
namespace carerelay::xmpp {

enum class post_end : std::uint8_t {
  echoed,       ///< the room sent it back to everybody, us among them: it is posted
  in_archive,   ///< it was there already
  refused,      ///< the room does not take this
  busy,         ///< not now
  not_sent,     ///< nothing left
  no_echo,      ///< it left, and nothing came back
  not_let_in,   ///< password, certificate, or the room has put us out
  room_is_gone  ///< it was closed for good
};

struct post_result {
  post_end how = post_end::not_sent;
  std::string why{};                   ///< a word: no_connection, sign_in_refused, banned …
  std::string remote{};                ///< the archive's name of the post
  std::vector<std::string> members{};  ///< who was there, as bare JIDs, where the room shows them
};

/// Something a person wrote.
struct heard {
  std::string key;        ///< of this very message
  std::string who;        ///< bare JID, by the server's word; "" when the room does not show it
  std::string answer_to;  ///< where to answer them alone
  std::string text;
  std::string about{};  ///< the post of ours that they answer, or have seen all up to; "" for none
  bool in_group = false;
  bool is_shown = false;  ///< nothing was said: their device has shown all up to `about`
};

class room {
 public:
  virtual ~room() = default;
  /// Posts under a name that stays the same over attempts. With `look_first` the archive is asked whether it is there
  /// already; a room without an archive is posted to. Blocks until its echo, for some seconds at most. With `may_make`
  /// a room that is not there is made; otherwise it is gone.
  [[nodiscard]] virtual post_result post(std::string const& name, std::string const& text, bool look_first,
                                         bool may_make) = 0;
  /// Whether we are in it: `echoed` for yes. Makes it when it is not there.
  [[nodiscard]] virtual post_result enter() = 0;
  /// What people said since, to the group and to us alone; waits `patience` for something. Throws std::runtime_error
  /// with a sentence while there is no connection.
  [[nodiscard]] virtual std::vector<heard> take(std::chrono::milliseconds patience) = 0;
  virtual void say_to(std::string const& whom, std::string const& text) = 0;
};

}  // namespace carerelay::xmpp
