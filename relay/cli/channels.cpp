#include "protocol/json/writer.hpp"
#include "relay/cli/commands.hpp"
#include "relay/cli/shown.hpp"
#include "relay/cli/table.hpp"

namespace carerelay::cli {

namespace {

/// "3 queued, 70 sent"
std::string counts_of(protocol::json::value const& channel) {
  std::string out;
  auto const* const rows = channel.find("rows");
  if (rows == nullptr || !rows->is(protocol::json::kind::object)) return out;
  for (auto const& one : rows->members())
    out += (out.empty() ? "" : ", ") + std::to_string(one.value.integer()) + ' ' + one.name;
  return out;
}

void add_row(table& rows, protocol::json::value const& one) {
  auto const why = text_of(one, "why");
  rows.add({text_of(one, "channel"), text_of(one, "state") + (why.empty() ? "" : " (" + why + ")"),
            std::to_string(number_of(one, "sent_today")) + " of " + std::to_string(number_of(one, "per_day")),
            counts_of(one)});
}

}  // namespace

int channels_list(channel_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.path = "/v1/channels";
  auto const read = read_unless_shown(expect_ok(where->ask(request)), what.json, with);
  if (!read) return done;
  auto const& answer = *read;
  table rows({"Channel", "State", "Sent today", "Outbox"});
  for (auto const& one : list_of(answer, "channels")) add_row(rows, one);
  with.out << rows.text();
  return done;
}

int channels_set(channel_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.method = "PUT";
  request.path = "/v1/channels/" + percent_encoded(what.channel) + "/state";
  protocol::json::writer(request.body).begin_object().member("state", what.state).end_object();
  auto const body = expect_ok(where->ask(request));
  if (what.json)
    with.out << body << '\n';
  else
    with.out << (what.state == "stopped"
                     ? "Stopped: nothing more leaves this way, and nobody who writes in is answered. What waits "
                       "stays. Acknowledgements that come in are still taken.\n"
                     : "Started: what waits goes on its way.\n");
  return done;
}

int channels_show(channel_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.path = "/v1/messages/" + percent_encoded(what.message) + "/channels/" + percent_encoded(what.home);
  auto const read = read_unless_shown(expect_ok(where->ask(request)), what.json, with);
  if (!read) return done;
  auto const& answer = *read;
  table rows({"Channel", "When", "What", ""});
  for (auto const& one : list_of(answer, "channels")) {
    rows.add({channel_and_role(one), "", text_of(one, "words"), ""});
    for (auto const& event : list_of(one, "events"))
      rows.add({"", text_of(event, "at"), text_of(event, "what"), text_of(event, "detail")});
  }
  with.out << rows.text();
  return done;
}

int channels_forget(channel_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.method = "POST";
  request.path = "/v1/channels/forget";
  protocol::json::writer(request.body)
      .begin_object()
      .member("address", what.address)
      .member("reason", what.reason)
      .end_object();
  auto const read = read_unless_shown(expect_ok(where->ask(request)), what.json, with);
  if (!read) return done;
  auto const& answer = *read;
  with.out << "Gone from " << number_of(answer, "deliveries") << " deliveries, " << number_of(answer, "stopped")
           << " of which had not been sent and now are not.\n";
  if (auto const homes = number_of(answer, "in_register"); homes > 0)
    with.out << "It is still the address of " << homes << (homes == 1 ? " home" : " homes")
             << " in the register: change it there, or the next message goes to it.\n";
  return done;
}

int message_release(channel_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.method = "POST";
  request.path = "/v1/messages/" + percent_encoded(what.message) + "/release";
  request.body = "{}";
  auto const read = read_unless_shown(expect_ok(where->ask(request)), what.json, with);
  if (read) with.out << "Let go: it leaves for " << number_of(*read, "released") << " homes.\n";
  return done;
}

}  // namespace carerelay::cli
