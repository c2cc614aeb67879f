#pragma once

#include <string>

#include "adapters/ports/kept_text.hpp"

namespace carerelay::memory {

/// A text that is gone with the process: for tests, and beside a store in memory.
class kept_text final : public ports::kept_text {
 public:
  explicit kept_text(std::string text = {}) : text_(std::move(text)) {}
  [[nodiscard]] std::string load() override { return text_; }
  void save(std::string_view text) override { text_ = text; }

 private:
  std::string text_;
};

}  // namespace carerelay::memory
