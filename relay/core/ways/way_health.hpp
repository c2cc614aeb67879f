#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ports/ladder_rows.hpp"
#include "adapters/ports/store.hpp"

/// How each way to each home has fared: kept with what becomes of rows of the outbox, so that nobody has to read years
/// of them to know that a mailbox is dead.
namespace carerelay::core {

using protocol::instant;

/// After something happened to a row: taken by the channel, delivered, shown, or failed.
void note_health(ports::store_writer& store, ports::outbox_row const& row, instant now);

/// Never renumbered: shown by word.
enum class path_state : std::uint8_t {
  never,    ///< nothing was ever tried
  taken,    ///< the channel took something; whether it arrived is not known
  good,     ///< something arrived
  failing,  ///< the last that is known is a failure
  quiet     ///< something arrived once, and nothing has for a long time although something was sent since
};
[[nodiscard]] std::string_view word(path_state value) noexcept;

/// One way to one home, for people.
struct home_path {
  std::string channel;
  std::uint32_t contact = 0;
  path_state state{};
  std::optional<instant> good_at, tried_at, failed_at;
  std::string failure;  ///< a sentence, "" for none
};

[[nodiscard]] path_state state_of(ports::way_health_row const& row) noexcept;
/// "Last delivered on 21 November 2026 at 13:40", "Nothing was ever delivered": what pages show as it is.
[[nodiscard]] std::string in_words(home_path const& what);

/// Of a home: the stream first, then each of `channels`, also those that were never used.
[[nodiscard]] std::vector<home_path> paths_of(ports::store_reader& store, ports::home_number home,
                                              std::vector<std::string> const& channels);
/// Whether a home is one of those: `never` when nothing ever arrived by any way, `good` when something arrives and no
/// way fails, else when one of its ways is so.
[[nodiscard]] bool fares(std::vector<home_path> const& paths, path_state how) noexcept;

}  // namespace carerelay::core
