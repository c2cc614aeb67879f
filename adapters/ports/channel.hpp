#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/ports/outbox.hpp"
#include "protocol/channel/disclosure.hpp"

/// A way beside the stream. An adapter owns a wire format and its errors and nothing else: when, how often, to whom and
/// what it means is the relay's.
namespace carerelay::ports {

/// One attempt.
struct outgoing {
  outbox_number row = 0;
  std::uint32_t attempt = 1;
  std::string to;
  bool possible_duplicate = false;             ///< an attempt before may have arrived: `bytes` say so
  bool is_first = false;                       ///< of a group: nothing of ours was ever taken there
  std::shared_ptr<std::string const> bytes{};  ///< what `renderer` made, the same at every attempt
};

enum class send_outcome : std::uint8_t {
  accepted,  ///< the channel took it
  refused,   ///< for good, for this destination
  later,     ///< this destination cannot take it now
  not_sent,  ///< nothing left: no connection, or it ended before
  in_doubt,  ///< it may have arrived: no answer after the last byte
  untried,   ///< the relay ended before it was begun
  gone,      ///< the whole channel is no more: refused, and nothing else is tried until a person starts it again
  account    ///< our own account or settings: no other destination would fare better
};

struct verdict {
  send_outcome what{};
  std::string why{};                                 ///< a word: mailbox_full, address_unknown, no_connection
  std::string detail{};                              ///< of the other side, in ASCII, at most 200 bytes: "552 5.2.2"
  std::string remote{};                              ///< what it calls the message
  std::optional<std::chrono::milliseconds> after{};  ///< it asked to be left alone for so long
  std::vector<std::string> members{};                ///< of a group, when it was posted: as `came_back::who`, all of it
};

/// A post as its reader will see it.
struct post_looks {
  std::string from;     ///< whom it seems to come from; "" where a channel has no such thing
  std::string subject;  ///< "" where a channel has none
  std::string text;
  std::string html;  ///< a whole document; "" where a channel has none
};

/// Makes bytes of a post, once for all destinations. Any thread. Gives "" for what it cannot put into words.
class renderer {
 public:
  virtual ~renderer() = default;
  [[nodiscard]] virtual std::string render(protocol::disclosed_post const& post, bool possible_duplicate) const = 0;
  /// The same words before anything is sent, for whoever writes them. All of it empty for what cannot be put into
  /// words.
  [[nodiscard]] virtual post_looks looks(protocol::disclosed_post const& post) const {
    return {"", "", render(post, false), ""};
  }
};

/// One connection to the other side. Blocking; one thread at a time. Never throws for what the other side does.
class channel {
 public:
  virtual ~channel() = default;
  [[nodiscard]] virtual verdict send(outgoing const& what) = 0;
  /// Signs in and sends nothing: whether the account works.
  [[nodiscard]] virtual verdict greet() = 0;
};

/// What came back, told apart: only what carries our signature has a row.
struct came_back {
  std::string key;                   ///< of these very bytes
  std::optional<outbox_number> row;  ///< none: nothing of ours has signed it
  std::uint32_t attempt = 0;
  returned_news news{};  ///< none: a note, such as an automatic reply
  std::string what;      ///< a word: delivered, bounced, displayed, auto_reply, reply
  std::string why;       ///< a word: mailbox_full; why it is unmatched
  std::string detail;    ///< a status code
  std::string who{};     ///< whom it came from, as the channel names a person for good, never a nickname; "" unknown
  std::string said{};    ///< what a person wrote to us, at most 500 bytes; never stored
  std::string number{};  ///< their telephone, where the channel tells that too; "" unknown
  std::string about{};   ///< a post of ours that they answered, or have seen all up to, by its name (`verdict::remote`)
  bool in_group = false;  ///< said where others read it
};

/// Where things come back to. Blocking; one thread. Throws std::runtime_error with a sentence when it cannot be
/// reached.
class return_box {
 public:
  virtual ~return_box() = default;
  /// What waits, at most `limit`.
  [[nodiscard]] virtual std::vector<std::string> waiting(std::size_t limit) = 0;
  [[nodiscard]] virtual came_back read(std::string const& id) = 0;
  /// Puts it away, after what it says is durable.
  virtual void put_away(std::string const& id, came_back const& what) = 0;
  /// Answers whoever said it, where nobody else reads it. Best effort: throws nothing for what the other side does.
  virtual void reply(came_back const& /*to*/, std::string const& /*text*/) {}
};

}  // namespace carerelay::ports
