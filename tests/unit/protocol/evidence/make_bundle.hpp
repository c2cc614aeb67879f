#pragma once

#include <cstdint>
#include <string>

#include "protocol/json/value.hpp"

namespace carerelay::protocol::evidence {

/// A log made up for tests, of one message to two homes, with everything a bundle may hold, and what a liar may do
/// to it. `seed` decides sizes, salts and how many other entries lie between.
class made_log {
 public:
  enum class twist : std::uint8_t {
    none,
    changed_note,
    unsigned_answer,
    revoked_before,
    no_enrolment,
    other_message,
    other_checkpoint,
    witness_of_another_tree,
    witness_unsigned,
    other_audience,
    other_approval,
    erased,
    approved_by_author,
    approved_twice_by_one,
    approved_late,
    approved_by_too_few,
    approved_for_other_homes,
    approved_after_sending,
    approved_in_anothers_name,
    approval_names_nobody,
    confirmed_by_sender,
    confirmed_late,
    confirmed_other_text,
    nothing_to_confirm,
    sent_alone_unmarked
  };
  explicit made_log(std::uint32_t seed, twist how = twist::none);
  [[nodiscard]] json::value const& tree() const noexcept { return bundle_; }
  [[nodiscard]] std::string bundle() const;

 private:
  json::value bundle_;
};

}  // namespace carerelay::protocol::evidence
