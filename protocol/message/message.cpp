#include "protocol/message/message.hpp"

namespace carerelay::protocol {

bool is_in_force(draft const& what, bool superseded_or_cancelled, instant now) noexcept {
  if (superseded_or_cancelled || what.type == msg_type::cancel) return false;
  return (!what.effective || *what.effective <= now) && (!what.expires || now < *what.expires);
}

bool counts(draft const& what) noexcept { return what.status == message_status::actual; }

bool is_wellbeing(draft const& what) noexcept { return what.topic == "wellbeing"; }

}  // namespace carerelay::protocol
