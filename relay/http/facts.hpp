#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "relay/core/identity.hpp"
#include "relay/core/sessions.hpp"
#include "relay/core/two_persons.hpp"

namespace carerelay::http {

/// Settings and live figures that routes go by. Written by the shell, read on any thread.
struct relay_facts {
  core::code_rules codes;  ///< fixed before the first request, as the next three are
  core::sign_in_rules sign_in;
  std::string sign_in_secret;
  core::approval_rules approval;
  std::atomic<bool> draining{false};
  std::atomic<bool> storage_full{false};  ///< publishing is refused; receipts are still recorded
  /// Since when the oldest piece of work waits for the store, in milliseconds since 1970; 0: none waits.
  std::atomic<std::int64_t> store_waiting_since{0};
};

}  // namespace carerelay::http
