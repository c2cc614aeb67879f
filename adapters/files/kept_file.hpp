#pragma once

#include <string>

#include "adapters/ports/kept_text.hpp"

namespace carerelay::files {

/// A text in one file of mode 0600, written beside it, synced and renamed.
class kept_file final : public ports::kept_text {
 public:
  explicit kept_file(std::string path) : path_(std::move(path)) {}
  [[nodiscard]] std::string load() override;
  void save(std::string_view text) override;

 private:
  std::string path_;
};

}  // namespace carerelay::files
