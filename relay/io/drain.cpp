#include "relay/io/drain.hpp"

namespace carerelay::io {

using std::chrono::milliseconds;
using clock = std::chrono::steady_clock;

/// One lane's part.
struct drain_plan::share {
  share(lane& of, config::drain_settings const& how)
      : on(of),
        spread(milliseconds(how.wait) * 2 / 3),
        least(static_cast<std::uint32_t>(how.retry_least.count())),
        most(static_cast<std::uint32_t>(how.retry_most.count())),
        timer(
            *this, +[](share& self) { self.step(); }) {}

  void begin() {
    begun = clock::now();
    for (auto const& session : on.sessions) waiting.push_back(session);
    step();
  }

  void step() {
    auto const passed = std::chrono::duration_cast<milliseconds>(clock::now() - begun);
    double const part = spread.count() == 0
                            ? 1.0
                            : std::min(1.0, static_cast<double>(passed.count()) / static_cast<double>(spread.count()));
    auto const due = static_cast<std::size_t>(part * static_cast<double>(waiting.size())) + 1;
    for (; told < std::min(due, waiting.size()); ++told)
      if (auto const session = waiting[told].lock()) session->drain(least, most);
    // Those whose handshake was under way when it began.
    if (told == waiting.size())
      for (auto const& session : std::vector(on.sessions.begin(), on.sessions.end())) session->drain(least, most);
    gone = told == waiting.size() && on.sessions.empty();
    timer.set(on.thread.timers(), milliseconds(50));
  }

  lane& on;
  milliseconds spread;
  std::uint32_t least, most;
  ticker::timer timer;
  clock::time_point begun{};
  std::vector<std::weak_ptr<live_session>> waiting;
  std::size_t told = 0;
  std::atomic<bool> gone{false};
};

drain_plan::drain_plan(std::vector<lane*> const& lanes, config::drain_settings const& how) {
  for (auto* one : lanes) {
    shares_.push_back(std::make_unique<share>(*one, how));
    one->thread.post([mine = shares_.back().get()] { mine->begin(); });
  }
}

drain_plan::~drain_plan() = default;

bool drain_plan::is_done() const noexcept {
  for (auto const& one : shares_)
    if (!one->gone) return false;
  return true;
}

}  // namespace carerelay::io
