#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string_view>

#include "relay/io/loop/asio.hpp"

namespace carerelay::io {

/// Owns what runs: coroutines, and sessions that hold a `place`. Nothing is started without an owner; what a
/// coroutine throws is reported and counted, never swallowed. Any thread.
class nursery {
 public:
  /// `name` is the one given to spawn. Called on the coroutine's thread.
  using report = std::function<void(std::string_view name, std::exception_ptr)>;

  explicit nursery(report failed);
  ~nursery();  ///< everything has ended, or its io_context has
  nursery(nursery const&) = delete;
  nursery& operator=(nursery const&) = delete;

  /// Runs `work` on `where`. `name` is a literal.
  void spawn(executor where, std::string_view name, task<void> work);

  /// A session that is not a coroutine counts as running while it holds one of these.
  class place {
   public:
    place() = default;
    place(place&&) noexcept = default;
    place& operator=(place&&) noexcept = default;

   private:
    friend class nursery;
    explicit place(std::shared_ptr<void> held) noexcept : held_{std::move(held)} {}
    std::shared_ptr<void> held_;
  };
  [[nodiscard]] place enter();

  [[nodiscard]] std::size_t running() const noexcept;
  [[nodiscard]] std::size_t failures() const noexcept;
  /// Waits until nothing runs, at most `most`; says whether that is so. Not on an I/O thread.
  bool wait_idle(std::chrono::milliseconds most);

 private:
  struct core;
  std::shared_ptr<core> core_;
};

}  // namespace carerelay::io
