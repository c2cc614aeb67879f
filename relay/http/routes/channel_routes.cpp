#include "adapters/ports/store.hpp"
#include "protocol/json/object_reader.hpp"
#include "relay/core/publish/two_persons.hpp"
#include "relay/core/publish/visibility.hpp"
#include "relay/core/silence/quiet.hpp"
#include "relay/core/ways/contacts.hpp"
#include "relay/core/ways/silenced.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/channel_json.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

using ports::lane_state;
using protocol::errc;
using protocol::json::presence;

namespace {

void write_channel(protocol::json::writer& json, core::channel_rules const& one, context const& with) {
  auto const lane = with.store.lane(one.name).value_or(ports::lane_row{});
  json.begin_object().member("channel", one.name).member("kind", protocol::word(one.kind));
  if (one.room) json.member("room", one.room->kind).member("name", one.room->title);
  json.member("state", core::word(lane.state));
  if (!lane.why.empty()) json.member("why", lane.why);
  if (lane.closed_until > with.now) json.member("rests_until", protocol::to_text(lane.closed_until));
  json.member("sent_today", lane.sent_today).member("per_day", one.lane.per_day);
  json.begin_object("rows");
  for (auto const& count : with.store.outbox_counts(one.name)) json.member(core::word(count.state), count.rows);
  json.end_object();
  if (auto const next = with.store.outbox_next(one.name)) json.member("next", protocol::to_text(*next));
  auto const sent = with.store.last_sent(one.name, core::quiet_looks_at);
  if (auto const since = core::quiet_since(sent, with.facts.quiet, with.now))
    json.member("quiet_since", protocol::to_text(*since));
  json.end_object();
}

/// Who may let go what was held back: a person who may stand for messages.
std::optional<answer> refuse_release(core::actor const& who) {
  using protocol::role;
  if (!who.member.is_person) return problem(errc::needs_a_person, "only a person can look at what was held back");
  if (who.has(role::approver) || who.has(role::publisher) || who.is_administrator()) return std::nullopt;
  return problem(errc::role_not_granted, "letting go what was held back needs the role approver or publisher");
}

}  // namespace

void write_contact(protocol::json::writer& json, ports::home_number home, std::uint32_t contact, context const& with) {
  if (contact == 0) return;
  json.member("contact", contact);
  if (auto const role = core::role_of(with.store, home, contact)) json.member("role", ports::word(*role));
}

void write_members(protocol::json::writer& json, ports::outbox_row const& what, context const& with) {
  json.member("channel", what.channel);
  write_contact(json, what.home, what.contact, with);
  json.member("state", core::word(what)).member("words", core::in_words(what));
  if (what.sent_at) json.member("sent_at", protocol::to_text(*what.sent_at));
  if (what.returned_at) json.member("news_at", protocol::to_text(*what.returned_at));
  if (what.in_doubt) json.member("possible_duplicate", true);
}

void write_ways(protocol::json::writer& json, std::span<ports::outbox_row const> ways, context const& with) {
  if (ways.empty()) return;
  json.begin_array("channels");
  for (auto const& one : ways) {
    json.begin_object();
    write_members(json, one, with);
    json.end_object();
  }
  json.end_array();
}

answer list_channels(request const& asked, arguments const&, context& with) {
  auto const who = publisher(asked, with);
  if (!who) return who.error();
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().begin_array("channels");
  for (auto const& one : with.facts.outbox.channels) write_channel(json, one, with);
  json.end_array().end_object();
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

answer put_channel_state(request const& asked, arguments const& at, context& with) {
  auto const who = administrator_of(asked, with);
  if (!who) return who.error();
  auto const* const rules = with.facts.outbox.find(at[0]);
  if (rules == nullptr) return not_found();
  auto const body = json_body(asked, 1'024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  auto const state = from.text("state", presence::required);
  if (wrong.empty() && state != "running" && state != "stopped")
    from.refuse("state", errc::unknown_value, "expected running or stopped");
  if (!wrong.empty()) return problem(wrong);
  auto lane = with.store.lane(rules->name).value_or(ports::lane_row{});
  lane.channel = rules->name;
  lane.state = state == "stopped" ? lane_state::stopped : lane_state::running;
  lane.why = state == "stopped" ? core::stopped_by_a_person : std::string_view{};
  lane.closed_until = {};
  lane.failures = 0;
  with.writer->put_lane(lane);
  answer out;
  out.notes.push_back({"channel_" + state, {{"channel", rules->name}, {"by", who->member.id.text()}}, true});
  protocol::json::writer json(out.body);
  write_channel(json, *rules, with);
  return out;
}

answer release_message(request const& asked, arguments const& at, context& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const id = protocol::message_id::parse(at[0]);
  auto const message = id ? core::find_visible(with.store, *who, *id) : std::nullopt;
  if (!message) return not_found();
  if (auto refused = refuse_release(*who)) return *refused;
  auto const count = core::release_held(*with.writer, message->row->body->number, who->member.id.text(), with.now);
  answer out;
  out.notes.push_back({"channel_released", {{"message", id->text()}, {"by", who->member.id.text()}}, false});
  protocol::json::writer json(out.body);
  json.begin_object().member("message", id->text()).member("released", count).end_object();
  return out;
}

answer get_ways(request const& asked, arguments const& at, context& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const id = protocol::message_id::parse(at[0]);
  auto const seen = id ? core::look_at(with.store, *who, *id, with.now) : std::nullopt;
  auto const home_id = protocol::home_id::parse(at[1]);
  auto const home = home_id ? with.store.home(*home_id) : std::nullopt;
  if (!seen || !home) return not_found();
  auto const is_area = [&](auto const& area) { return area == home->record.area; };
  if (!seen->is_whole && std::none_of(seen->areas.begin(), seen->areas.end(), is_area)) return not_found();
  if (core::is_wellbeing(*seen->view.row))
    return problem(errc::role_not_granted, "what single homes did with a wellbeing message is shown to nobody");
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("message", id->text()).member("home", home->record.id.text()).begin_array("channels");
  for (auto const& row : with.store.outbox_of(seen->view.row->body->number, home->number, home->number)) {
    json.begin_object();
    write_members(json, row, with);
    json.member("attempts", row.attempts).begin_array("events");
    for (auto const& one : with.store.outbox_events(row.number)) {
      json.begin_object().member("at", protocol::to_text(one.at)).member("what", one.what);
      if (!one.detail.empty()) json.member("detail", one.detail);
      json.end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

}  // namespace carerelay::http
