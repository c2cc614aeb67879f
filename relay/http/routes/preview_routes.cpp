#include <algorithm>

#include "protocol/json/writer.hpp"
#include "relay/core/ways/held_words.hpp"
#include "relay/core/ways/previews.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

using protocol::destination_kind;

namespace {

std::string_view in_words(destination_kind to) noexcept {
  switch (to) {
    case destination_kind::unknown: return "nobody";
    case destination_kind::secure_email: return "secure mailboxes";
    case destination_kind::ordinary_email: return "other mailboxes";
    case destination_kind::chat_group: return "chat groups";
    case destination_kind::chat_person: return "single persons by chat";
    case destination_kind::web_endpoint: return "groups behind a web address";
    case destination_kind::mobile: return "mobile telephones";
  }
  return {};
}

void write_findings(protocol::json::writer& json, std::vector<protocol::finding> const& found) {
  json.begin_array("findings");
  for (auto const& one : found) {
    json.begin_object().member("what", word(one.what)).member("where", one.where);
    json.member("words", core::found_in_words(core::kept_finding(one))).end_object();
  }
  json.end_array();
}

void write_member_unless_empty(protocol::json::writer& json, std::string_view name, std::string const& text) {
  if (!text.empty()) json.member(name, text);
}

void write_preview(protocol::json::writer& json, core::channel_preview const& one, core::actor const& who) {
  json.begin_object().member("channel", one.by->name).member("kind", protocol::word(one.by->kind));
  if (one.by->room) json.member("room", one.by->room->kind).member("name", one.by->room->title);
  json.member("destination", protocol::word(one.to)).member("to", in_words(one.to));
  json.member("granted", who.grant.channels.has(one.by->way)).member("level", protocol::word(one.level));
  write_member_unless_empty(json, "from", one.looks.from);
  write_member_unless_empty(json, "subject", one.looks.subject);
  write_member_unless_empty(json, "text", one.looks.text);
  write_member_unless_empty(json, "html", one.looks.html);
  write_findings(json, one.found);
  json.end_object();
}

/// What was found anywhere, each once.
std::vector<protocol::finding> all_found(std::vector<core::channel_preview> const& all) {
  std::vector<protocol::finding> out;
  for (auto const& one : all)
    for (auto const& found : one.found)
      if (std::find(out.begin(), out.end(), found) == out.end()) out.push_back(found);
  return out;
}

}  // namespace

answer post_preview(request const& asked, arguments const&, context& with) {
  auto const who = publisher(asked, with);
  if (!who) return who.error();
  if (auto refused = check_type(asked, "application/json")) return *refused;
  auto draft = protocol::parse_draft(asked.body);
  if (!draft) return problem(draft.error());
  protocol::message what;
  what.content = std::move(*draft);
  what.sender = who->team.id;
  what.sender_name = who->team.name;
  what.sent = with.now;
  auto const all = core::preview_channels(what, with.facts.outbox, with.store);
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().begin_array("previews");
  for (auto const& one : all) write_preview(json, one, *who);
  json.end_array();
  write_findings(json, all_found(all));
  json.end_object();
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

}  // namespace carerelay::http
