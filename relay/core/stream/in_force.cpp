#include "relay/core/stream/in_force.hpp"

#include "relay/core/stream/backlog.hpp"

namespace carerelay::core {

std::vector<ports::inbox_row> current_view(ports::store_reader& store, ports::home_number home, protocol::instant now,
                                           std::size_t limit) {
  std::vector<ports::inbox_row> view;
  store.snapshot([&] {
    view = store.in_force(home, now, limit);
    replay_check check(store, home, now);
    std::erase_if(view, [&](ports::inbox_row const& row) {
      return row.message.row->type == protocol::msg_type::cancel || row.message.row->effective > now ||
             check.skip(row).has_value();
    });
  });
  return view;
}

}  // namespace carerelay::core
