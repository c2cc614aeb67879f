#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ports/outbox.hpp"

/// Whom of a home to try when its devices are silent: the part of the store port about them.
namespace carerelay::ports {

/// Never renumbered: stored.
enum class contact_role : std::uint8_t { manager, deputy, nurse, office, on_call, other };

/// Somebody of a home, by what they do there: no name is needed.
struct contact_row {
  std::uint32_t home = 0;
  std::uint32_t number = 0;  ///< from 1, its own for ever: never given to another contact of the home
  contact_role role{};
  std::string label;                              ///< "Deputy, nights"
  std::string email;                              ///< "" for none
  std::string telephone;                          ///< E.164, "" for none
  std::uint32_t place = 0;                        ///< who is tried first
  std::vector<std::string> opted_out;             ///< names of channels that must not be used
  std::optional<protocol::instant> confirmed_at;  ///< when the home last said that this is right
  protocol::instant changed_at{};
  std::string changed_by;                       ///< a member, or a device of the home
  std::optional<protocol::instant> removed_at;  ///< then label, email and telephone are empty

  friend bool operator==(contact_row const&, contact_row const&) = default;
};

class contact_questions {
 public:
  virtual ~contact_questions() = default;
  /// Those that are not removed, by place, then by number.
  [[nodiscard]] virtual std::vector<contact_row> contacts(std::uint32_t home) = 0;
  /// Removed or not.
  [[nodiscard]] virtual std::optional<contact_row> contact(std::uint32_t home, std::uint32_t number) = 0;
  /// The highest number a contact of this home ever had; 0 for none.
  [[nodiscard]] virtual std::uint32_t last_contact(std::uint32_t home) = 0;
};

class contact_changes {
 public:
  virtual ~contact_changes() = default;
  /// Adds, or replaces the one of that home and number.
  virtual void put_contact(contact_row const& row) = 0;
  /// Takes the addresses of this contact out of the outbox, sent or not; then `store::scrub` is due. Gives how many.
  virtual std::size_t erase_addresses(std::uint32_t home, std::uint32_t contact) = 0;
};

}  // namespace carerelay::ports
