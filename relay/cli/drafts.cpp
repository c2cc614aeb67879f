#include "relay/cli/drafts.hpp"
#include "protocol/instant.hpp"
#include "protocol/json/writer.hpp"
#include "relay/cli/commands.hpp"
#include "relay/cli/shown.hpp"
#include "relay/cli/table.hpp"

namespace carerelay::cli {

namespace json = protocol::json;

namespace {

std::string path_of(std::string const& draft, std::string_view act = {}) {
  return "/v1/drafts/" + percent_encoded(draft) + std::string(act);
}

std::string in_london(std::string const& when) {
  auto const at = protocol::parse_instant(when);
  return at ? protocol::to_london_short_text(*at) : when;
}

std::string joined(json::array const& items, std::string_view name = {}) {
  std::string out;
  for (auto const& item : items) {
    if (!out.empty()) out += ", ";
    if (!name.empty())
      out += text_of(item, name);
    else if (item.is(json::kind::string))
      out += item.string();
  }
  return out;
}

std::string headline_of(json::value const& draft) {
  auto const* const content = draft.find("content");
  if (content == nullptr) return {};
  auto const& blocks = list_of(*content, "info");
  return blocks.empty() ? std::string() : text_of(blocks.front(), "headline");
}

json::value read_draft(door& where, std::string const& draft) {
  door_request request;
  request.path = path_of(draft);
  return expect_json(where.ask(request));
}

void show(json::value const& draft, std::ostream& out) {
  out << "Draft " << text_of(draft, "draft") << " of " << text_of(draft, "team") << ", written by "
      << text_of(draft, "author") << "\n  " << headline_of(draft) << "\n  to " << number_of(draft, "count")
      << " homes; waits because: " << joined(list_of(draft, "why")) << "; until "
      << in_london(text_of(draft, "expires")) << "\n  digest " << text_of(draft, "digest") << '\n';
}

/// What became of it: published, or still waiting.
int tell(ports::http_answer const& got, bool as_json, world& with) {
  auto const read = read_unless_shown(expect_ok(got), as_json, with);
  if (!read) return done;
  auto const& answer = *read;
  tell_published_or_waiting(answer, with.out);
  return done;
}

int act(draft_options const& what, std::string_view act, std::string const& body, world& with) {
  door_request request;
  request.method = "POST";
  request.path = path_of(what.draft, act);
  request.body = body;
  return tell(open_door(what.where, with)->ask(request), what.json, with);
}

std::string reason_body(std::string const& reason) {
  std::string body;
  json::writer out(body);
  out.begin_object().member("reason", reason).end_object();
  return body;
}

}  // namespace

void tell_published_or_waiting(json::value const& answer, std::ostream& out) {
  auto const id = text_of(answer, "id");
  if (id.empty()) {
    auto const state = text_of(answer, "state");
    out << "Draft " << text_of(answer, "draft") << " is " << (state == "waiting" ? "waiting" : state) << " ("
        << number_of(answer, "count") << " homes).\n";
    if (auto const next = text_of(answer, "next"); !next.empty()) out << next << '\n';
    return;
  }
  out << "Published to " << number_of(answer, "targeted") << " homes: " << id << '\n';
  auto const* const confirmed = answer.find("confirmed");
  if (confirmed != nullptr && confirmed->is(json::kind::boolean) && !confirmed->boolean())
    out << "NOT YET CONFIRMED: homes are told so. A second person must confirm it before "
        << in_london(text_of(answer, "due")) << ", or the relay tells the homes that nobody did:\n"
        << "  carerelay confirm " << id << '\n';
  out << "See who has it:  carerelay coverage " << id << '\n';
}

int drafts_list(draft_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.path = "/v1/drafts";
  auto const body = expect_ok(where->ask(request));
  if (what.json) {
    with.out << body << '\n';
    return done;
  }
  table rows({"Draft", "State", "Author", "Homes", "Why", "Signed by", "Until"});
  auto const answer = expect_json({200, "application/json", body});
  for (auto const& one : list_of(answer, "drafts"))
    rows.add({text_of(one, "draft"), text_of(one, "state"), text_of(one, "author"),
              std::to_string(number_of(one, "count")), joined(list_of(one, "why")),
              joined(list_of(one, "signatures"), "member"), in_london(text_of(one, "expires"))});
  with.out << rows.text();
  return done;
}

int draft_approve(draft_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  auto const draft = read_draft(*where, what.draft);
  if (!what.json) show(draft, with.out);
  std::string body;
  json::writer out(body);
  out.begin_object()
      .member("digest", text_of(draft, "digest"))
      .member("audience_hash", text_of(draft, "audience_hash"));
  out.member("count", number_of(draft, "count")).end_object();
  door_request request;
  request.method = "POST";
  request.path = path_of(what.draft, "/approve");
  request.body = body;
  return tell(where->ask(request), what.json, with);
}

int draft_show(draft_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  auto const draft = read_draft(*where, what.draft);
  if (what.json) {
    std::string text;
    json::append_value(draft, text);
    with.out << text << '\n';
    return done;
  }
  show(draft, with.out);
  auto const* const content = draft.find("content");
  if (content == nullptr) return done;
  for (auto const& block : list_of(*content, "info")) with.out << '\n' << text_of(block, "description") << '\n';
  return done;
}

int draft_reject(draft_options const& what, world& with) {
  return act(what, "/reject", reason_body(what.reason), with);
}
int draft_send_now(draft_options const& what, world& with) {
  return act(what, "/send-now", reason_body(what.reason), with);
}

int message_confirm(draft_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request look;
  look.path = "/v1/messages/" + percent_encoded(what.draft);
  auto const view = expect_json(where->ask(look));
  auto const* const message = view.find("message");
  std::string body;
  json::writer out(body);
  out.begin_object().member("digest", message == nullptr ? std::string() : text_of(*message, "digest")).end_object();
  door_request request;
  request.method = "POST";
  request.path = look.path + "/confirm";
  request.body = body;
  auto const answer = expect_ok(where->ask(request));
  if (what.json)
    with.out << answer << '\n';
  else
    with.out << "Message " << what.draft << " is confirmed by a second person.\n";
  return done;
}

}  // namespace carerelay::cli
