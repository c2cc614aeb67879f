#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "adapters/matrix/sync_answer.hpp"
#include "adapters/ports/web.hpp"

/// Matrix rooms over the client-server API, with one long-lived token.
namespace carerelay::matrix {

struct matrix_account {
  std::string server;                  ///< "https://matrix.example"
  std::string account;                 ///< "@carehomes:chat.example"
  std::string room;                    ///< "!abc:chat.example"
  std::vector<std::string> others{};   ///< rooms of this account that somebody else listens to
  std::function<std::string()> token;  ///< asked for each time; may throw
  std::string name_key;                ///< a secret of the relay: names of transactions are made with it
  std::function<protocol::instant()> now;
};

/// What each request of ours begins with. Blocking; one thread.
class homeserver {
 public:
  homeserver(std::unique_ptr<ports::web_sender> sender, matrix_account account)
      : sender_(std::move(sender)), account_(std::move(account)) {}

  /// `path` behind /_matrix/client/v3.
  [[nodiscard]] ports::web_reply ask(std::string method, std::string const& path, std::string body,
                                     std::chrono::milliseconds patience = std::chrono::seconds(30));
  [[nodiscard]] ports::verdict judged(ports::web_reply const& reply) const;
  /// Says something in a room; the same `name` again is said once.
  [[nodiscard]] ports::web_reply say(std::string const& room, std::string const& name, std::string body);
  /// Who is in a room; empty when it is not known.
  [[nodiscard]] std::vector<std::string> people_in(std::string const& room);
  [[nodiscard]] matrix_account const& account() const noexcept { return account_; }

 private:
  std::unique_ptr<ports::web_sender> sender_;
  matrix_account account_;
};

/// A plain text message as a room takes it.
[[nodiscard]] std::string text_message(std::string_view text);

class matrix_room final : public ports::channel {
 public:
  explicit matrix_room(std::unique_ptr<homeserver> at) : at_(std::move(at)) {}
  /// The transaction's name is made of the room and the row, so that the server itself takes it once.
  [[nodiscard]] ports::verdict send(ports::outgoing const& what) override;
  [[nodiscard]] ports::verdict greet() override;

 private:
  std::unique_ptr<homeserver> at_;
};

/// What people write in the room, and to our account alone.
class matrix_box final : public ports::return_box {
 public:
  /// `patience`: how long the server may wait for news.
  matrix_box(std::unique_ptr<homeserver> at, std::chrono::milliseconds patience)
      : at_(std::move(at)), patience_(patience) {}
  [[nodiscard]] std::vector<std::string> waiting(std::size_t limit) override;
  [[nodiscard]] ports::came_back read(std::string const& id) override;
  void put_away(std::string const& id, ports::came_back const& what) override;
  void reply(ports::came_back const& to, std::string const& text) override;

 private:
  void sync();
  void hear(said_event what);
  void place(sync_answer const& news);
  void see(sync_answer const& news);
  [[nodiscard]] std::string post_before(std::string const& event);
  void keep_place(std::string const& event, std::string const& post);
  [[nodiscard]] bool is_for_two(std::string const& room);
  [[nodiscard]] std::string room_with(std::string const& who);

  std::unique_ptr<homeserver> at_;
  std::chrono::milliseconds patience_;
  std::string since_;
  std::map<std::string, said_event> held_;     ///< by event id
  std::map<std::string, shown_event> shown_;   ///< by who; `id` is a post of ours
  std::map<std::string, std::string> before_;  ///< event -> the newest post of ours up to it; "" for none
  std::deque<std::string> placed_;             ///< the keys of `before_`, the oldest first
  std::string last_post_;                      ///< "" while it is not known
  int looked_up_ = 0;                          ///< since the last news
  std::map<std::string, std::string> alone_;   ///< whom -> the room we share with them alone
};

/// Text and HTML of a post.
class matrix_renderer final : public ports::renderer {
 public:
  /// `plain` makes the text.
  explicit matrix_renderer(std::shared_ptr<ports::renderer const> plain) : plain_(std::move(plain)) {}
  [[nodiscard]] std::string render(protocol::disclosed_post const& post, bool possible_duplicate) const override;

 private:
  std::shared_ptr<ports::renderer const> plain_;
};
/// The text as a room takes it, with its lines as HTML: everything active escaped, the first line bold, addresses that
/// begin with https as links.
[[nodiscard]] std::string post_message(std::string_view text);

}  // namespace carerelay::matrix
