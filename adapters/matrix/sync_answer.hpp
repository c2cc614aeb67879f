#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a homeserver's answer to /sync says (Matrix client-server API 1.8, "Syncing"): the little of it that we use.
namespace carerelay::matrix {

struct said_event {
  std::string room, id, sender, text;
  std::string about{};  ///< the event that it answers; "" for none
};

/// Somebody's own device has shown all up to an event.
struct shown_event {
  std::string room, id, who;
};

struct placed_event {
  std::string room, id, sender;
};

struct sync_answer {
  std::string next;                  ///< where to go on from
  std::vector<said_event> said;      ///< by others and by us, in order, room by room
  std::vector<placed_event> order;   ///< every message there, in order, room by room
  std::vector<shown_event> shown;    ///< of each person the newest
  std::vector<std::string> invited;  ///< rooms that we are asked into
  std::vector<std::string> cut;      ///< rooms of which the answer left out what was said before
  std::vector<std::string> put_out;  ///< rooms that we are no longer in
};

inline constexpr std::size_t sync_bytes = 4 * 1024 * 1024;

/// None when it is not such an answer. Events that are not plain text messages are passed over.
[[nodiscard]] std::optional<sync_answer> read_sync(std::string_view json);
/// The text messages of an answer to /messages (newest first there), oldest first.
[[nodiscard]] std::vector<said_event> read_messages(std::string_view json, std::string const& room);
/// Of an answer to /context: the newest message of `sender` that is the event asked for or stands before it; "" for
/// none.
[[nodiscard]] std::string read_context(std::string_view json, std::string_view sender);

}  // namespace carerelay::matrix
