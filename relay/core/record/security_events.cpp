#include "relay/core/record/security_events.hpp"

namespace carerelay::core {

namespace {

/// Ids and words only: what the events are about, in the order of their interest.
std::string subject_of(protocol::evidence::event const& what) {
  if (what.message) return what.message->text();
  if (what.home) return what.home->text();
  for (auto const& member : what.more) {
    bool const names_it = member.name == "member" || member.name == "publisher" || member.name == "draft";
    if (names_it && member.value.is(protocol::json::kind::string)) return member.value.string();
  }
  return {};
}

}  // namespace

void note(ports::store_writer& store, protocol::evidence::event const& what, bool alarm, std::vector<event>& told) {
  store.log_event(what);
  told.emplace_back(security_noted{std::string(word(what.type)), what.by, subject_of(what), alarm});
}

}  // namespace carerelay::core
