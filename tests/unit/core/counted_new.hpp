#pragma once

#include <cstddef>

namespace carerelay::testing {

/// How often this thread has asked for memory since it began.
[[nodiscard]] std::size_t allocations() noexcept;

}  // namespace carerelay::testing
