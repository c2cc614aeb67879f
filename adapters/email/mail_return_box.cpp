#include "adapters/email/mail_return_box.hpp"

#include "adapters/email/returned_mail.hpp"

namespace carerelay::email {
namespace {

std::uint32_t uid_of(std::string const& id) { return static_cast<std::uint32_t>(std::stoul(id)); }

}  // namespace

mail_return_box::mail_return_box(std::unique_ptr<ports::mail_box> box, std::shared_ptr<delivery_tokens const> tokens,
                                 hand_on to_helpline)
    : box_(std::move(box)), tokens_(std::move(tokens)), to_helpline_(std::move(to_helpline)) {}

std::vector<std::string> mail_return_box::waiting(std::size_t limit) {
  std::vector<std::string> out;
  for (auto const uid : box_->waiting()) {
    if (out.size() == limit) break;
    out.push_back(std::to_string(uid));
  }
  return out;
}

ports::came_back mail_return_box::read(std::string const& id) {
  last_ = box_->fetch(uid_of(id));
  return read_returned(last_, *tokens_);
}

void mail_return_box::put_away(std::string const& id, ports::came_back const& what) {
  bool const is_reply = what.what == "reply";
  // A crash in between hands it on twice; never not at all.
  if (is_reply && to_helpline_ && !to_helpline_(last_)) return;
  box_->move(uid_of(id), !what.row ? "Unmatched" : is_reply ? "Replies" : "Read");
}

}  // namespace carerelay::email
