#pragma once

#include <atomic>
#include <shared_mutex>
#include <string>

#include "adapters/memory/tables.hpp"
#include "adapters/ports/random.hpp"
#include "adapters/ports/store.hpp"

namespace carerelay::memory {

/// Everything in this process's memory, gone with it: for tests, and for a seeded simulation of the relay (it
/// asks no clock, and randomness only when it is given some, so the same calls give the same rows). A reader must not
/// be asked from inside `write` on the same thread: it would wait for itself.
class store final : public ports::store {
 public:
  /// `random` salts the evidence log and must outlive the store; without it nothing in the log is secret.
  explicit store(std::string epoch = "memory", ports::random* random = nullptr);

  void write(std::function<void(ports::store_writer&)> const& work) override;
  void part(ports::store_writer& writer, std::function<void(ports::store_writer&)> const& work) override;
  std::unique_ptr<ports::store_reader> reader() override;
  /// Always refused: there is nothing to copy to a file.
  void backup(std::string const& path) override;
  bool scrub() override { return true; }
  bool is_full() const noexcept override { return full_; }
  void recover_space() override {}

  /// Plays a full disk: from now on until `false`, is_full() is true and `write` is not refused.
  void play_full(bool full) noexcept { full_ = full; }
  /// Plays a disk with no reserve left: `write` throws store_full before `work` runs.
  void play_no_space(bool none) noexcept { no_space_ = none; }

 private:
  std::string epoch_;
  ports::random* random_;
  std::shared_mutex mutex_;
  tables data_;
  journal undo_;
  std::atomic<bool> full_ = false, no_space_ = false;
};

}  // namespace carerelay::memory
