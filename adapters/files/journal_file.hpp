#pragma once

#include <string>

#include "adapters/ports/journal.hpp"

namespace carerelay::files {

/// A journal in one file, created with mode 0600 and locked against a second process. Each line carries a CRC-32 of its
/// bytes, so that what a power cut tore is recognised, at the end or anywhere.
class journal_file final : public ports::journal {
 public:
  /// Throws std::runtime_error with a sentence: the folder is missing, no permission, another process has it.
  explicit journal_file(std::string path);
  ~journal_file() override;
  journal_file(journal_file const&) = delete;
  journal_file& operator=(journal_file const&) = delete;

  /// Throws std::runtime_error naming the line when one that is not the last does not match its sum.
  [[nodiscard]] std::vector<std::string> load() override;
  void append(std::string_view line) override;

 private:
  std::string path_;
  int file_ = -1;
};

}  // namespace carerelay::files
