#pragma once

#include <stdexcept>

/// What a store throws.
namespace carerelay::ports {

/// The disk is full. The transaction it was thrown from is rolled back; the store lives on.
class store_full : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The store holds something it cannot have written (row checksum, schema of a newer version). Never repaired
/// silently.
class store_damaged : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace carerelay::ports
