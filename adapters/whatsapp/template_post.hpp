#pragma once

#include "adapters/ports/channel.hpp"

namespace carerelay::whatsapp {

/// What goes into our template, as a JSON list of its two texts: what it is and the headline, one line of at most 600
/// characters, and the link. WhatsApp takes no line break, tab or more than four spaces in them.
class template_post final : public ports::renderer {
 public:
  [[nodiscard]] std::string render(protocol::disclosed_post const& post, bool possible_duplicate) const override;
};

}  // namespace carerelay::whatsapp
