#pragma once

#include "adapters/ports/contact_rows.hpp"

namespace carerelay::ports {

/// The questions about contacts for `questions` (store_questions.hpp), which this is a part of.
template <class Base, class Whole>
class contacts_asked : public Base {
 public:
  std::vector<contact_row> contacts(std::uint32_t home) override {
    return self().ask([&] { return self().from_.contacts(home); });
  }
  std::optional<contact_row> contact(std::uint32_t home, std::uint32_t number) override {
    return self().ask([&] { return self().from_.contact(home, number); });
  }
  std::uint32_t last_contact(std::uint32_t home) override {
    return self().ask([&] { return self().from_.last_contact(home); });
  }

 private:
  [[nodiscard]] Whole& self() noexcept { return static_cast<Whole&>(*this); }
};

}  // namespace carerelay::ports
