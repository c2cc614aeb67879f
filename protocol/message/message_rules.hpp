#pragma once

#include <string>
#include <vector>

#include "protocol/message/message.hpp"

/// Which members go together. Rules that need the register, the store or the clock are core/publish's.
namespace carerelay::protocol::message_rules {

/// Adds a fault for each rule broken. What a draft was when its fields were already refused does not matter:
/// a member left out and a member that was wrong look the same here, so callers keep the first fault of a pointer.
void check(draft const& what, faults& out);

// What is also asked of a result before it is sealed:
void check_info(std::vector<info_block> const& info, msg_type type, faults& out);
/// A text that looks like an NHS number or a date of birth.
void check_personal_detail(std::string const& text, std::string pointer, faults& out);

}  // namespace carerelay::protocol::message_rules
