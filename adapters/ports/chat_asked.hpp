#pragma once

#include "adapters/ports/chat_rows.hpp"

namespace carerelay::ports {

/// The questions about bound identities for `questions` (store_questions.hpp), which this is a part of.
template <class Base, class Whole>
class chat_asked : public Base {
 public:
  std::optional<chat_code_row> chat_code(protocol::digest const& hashed) override {
    return self().ask([&] { return self().from_.chat_code(hashed); });
  }
  std::vector<chat_code_row> open_chat_codes(home_number home, instant now) override {
    return self().ask([&] { return self().from_.open_chat_codes(home, now); });
  }
  std::vector<chat_binding_row> chat_bindings(home_number home) override {
    return self().ask([&] { return self().from_.chat_bindings(home); });
  }
  std::vector<chat_binding_row> chat_bindings(std::string_view account, std::string_view who) override {
    return self().ask([&] { return self().from_.chat_bindings(account, who); });
  }

 private:
  [[nodiscard]] Whole& self() noexcept { return static_cast<Whole&>(*this); }
};

}  // namespace carerelay::ports
