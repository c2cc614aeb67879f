#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "adapters/ports/store.hpp"
#include "relay/core/record/event.hpp"

/// What travels between an I/O thread and the store thread: gathered, handed over and given back whole.
namespace carerelay::io {

/// Runs `work` on an I/O thread, in the order of the calls from one thread. Any thread.
using poster = std::function<void(std::size_t thread, std::function<void()> work)>;

/// Hears on its own I/O thread, after commit and fsync, that its marks up to `up_to` are durable, and how many marks
/// were committed together.
class receipt_owner {
 public:
  virtual void marks_recorded(std::uint64_t up_to, std::size_t together) = 0;

 protected:
  ~receipt_owner() = default;
};

enum class write_outcome : std::uint8_t {
  committed,
  storage_full,  ///< nothing of it remains; the disk is full
  failed         ///< `work` threw: nothing of it remains, the event is in the log
};

/// One change. `work` runs on the store thread as a part of a transaction, and again when the transaction has to be
/// made anew: it must start from the same place each time. `done` runs on the I/O thread that asked, after the commit.
struct write_job {
  std::function<void(ports::store_writer&, std::vector<core::event>&)> work;
  std::function<void(write_outcome)> done;
};

/// Receipts of one I/O thread in the order its sessions made them.
struct receipt_batch {
  struct owed {
    std::shared_ptr<receipt_owner> owner;
    std::uint64_t up_to = 0;
  };
  struct act {
    std::size_t after_marks = 0;  ///< how many of `marks` were made before it
    write_job job;
    write_outcome outcome = write_outcome::committed;
  };

  std::size_t thread = 0;
  bool is_durable = true;  ///< false when it comes back from a relay that ended with its disk full
  std::vector<ports::delivered_mark> marks;
  std::vector<owed> owners;
  std::vector<act> acts;

  [[nodiscard]] std::size_t size() const noexcept { return marks.size() + acts.size(); }
  void clear() noexcept {
    marks.clear();
    owners.clear();
    acts.clear();
  }
};

}  // namespace carerelay::io
