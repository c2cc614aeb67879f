#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

/// Figures that cost a plain addition: each is written by one thread only and read by whoever scrapes.
namespace carerelay::io {

class counter {
 public:
  void add(std::uint64_t n = 1) noexcept { value_.store(value() + n, std::memory_order_relaxed); }
  void subtract(std::uint64_t n = 1) noexcept { value_.store(value() - n, std::memory_order_relaxed); }
  void set(std::uint64_t n) noexcept { value_.store(n, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// Counts per bucket; a value goes into the first whose bound it does not exceed, or into the last, unbounded one.
template <std::size_t N>
class histogram {
 public:
  constexpr explicit histogram(std::array<std::uint64_t, N> bounds) noexcept : bounds_(bounds) {}
  void record(std::uint64_t value) noexcept {
    std::size_t i = 0;
    while (i < N && value > bounds_[i]) ++i;
    buckets_[i].add();
    sum_.add(value);
  }
  [[nodiscard]] std::array<std::uint64_t, N> const& bounds() const noexcept { return bounds_; }
  [[nodiscard]] std::uint64_t bucket(std::size_t i) const noexcept { return buckets_[i].value(); }  ///< i up to N
  [[nodiscard]] std::uint64_t sum() const noexcept { return sum_.value(); }

 private:
  std::array<std::uint64_t, N> bounds_;
  std::array<counter, N + 1> buckets_;
  counter sum_;
};

/// Written by one I/O thread.
struct thread_counters {
  counter connections_opened, connections_refused, handshakes_failed;
  counter homes, watchers;                ///< live sessions
  counter deliveries, delivered_bytes;    ///< frames handed to sockets, and their bytes
  counter queued_bytes;                   ///< waiting because a socket blocks
  counter marks, reads, responses, held;  ///< receipts asked for
  counter redelivered;
  std::array<counter, 4> verdicts;  ///< by protocol::resume_verdict
  std::array<counter, 500> closed;  ///< by close code less 4000
  counter closed_by_peer, closed_broken;
  std::array<counter, 96> refused;  ///< by protocol::errc
  std::array<counter, 6> answered;  ///< HTTP answers by hundreds of the status
  counter paused;                   ///< times reading stopped because the store was behind
};

/// Written by the store thread.
struct store_counters {
  histogram<10> commit_us{{200, 500, 1'000, 2'000, 5'000, 10'000, 25'000, 100'000, 500'000, 2'000'000}};
  histogram<7> group_size{{1, 8, 32, 64, 128, 256, 512}};
  counter delivered;  ///< receipts that rose to delivered
  counter commits, receipts, jobs, failed_jobs, refused_full, retries, expired;
  counter security_events, security_alarms;
  counter waiting_since;  ///< milliseconds since 1970 of the oldest work that waits; 0: none
  counter full;           ///< 1 while publishing is refused for want of space
};

}  // namespace carerelay::io
