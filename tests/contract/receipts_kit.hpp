#pragma once

#include "tests/contract/store_kit.hpp"

namespace carerelay::contract {

/// Three homes, one device each, and one message to all of them.
struct published {
  ports::store& store;
  std::vector<ports::home_number> homes;
  std::vector<ports::device_number> devices;
  ports::message_number message = 0;

  explicit published(ports::store& in) : store(in), homes(put_homes(in, 3)) {
    for (int i = 0; i < 3; ++i) devices.push_back(add_device(in, device(i + 1, homes[i])));
    message = publish(in, bulletin(1), homes).number;
  }
  ports::delivered_mark mark(int home, protocol::instant when = start) const {
    return {homes[home], devices[home], message, 1, when};
  }
  protocol::home_receipt receipt(int home) const { return store.reader()->receipt(message, homes[home])->what; }
  std::vector<ports::receipt_event> events(int home) const { return store.reader()->events(message, homes[home]); }
  std::uint64_t cursor(int home) const { return store.reader()->device(device(home + 1, 0).id)->stored_up_to; }
};

}  // namespace carerelay::contract
