#include "relay/io/loop/nursery.hpp"

#include <boost/asio/co_spawn.hpp>

#include <condition_variable>
#include <mutex>
#include <utility>

namespace carerelay::io {

struct nursery::core {
  explicit core(report told) : failed{std::move(told)} {}

  void leave() {
    std::lock_guard const lock{guard};
    if (--running == 0) idle.notify_all();
  }

  report failed;
  mutable std::mutex guard;
  std::condition_variable idle;
  std::size_t running = 0, failures = 0;
};

nursery::nursery(report failed) : core_{std::make_shared<core>(std::move(failed))} {}
nursery::~nursery() = default;

nursery::place nursery::enter() {
  {
    std::lock_guard const lock{core_->guard};
    ++core_->running;
  }
  return place{std::shared_ptr<void>{nullptr, [held = core_](void*) { held->leave(); }}};
}

void nursery::spawn(executor where, std::string_view name, task<void> work) {
  auto ended = [held = core_, name, place = enter()](std::exception_ptr thrown) {
    if (!thrown) return;
    {
      std::lock_guard const lock{held->guard};
      ++held->failures;
    }
    if (held->failed) held->failed(name, thrown);
  };
  asio::co_spawn(where, std::move(work), std::move(ended));
}

std::size_t nursery::running() const noexcept {
  std::lock_guard const lock{core_->guard};
  return core_->running;
}

std::size_t nursery::failures() const noexcept {
  std::lock_guard const lock{core_->guard};
  return core_->failures;
}

bool nursery::wait_idle(std::chrono::milliseconds most) {
  std::unique_lock lock{core_->guard};
  return core_->idle.wait_for(lock, most, [this] { return core_->running == 0; });
}

}  // namespace carerelay::io
