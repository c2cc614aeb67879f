#pragma once

#include "adapters/ports/outbox.hpp"

namespace carerelay::ports {

/// The questions of the outbox for `questions` (store_questions.hpp), which this is a part of.
template <class Base, class Whole>
class outbox_asked : public Base {
 public:
  std::optional<outbox_row> outbox(outbox_number number) override {
    return self().ask([&] { return self().from_.outbox(number); });
  }
  std::vector<outbox_row> outbox_of(std::uint32_t message, std::uint32_t from, std::uint32_t to) override {
    return self().ask([&] { return self().from_.outbox_of(message, from, to); });
  }
  std::vector<outbox_row> outbox_due(std::string_view channel, protocol::instant now, std::size_t limit) override {
    return self().ask([&] { return self().from_.outbox_due(channel, now, limit); });
  }
  std::optional<protocol::instant> outbox_next(std::string_view channel) override {
    return self().ask([&] { return self().from_.outbox_next(channel); });
  }
  std::vector<outbox_row> outbox_sending(std::string_view channel) override {
    return self().ask([&] { return self().from_.outbox_sending(channel); });
  }
  std::vector<outbox_count> outbox_counts(std::string_view channel) override {
    return self().ask([&] { return self().from_.outbox_counts(channel); });
  }
  std::vector<outbox_row> outbox_held(std::string_view channel, std::size_t limit) override {
    return self().ask([&] { return self().from_.outbox_held(channel, limit); });
  }
  std::vector<outbox_row> outbox_to(std::string_view address) override {
    return self().ask([&] { return self().from_.outbox_to(address); });
  }
  std::vector<outbox_row> outbox_posts(std::string_view channel, std::size_t limit) override {
    return self().ask([&] { return self().from_.outbox_posts(channel, limit); });
  }
  std::vector<outbox_event> outbox_events(outbox_number row) override {
    return self().ask([&] { return self().from_.outbox_events(row); });
  }
  std::optional<std::string> rendered(std::uint32_t message, std::string_view channel, std::uint32_t variant) override {
    return self().ask([&] { return self().from_.rendered(message, channel, variant); });
  }
  std::optional<lane_row> lane(std::string_view channel) override {
    return self().ask([&] { return self().from_.lane(channel); });
  }
  std::vector<unmatched_row> unmatched(std::uint64_t after, std::size_t limit) override {
    return self().ask([&] { return self().from_.unmatched(after, limit); });
  }

 private:
  [[nodiscard]] Whole& self() noexcept { return static_cast<Whole&>(*this); }
};

}  // namespace carerelay::ports
