#pragma once

#include <boost/asio/io_context.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <type_traits>

namespace carerelay::io {

/// One timer wheel for all heartbeats and deadlines of an I/O thread, instead of a system timer each. Late by
/// at most `grain`, never early. Used on its thread only.
class ticker {
 public:
  using time_point = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::milliseconds grain{50};

  /// An alarm, member of what it wakes. Stays where it is made; its destructor cancels. Setting and
  /// cancelling are cheap and allocate nothing.
  class timer {
   public:
    /// `timer t{*this, [](session& s) { s.tick(); }};` The lambda captures nothing.
    template <class Owner>
    timer(Owner& owner, std::type_identity_t<void (*)(Owner&)> fire) noexcept
        : owner_{&owner}, fire_{reinterpret_cast<void (*)()>(fire)}, call_{&call<Owner>} {}
    ~timer() { cancel(); }
    timer(timer const&) = delete;
    timer& operator=(timer const&) = delete;

    /// Fires once, at or after `when`; a time set before is forgotten.
    void set(ticker& wheel, time_point when);
    void set(ticker& wheel, std::chrono::milliseconds from_now) {
      set(wheel, std::chrono::steady_clock::now() + from_now);
    }
    void cancel() noexcept;
    [[nodiscard]] bool is_set() const noexcept { return next_ != nullptr; }

   private:
    friend class ticker;
    template <class Owner>
    static void call(timer& self) {
      reinterpret_cast<void (*)(Owner&)>(self.fire_)(*static_cast<Owner*>(self.owner_));
    }

    timer* next_ = nullptr;
    timer* previous_ = nullptr;
    ticker* wheel_ = nullptr;
    std::uint64_t due_ = 0;  ///< grains since the wheel was made
    void* owner_;
    void (*fire_)();
    void (*call_)(timer&);
  };

  explicit ticker(boost::asio::io_context& context);
  ~ticker();  ///< timers still set are forgotten
  ticker(ticker const&) = delete;
  ticker& operator=(ticker const&) = delete;

  [[nodiscard]] std::size_t pending() const noexcept { return pending_; }

 private:
  struct alarm;
  struct slot {  // head of a ring of timers
    timer* first = nullptr;
  };
  static constexpr std::size_t slots = 1024;  // 51 s a turn; what is further away waits several turns

  [[nodiscard]] std::uint64_t grains(time_point when) const noexcept;
  [[nodiscard]] std::uint64_t passed() const noexcept;
  void link(timer& what) noexcept;
  void unlink(timer& what) noexcept;
  void arm();
  void wake();
  void fire(slot& from);

  std::array<slot, slots> wheel_{};
  std::unique_ptr<alarm> alarm_;
  time_point start_;
  std::uint64_t done_ = 0;   ///< grains dealt with
  std::uint64_t armed_ = 0;  ///< the grain the system timer waits for; 0: asleep
  std::size_t pending_ = 0;
  bool firing_ = false;
};

}  // namespace carerelay::io
