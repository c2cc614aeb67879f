#include "adapters/email/status.hpp"

namespace carerelay::email {

std::string_view reason_of(std::string_view enhanced, int code) noexcept {
  auto const subject = enhanced.size() > 2 ? enhanced.substr(2) : std::string_view{};
  if (subject == "2.2") return "mailbox_full";
  if (subject.starts_with("1.")) return "address_unknown";
  if (subject == "2.1") return "mailbox_disabled";
  if (subject == "3.4" || subject == "2.3") return "too_large";
  if (subject.starts_with("7.")) return "policy";
  if (!subject.empty()) return "refused";
  switch (code) {
    case 552:
    case 452: return "mailbox_full";
    case 550:
    case 551:
    case 553: return "address_unknown";
    case 554: return "policy";
    default: return "refused";
  }
}

}  // namespace carerelay::email
