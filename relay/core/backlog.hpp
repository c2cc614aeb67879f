#pragma once

#include <cstdint>
#include <vector>

#include "adapters/ports/store.hpp"
#include "relay/core/home_session.hpp"

/// What a home's session asks the store. Run by the shell on a reader's thread; pure but for the reader.
namespace carerelay::core {

/// The register's word on who says hello.
[[nodiscard]] hello_answer look_up_device(ports::store_reader& store, protocol::hello_frame const& hello);

struct backlog_page {
  std::vector<backlog_entry> entries;
  std::uint64_t last = 0;
};
/// Entries after `after`, each with its body, or with the reason why it is not worth sending any more:
/// superseded, cancelled, expired at `now`, or withdrawn because its publisher may no longer send it to this
/// home. An entry that is not yet effective is delivered: the home shows it from `effective` on.
[[nodiscard]] backlog_page read_backlog(ports::store_reader& store, ports::home_number home,
                                        std::uint64_t after, std::uint32_t limit, instant now);

[[nodiscard]] entry_answer find_entry(ports::store_reader& store, ports::home_number home, std::uint64_t seq);

}  // namespace carerelay::core
