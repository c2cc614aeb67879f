#include "relay/core/ways/channel_evidence.hpp"

#include "adapters/ports/log_rules.hpp"
#include "relay/core/ways/contacts.hpp"
#include "relay/core/ways/outbox.hpp"

namespace carerelay::core {

using ports::outbox_state;

namespace {

/// "552 5.2.2" of "552 5.2.2 jo@example.org is full": whatever servers write, nothing of a person gets into the log.
std::string code_in(std::string_view detail) {
  auto const end = detail.find_first_not_of("0123456789. ");
  auto code = detail.substr(0, end);
  // A word that begins with figures is no code.
  if (end != std::string_view::npos && !code.ends_with(' ')) code = code.substr(0, code.rfind(' ') + 1);
  while (code.ends_with(' ')) code.remove_suffix(1);
  return std::string(code.substr(0, 32));
}

}  // namespace

void log_channel(ports::store_writer& store, ports::outbox_row const& row, std::string_view what, std::string_view why,
                 std::string_view detail, protocol::instant now, std::string_view by) {
  auto const message = store.message(row.message);
  if (!message) throw ports::store_damaged("The outbox has a row of a message that is not there.");
  protocol::evidence::event said;
  said.type = protocol::evidence::event_type::channel;
  said.at = now;
  said.by = by;
  said.message = message->row->body->id;
  said.filed_under = ports::channel_events_of(row.message, row.home);
  if (row.home != 0)
    if (auto const home = store.home(row.home)) said.home = home->record.id;
  said.more = {{"channel", row.channel}, {"what", std::string(what)}};
  if (row.contact != 0) said.more.push_back({"contact", std::uint64_t{row.contact}});
  if (auto const role = role_of(store, row.home, row.contact))
    said.more.push_back({"role", std::string(ports::word(*role))});
  if (!why.empty()) said.more.push_back({"why", std::string(why)});
  if (auto code = code_in(detail); !code.empty()) said.more.push_back({"code", std::move(code)});
  store.log_event(said);
}

void add_rows(ports::store_writer& store, std::vector<ports::outbox_row> const& rows) {
  store.add_outbox(rows);
  for (auto const& row : rows)
    if (row.state == outbox_state::suppressed) log_channel(store, row, word(row.state), row.reason, "", row.queued_at);
}

void log_attempt(ports::store_writer& store, ports::outbox_row const& before, ports::outbox_row const& after,
                 std::string_view detail, protocol::instant now) {
  bool const is_new_doubt = after.in_doubt && !before.in_doubt;
  switch (after.state) {
    case outbox_state::queued:
    case outbox_state::sending:
    case outbox_state::held:
      if (is_new_doubt) log_channel(store, after, word(outbox_state::unknown), after.reason, detail, now);
      return;
    case outbox_state::sent:
    case outbox_state::unknown:
    case outbox_state::failed:
    case outbox_state::suppressed:
    case outbox_state::expired:
    case outbox_state::withdrawn: log_channel(store, after, word(after.state), after.reason, detail, now); return;
  }
}

}  // namespace carerelay::core
