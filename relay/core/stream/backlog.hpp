#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "adapters/ports/store.hpp"
#include "relay/core/people/actor.hpp"
#include "relay/core/stream/home_session.hpp"

/// What a home's session asks the store. Run by the shell on a reader's thread (`held_marks` in the store thread's
/// transaction); pure but for the reader.
namespace carerelay::core {

/// The register's word on who says hello.
[[nodiscard]] hello_answer look_up_device(ports::store_reader& store, protocol::hello_frame const& hello);

/// Decides for entries of one home whether they are still worth sending. Keeps the publishers it has asked for.
class replay_check {
 public:
  /// `store` must outlive it.
  replay_check(ports::store_reader& store, ports::home_number home, instant now);
  /// None: may be sent. Superseded, cancelled and expired say so; withdrawn: its publisher may no longer send it to
  /// this home. An entry that is not yet effective may be sent: the home shows it from `effective` on.
  [[nodiscard]] std::optional<protocol::skip_frame> skip(ports::inbox_row const& entry);

 private:
  [[nodiscard]] bool may_still_send(ports::message_row const& message);

  ports::store_reader* store_;
  protocol::area_code area_;
  instant now_;
  std::map<protocol::publisher_id, std::optional<actor>> teams_;
};

struct backlog_page {
  std::vector<backlog_entry> entries;
  std::uint64_t last = 0;
  std::vector<protocol::confirmed_frame> confirmed;  ///< of the whole inbox: the device may hold what it was told of
};
/// Entries after `after`, in order, each with its body or with the reason why it is skipped.
[[nodiscard]] backlog_page read_backlog(ports::store_reader& store, ports::home_number home, std::uint64_t after,
                                        std::uint32_t limit, instant now);

[[nodiscard]] entry_answer find_entry(ports::store_reader& store, ports::home_number home, std::uint64_t seq);

/// What a device holds beyond its cursor when it resumes, as marks for `record_delivered`. Entries that would be
/// skipped now are left out: they may have been skipped then.
[[nodiscard]] std::vector<ports::delivered_mark> held_marks(ports::store_reader& store, ports::home_number home,
                                                            ports::device_number device, std::uint64_t after,
                                                            std::uint64_t up_to, instant now);

}  // namespace carerelay::core
