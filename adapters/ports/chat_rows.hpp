#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ports/store_types.hpp"

/// Who may answer for a home in a chat: the part of the store port about bound identities.
namespace carerelay::ports {

/// A one-time code by which somebody is bound. Kept as its hash, as enrolment codes are.
struct chat_code_row {
  protocol::digest hashed{};  ///< SHA-256 of the canonical code
  home_number home = 0;
  std::uint32_t contact = 0;  ///< of that home; 0: none of them
  std::string role;           ///< manager, deputy …: what receipts say of the answers
  instant made_at{}, expires_at{};
  std::optional<instant> used_at;

  friend bool operator==(chat_code_row const&, chat_code_row const&) = default;
};

struct chat_binding_row {
  std::string id;       ///< UUID; named in the evidence log, where `who` is not
  std::string account;  ///< of ours, that they talk to
  std::string who;      ///< as the channel names a person for good
  home_number home = 0;
  std::uint32_t contact = 0;
  std::string role;
  instant bound_at{};
  std::optional<instant> last_at;  ///< when they last told us something

  friend bool operator==(chat_binding_row const&, chat_binding_row const&) = default;
};

class chat_questions {
 public:
  virtual ~chat_questions() = default;

  [[nodiscard]] virtual std::optional<chat_code_row> chat_code(protocol::digest const& hashed) = 0;
  /// Neither used nor out of date, in order of making.
  [[nodiscard]] virtual std::vector<chat_code_row> open_chat_codes(home_number home, instant now) = 0;
  /// Of a home, in the order they were bound, then by id.
  [[nodiscard]] virtual std::vector<chat_binding_row> chat_bindings(home_number home) = 0;
  /// Of a person, in order of home.
  [[nodiscard]] virtual std::vector<chat_binding_row> chat_bindings(std::string_view account, std::string_view who) = 0;
};

class chat_changes {
 public:
  virtual ~chat_changes() = default;

  virtual void put_chat_code(chat_code_row const& code) = 0;  ///< adds, or changes used_at
  /// Adds, or replaces the one with this id. Throws std::invalid_argument when there is no such home, or another
  /// binding of this account and person to that home.
  virtual void put_chat_binding(chat_binding_row const& row) = 0;
  virtual void remove_chat_binding(std::string_view id) = 0;  ///< nothing of it stays; again: no change
};

}  // namespace carerelay::ports
