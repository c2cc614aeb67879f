#pragma once

#include <utility>

#include "adapters/ports/log_asked.hpp"
#include "adapters/ports/store.hpp"

namespace carerelay::ports {

/// Every question of the port, for whatever Base asks it: forwarded to the function of the same name of Answers, inside
/// `Answers::hold()`, whose value lasts as long as the question (a lock, a transaction, or nothing).
template <class Base, class Answers>
class questions : public asked_apart<Base, questions<Base, Answers>> {
 public:
  explicit questions(Answers answers) : from_(std::move(answers)) {}

  std::string epoch() override {
    return ask([&] { return from_.epoch(); });
  }
  std::optional<home_row> home(protocol::home_id const& id) override {
    return ask([&] { return from_.home(id); });
  }
  std::optional<home_row> home(home_number n) override {
    return ask([&] { return from_.home(n); });
  }
  std::vector<home_row> homes(std::string_view after, std::size_t limit,
                              std::optional<protocol::area_code> const& area) override {
    return ask([&] { return from_.homes(after, limit, area); });
  }
  std::vector<home_number> resolve(protocol::audience const& who) override {
    return ask([&] { return from_.resolve(who); });
  }
  std::vector<area_row> areas() override {
    return ask([&] { return from_.areas(); });
  }
  std::optional<device_row> device(protocol::device_id id) override {
    return ask([&] { return from_.device(id); });
  }
  std::vector<device_row> devices(home_number home) override {
    return ask([&] { return from_.devices(home); });
  }
  std::optional<enrolment_code_row> enrolment_code(protocol::digest const& hashed) override {
    return ask([&] { return from_.enrolment_code(hashed); });
  }
  std::vector<enrolment_code_row> open_codes(home_number home, protocol::instant now) override {
    return ask([&] { return from_.open_codes(home, now); });
  }
  std::optional<push_row> push(device_number device) override {
    return ask([&] { return from_.push(device); });
  }
  std::vector<push_row> pushes(home_number home) override {
    return ask([&] { return from_.pushes(home); });
  }
  std::optional<protocol::instant> seen(device_number device) override {
    return ask([&] { return from_.seen(device); });
  }
  std::optional<device_seal_row> device_seal(device_number device) override {
    return ask([&] { return from_.device_seal(device); });
  }
  std::vector<home_list_row> home_lists(home_number home, std::uint64_t after, std::size_t limit) override {
    return ask([&] { return from_.home_lists(home, after, limit); });
  }
  std::optional<home_list_row> newest_home_list(home_number home) override {
    return ask([&] { return from_.newest_home_list(home); });
  }
  std::optional<publisher_row> publisher(protocol::publisher_id const& id) override {
    return ask([&] { return from_.publisher(id); });
  }
  std::vector<publisher_row> publishers() override {
    return ask([&] { return from_.publishers(); });
  }
  std::optional<member_row> member(protocol::member_id const& id) override {
    return ask([&] { return from_.member(id); });
  }
  std::optional<member_row> member_by_token(protocol::digest const& hashed) override {
    return ask([&] { return from_.member_by_token(hashed); });
  }
  std::optional<member_row> member_by_subject(std::string_view issuer, std::string_view subject) override {
    return ask([&] { return from_.member_by_subject(issuer, subject); });
  }
  std::vector<member_row> members(protocol::publisher_id const& team) override {
    return ask([&] { return from_.members(team); });
  }
  std::optional<session_row> session(protocol::session_id id) override {
    return ask([&] { return from_.session(id); });
  }
  std::optional<session_row> session_by_token(protocol::digest const& hashed) override {
    return ask([&] { return from_.session_by_token(hashed); });
  }
  std::vector<session_row> open_sessions(std::optional<protocol::session_id> const& after, std::size_t limit) override {
    return ask([&] { return from_.open_sessions(after, limit); });
  }
  std::optional<sign_in_link_row> sign_in_link(protocol::digest const& hashed) override {
    return ask([&] { return from_.sign_in_link(hashed); });
  }
  std::optional<invitation_row> invitation(std::string_view email) override {
    return ask([&] { return from_.invitation(email); });
  }
  std::string secret(std::string_view name) override {
    return ask([&] { return from_.secret(name); });
  }
  std::optional<message_view> message(protocol::message_id id) override {
    return ask([&] { return from_.message(id); });
  }
  std::optional<message_view> message(message_number n) override {
    return ask([&] { return from_.message(n); });
  }
  std::optional<message_view> message_by_reference(protocol::publisher_id const& sender,
                                                   std::string_view reference) override {
    return ask([&] { return from_.message_by_reference(sender, reference); });
  }
  std::vector<message_view> messages(message_number before, std::size_t limit,
                                     std::optional<protocol::publisher_id> const& sender) override {
    return ask([&] { return from_.messages(before, limit, sender); });
  }
  std::vector<message_view> open_messages(protocol::message_kind kind, std::string_view topic) override {
    return ask([&] { return from_.open_messages(kind, topic); });
  }
  protocol::member_id author(message_number message) override {
    return ask([&] { return from_.author(message); });
  }
  std::uint64_t published_since(protocol::publisher_id const& team, instant since) override {
    return ask([&] { return from_.published_since(team, since); });
  }
  std::uint64_t published_since(protocol::member_id const& author, instant since) override {
    return ask([&] { return from_.published_since(author, since); });
  }
  std::uint64_t to_all_homes_since(instant since) override {
    return ask([&] { return from_.to_all_homes_since(since); });
  }
  std::optional<draft_row> draft(protocol::draft_id id) override {
    return ask([&] { return from_.draft(id); });
  }
  std::optional<draft_row> draft_by_reference(protocol::publisher_id const& team, std::string_view reference) override {
    return ask([&] { return from_.draft_by_reference(team, reference); });
  }
  std::optional<draft_row> draft_of(message_number message) override {
    return ask([&] { return from_.draft_of(message); });
  }
  std::vector<draft_row> drafts(protocol::draft_id before, std::size_t limit,
                                std::optional<protocol::publisher_id> const& team) override {
    return ask([&] { return from_.drafts(before, limit, team); });
  }
  std::vector<draft_row> drafts_due(instant now) override {
    return ask([&] { return from_.drafts_due(now); });
  }
  std::vector<confirmed_row> confirmations(home_number home) override {
    return ask([&] { return from_.confirmations(home); });
  }
  std::shared_ptr<std::string const> resource(protocol::digest const& sha256) override {
    return ask([&] { return from_.resource(sha256); });
  }
  inbox_bounds bounds(home_number home) override {
    return ask([&] { return from_.bounds(home); });
  }
  std::vector<inbox_row> inbox(home_number home, std::uint64_t after, std::size_t limit) override {
    return ask([&] { return from_.inbox(home, after, limit); });
  }
  std::vector<inbox_row> in_force(home_number home, protocol::instant now, std::size_t limit) override {
    return ask([&] { return from_.in_force(home, now, limit); });
  }
  std::optional<inbox_row> inbox_entry(home_number home, std::uint64_t seq) override {
    return ask([&] { return from_.inbox_entry(home, seq); });
  }
  std::optional<receipt_row> receipt(message_number message, home_number home) override {
    return ask([&] { return from_.receipt(message, home); });
  }
  std::vector<receipt_row> receipts(message_number message, home_number after, std::size_t limit) override {
    return ask([&] { return from_.receipts(message, after, limit); });
  }
  std::vector<home_number> audience(message_number message) override {
    return ask([&] { return from_.audience(message); });
  }
  protocol::coverage coverage(message_number message) override {
    return ask([&] { return from_.coverage(message); });
  }
  std::vector<receipt_event> events(message_number message, home_number home) override {
    return ask([&] { return from_.events(message, home); });
  }
  std::optional<protocol::instant> oldest_undelivered(protocol::instant now) override {
    return ask([&] { return from_.oldest_undelivered(now); });
  }

 protected:
  Answers from_;

 private:
  friend outbox_asked<Base, questions>;
  friend asked_of_contacts<Base, questions>;
  friend asked_of_chats<Base, questions>;
  friend asked_apart<Base, questions>;
  friend asked_of_ladder<Base, questions>;
  template <class Question>
  auto ask(Question const& question) {
    [[maybe_unused]] auto const held = from_.hold();
    return question();
  }
};

}  // namespace carerelay::ports
