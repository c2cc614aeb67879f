#pragma once

#include "adapters/ports/chat_asked.hpp"
#include "adapters/ports/contacts_asked.hpp"
#include "adapters/ports/ladder_asked.hpp"
#include "adapters/ports/log_types.hpp"
#include "adapters/ports/outbox_asked.hpp"

namespace carerelay::ports {

/// The questions of the evidence log for `questions` (store_questions.hpp), which this is a part of.
template <class Base, class Whole>
class log_asked : public Base {
 public:
  std::vector<log_row> logs() override {
    return self().ask([&] { return self().from_.logs(); });
  }
  std::uint64_t log_size(log_number log) override {
    return self().ask([&] { return self().from_.log_size(log); });
  }
  protocol::evidence::hash log_node(log_number log, unsigned height, std::uint64_t at) override {
    return self().ask([&] { return self().from_.log_node(log, height, at); });
  }
  std::vector<log_leaf> log_leaves(log_number log, std::uint64_t first, std::size_t limit) override {
    return self().ask([&] { return self().from_.log_leaves(log, first, limit); });
  }
  std::optional<checkpoint_row> checkpoint(log_number log) override {
    return self().ask([&] { return self().from_.checkpoint(log); });
  }
  std::vector<leaf_place> leaves_about(protocol::message_id message) override {
    return self().ask([&] { return self().from_.leaves_about(message); });
  }
  std::vector<leaf_place> leaves_about(protocol::device_id device) override {
    return self().ask([&] { return self().from_.leaves_about(device); });
  }
  std::vector<leaf_place> leaves_of_receipt(message_number message, home_number home) override {
    return self().ask([&] { return self().from_.leaves_of_receipt(message, home); });
  }

 private:
  [[nodiscard]] Whole& self() noexcept { return static_cast<Whole&>(*this); }
};

/// All that is asked in files of their own.
template <class Base, class Whole>
using asked_of_contacts = contacts_asked<outbox_asked<Base, Whole>, Whole>;
template <class Base, class Whole>
using asked_of_chats = chat_asked<asked_of_contacts<Base, Whole>, Whole>;
template <class Base, class Whole>
using asked_of_ladder = ladder_asked<asked_of_chats<Base, Whole>, Whole>;
template <class Base, class Whole>
using asked_apart = log_asked<asked_of_ladder<Base, Whole>, Whole>;

}  // namespace carerelay::ports
