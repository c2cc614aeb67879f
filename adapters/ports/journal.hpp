#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace carerelay::ports {

/// Lines of text that survive. Used by one thread at a time.
class journal {
 public:
  virtual ~journal() = default;
  /// Everything appended before, in order; a last line that was cut off by a crash is left out.
  [[nodiscard]] virtual std::vector<std::string> load() = 0;
  /// Durable when it returns. `line` holds no line feed. Throws std::system_error: nothing of it will be loaded.
  virtual void append(std::string_view line) = 0;
};

}  // namespace carerelay::ports
