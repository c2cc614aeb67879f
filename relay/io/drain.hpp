#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "config/settings.hpp"
#include "relay/io/session/lane.hpp"

namespace carerelay::io {

/// The spread goodbye: each lane says it to a few sessions every 50 ms, so that ten thousand homes neither leave nor
/// come back all at once.
class drain_plan {
 public:
  /// Begins at once. The lanes must outlive it, and their threads be stopped before it ends.
  drain_plan(std::vector<lane*> const& lanes, config::drain_settings const& how);
  ~drain_plan();
  /// Every session has gone.
  [[nodiscard]] bool is_done() const noexcept;

 private:
  struct share;
  std::vector<std::unique_ptr<share>> shares_;
};

}  // namespace carerelay::io
