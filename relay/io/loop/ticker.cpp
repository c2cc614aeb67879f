#include "relay/io/loop/ticker.hpp"

#include <algorithm>

#include "relay/io/loop/asio.hpp"

namespace carerelay::io {

struct ticker::alarm {
  explicit alarm(asio::io_context& context) : clock{context.get_executor()} {}
  steady_timer clock;
};

ticker::ticker(asio::io_context& context)
    : alarm_{std::make_unique<alarm>(context)}, start_{std::chrono::steady_clock::now()} {}

ticker::~ticker() {
  for (auto& one : wheel_)
    while (one.first != nullptr) unlink(*one.first);
}

void ticker::timer::set(ticker& wheel, time_point when) {
  cancel();
  wheel_ = &wheel;
  if (wheel.pending_ == 0 && !wheel.firing_) wheel.done_ = wheel.passed();
  due_ = std::max(wheel.grains(when), wheel.done_ + 1);
  wheel.link(*this);
  wheel.arm();
}

void ticker::timer::cancel() noexcept {
  if (is_set()) wheel_->unlink(*this);
}

/// Rounded up, so that nothing fires early.
std::uint64_t ticker::grains(time_point when) const noexcept {
  if (when <= start_) return 0;
  auto const since = std::chrono::duration_cast<std::chrono::nanoseconds>(when - start_);
  auto const one = std::chrono::duration_cast<std::chrono::nanoseconds>(grain);
  return static_cast<std::uint64_t>((since.count() + one.count() - 1) / one.count());
}

std::uint64_t ticker::passed() const noexcept {
  return static_cast<std::uint64_t>((std::chrono::steady_clock::now() - start_) / grain);
}

void ticker::link(timer& what) noexcept {
  auto& first = wheel_[what.due_ % slots].first;
  if (first == nullptr) {
    what.next_ = what.previous_ = &what;
    first = &what;
  } else {
    what.next_ = first;
    what.previous_ = first->previous_;
    what.previous_->next_ = what.next_->previous_ = &what;
  }
  ++pending_;
}

void ticker::unlink(timer& what) noexcept {
  auto& first = wheel_[what.due_ % slots].first;
  if (first == &what) first = what.next_ == &what ? nullptr : what.next_;
  what.previous_->next_ = what.next_;
  what.next_->previous_ = what.previous_;
  what.next_ = what.previous_ = nullptr;
  --pending_;
}

/// Sleeps until the first slot that holds something; a whole turn when that is for a later turn.
void ticker::arm() {
  if (firing_ || pending_ == 0) return;
  std::uint64_t next = done_ + 1;
  while (next < done_ + slots && wheel_[next % slots].first == nullptr) ++next;
  if (armed_ != 0 && armed_ <= next) return;
  armed_ = next;
  alarm_->clock.expires_at(start_ + next * grain);
  alarm_->clock.async_wait([this](error_code ec) {
    if (!ec) wake();
  });
}

void ticker::wake() {
  armed_ = 0;
  auto const passed = this->passed();
  firing_ = true;
  // Behind by more than a turn (the machine slept), one look at every slot is enough.
  if (passed > done_ + slots) done_ = passed - slots;
  while (done_ < passed) {
    ++done_;
    fire(wheel_[done_ % slots]);
  }
  firing_ = false;
  arm();
}

/// Once round the ring, always from its front: what a timer calls may set and cancel any timer, these too.
void ticker::fire(slot& from) {
  std::size_t left = 0;
  for (timer* t = from.first; t != nullptr; t = t->next_ == from.first ? nullptr : t->next_) ++left;
  for (; left > 0 && from.first != nullptr; --left) {
    timer* const next = from.first;
    if (next->due_ <= done_) {
      unlink(*next);
      next->call_(*next);
    } else {
      from.first = next->next_;  // for a later turn: to the back of the ring
    }
  }
}

}  // namespace carerelay::io
