#pragma once

#include <string>
#include <string_view>

namespace carerelay::ports {

/// One small text that outlives the process, apart from the store: what must still be known when the store was put back
/// from a backup. Used by one thread at a time. Errors are std::runtime_error with a sentence.
class kept_text {
 public:
  virtual ~kept_text() = default;
  [[nodiscard]] virtual std::string load() = 0;  ///< "" when there is none yet
  virtual void save(std::string_view text) = 0;  ///< durable when it returns; the old or the new, never a part
};

}  // namespace carerelay::ports
