#pragma once

#include "adapters/ports/ladder_rows.hpp"

namespace carerelay::ports {

/// The questions of the ladder for `questions` (store_questions.hpp), which this is a part of.
template <class Base, class Whole>
class ladder_asked : public Base {
 public:
  std::optional<watch_row> watch_due(protocol::instant now) override {
    return self().ask([&] { return self().from_.watch_due(now); });
  }
  std::optional<protocol::instant> watch_next() override {
    return self().ask([&] { return self().from_.watch_next(); });
  }
  std::vector<watch_row> watches(std::size_t limit) override {
    return self().ask([&] { return self().from_.watches(limit); });
  }
  std::vector<rung_row> rungs(std::uint32_t message, std::uint32_t from, std::uint32_t to) override {
    return self().ask([&] { return self().from_.rungs(message, from, to); });
  }
  std::vector<call_row> calls(std::uint32_t message, std::uint32_t home) override {
    return self().ask([&] { return self().from_.calls(message, home); });
  }
  std::vector<way_health_row> way_health(std::uint32_t from_home, std::uint32_t to_home) override {
    return self().ask([&] { return self().from_.way_health(from_home, to_home); });
  }
  std::vector<sent_and_returned> last_sent(std::string_view channel, std::size_t limit) override {
    return self().ask([&] { return self().from_.last_sent(channel, limit); });
  }
  std::optional<check_in_row> check_in(protocol::uuid const& id) override {
    return self().ask([&] { return self().from_.check_in(id); });
  }
  std::vector<check_in_row> check_ins() override {
    return self().ask([&] { return self().from_.check_ins(); });
  }

 private:
  [[nodiscard]] Whole& self() noexcept { return static_cast<Whole&>(*this); }
};

}  // namespace carerelay::ports
