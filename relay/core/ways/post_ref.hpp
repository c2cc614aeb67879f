#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/ports/store.hpp"
#include "protocol/channel/disclosure.hpp"

/// What people call a message where there is room for a word: "B7.2" is the second text of the bulletin that was
/// message 7. People write it when they answer.
namespace carerelay::core {

/// "B7.1" (bulletin) or "H7.1" (helpline notice); "" for a result, which is never named in a group.
[[nodiscard]] std::string post_ref(ports::store_reader& store, ports::message_row const& what);

/// Its name, and that of what it replaces.
[[nodiscard]] protocol::post_names names_of(ports::store_reader& store, protocol::message const& what,
                                            ports::message_number number);

/// The message that somebody means who writes "B7.2", "b7.2" or "[B7.2]"; "B7" is its newest text. None when there is
/// no such message.
[[nodiscard]] std::optional<ports::message_number> find_by_ref(ports::store_reader& store, std::string_view written);

}  // namespace carerelay::core
