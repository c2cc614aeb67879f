#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a homeserver's answer to /sync says (Matrix client-server API 1.8, "Syncing"): the little of it that we use.
namespace carerelay::matrix {

struct said_event {
  std::string room, id, sender, text;
};

struct sync_answer {
  std::string next;                  ///< where to go on from
  std::vector<said_event> said;      ///< by others and by us, in order, room by room
  std::vector<std::string> invited;  ///< rooms that we are asked into
  std::vector<std::string> cut;      ///< rooms of which the answer left out what was said before
  std::vector<std::string> put_out;  ///< rooms that we are no longer in
};

inline constexpr std::size_t sync_bytes = 4 * 1024 * 1024;

/// None when it is not such an answer. Events that are not plain text messages are passed over.
[[nodiscard]] std::optional<sync_answer> read_sync(std::string_view json);
/// The text messages of an answer to /messages (newest first there), oldest first.
[[nodiscard]] std::vector<said_event> read_messages(std::string_view json, std::string const& room);

}  // namespace carerelay::matrix
