#include "protocol/roles.hpp"

namespace carerelay::protocol {

std::string_view word(role value) noexcept {
  switch (value) {
    case role::drafter: return "drafter";
    case role::publisher: return "publisher";
    case role::approver: return "approver";
    case role::borough_viewer: return "borough_viewer";
    case role::auditor: return "auditor";
    case role::administrator: return "administrator";
    case role::result_sender: return "result_sender";
  }
  return {};
}

std::string_view word(way value) noexcept {
  switch (value) {
    case way::stream: return "stream";
    case way::email: return "email";
    case way::chat: return "chat";
    case way::webhook: return "webhook";
  }
  return {};
}

}  // namespace carerelay::protocol
