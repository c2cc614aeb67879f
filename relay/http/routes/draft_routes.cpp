#include "protocol/crypto/base64.hpp"
#include "protocol/json/object_reader.hpp"
#include "relay/core/publish/visibility.hpp"
#include "relay/core/record/security_events.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/publishing.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

using protocol::errc;
using protocol::role;
using protocol::evidence::event_type;
using protocol::json::presence;

namespace {

constexpr std::size_t body_bytes = 64 * 1024;

bool is_of_the_team(core::actor const& who, ports::draft_row const& draft) noexcept {
  return who.team.id == draft.team && who.member.roles.has_any({role::drafter, role::publisher, role::approver});
}

std::optional<ports::draft_row> find_draft(std::string const& id, context const& with) {
  auto const parsed = protocol::draft_id::parse(id);
  return parsed ? with.store.draft(*parsed) : std::nullopt;
}

struct acting {
  core::actor who;
  ports::draft_row draft;
};
/// Somebody of the team and its draft; others' drafts are not there.
or_answer<acting> act_on(request const& asked, arguments const& at, context const& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const draft = find_draft(at[0], with);
  if (!draft || !is_of_the_team(*who, *draft)) return not_found();
  return acting{*who, *draft};
}

std::optional<protocol::digest> to_digest(std::string_view text) {
  protocol::digest out{};
  return protocol::crypto::from_base64url(text, out) ? std::optional(out) : std::nullopt;
}

or_answer<core::looked_at> read_looked_at(request const& asked) {
  auto const body = json_body(asked, body_bytes);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  constexpr auto expected = "a SHA-256 in base64url, as the draft shows it";
  core::looked_at out;
  out.sum = from.parsed("digest", presence::required, to_digest, expected).value_or(protocol::digest{});
  out.audience_hash =
      from.parsed("audience_hash", presence::required, to_digest, expected).value_or(protocol::digest{});
  out.homes = static_cast<std::uint64_t>(from.integer("count", presence::required, 0, 1'000'000'000).value_or(0));
  if (!wrong.empty()) return problem(wrong);
  return out;
}

or_answer<std::string> read_reason(request const& asked) {
  auto const body = json_body(asked, body_bytes);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  std::string reason = from.text("reason", presence::required,
                                 {.least = 1, .most = 1'000, .form = protocol::json::text_rules::shape::block});
  if (!wrong.empty()) return problem(wrong);
  return reason;
}

/// The refusal, with the figures that hold now.
answer refused(core::draft_verdict const& what, context const& with) {
  answer out = problem(what.refused);
  if (out.status != 409) return out;
  out.body.pop_back();
  out.body += ",\"now\":";
  protocol::json::writer json(out.body);
  json.begin_object();
  write_members(json, what.draft, with);
  json.end_object();
  out.body += '}';
  return out;
}

answer shown(ports::draft_row const& draft, int status, context const& with) {
  answer out;
  out.status = status;
  protocol::json::writer json(out.body);
  json.begin_object();
  write_members(json, draft, with);
  json.end_object();
  return out;
}

/// What lets a message go says enough to be checked by itself: who wrote it, who stands for it, and until when they
/// could.
void note_sending(core::publication const& sends, ports::draft_row const& draft, protocol::evidence::event& said) {
  said.message = sends.message.id;
  said.more.push_back({"message_digest", protocol::crypto::to_base64url(sends.message.sum)});
  said.more.push_back({"author", draft.author.text()});
  if (draft.due) {  // by one person alone
    said.more.push_back({"due", protocol::to_text(*draft.due)});
    return;
  }
  said.more.push_back({"asked_at", protocol::to_text(draft.made_at)});
  said.more.push_back({"expires", protocol::to_text(draft.expires_at)});
  said.more.push_back({"needs", static_cast<std::int64_t>(draft.needs)});
  protocol::json::array signatures;
  for (auto const& one : draft.signatures)
    signatures.push_back(protocol::json::object{{"at", protocol::to_text(one.when)}, {"member", one.member.text()}});
  said.more.push_back({"signatures", std::move(signatures)});
}

void note_verdict(event_type type, core::draft_verdict const& what, core::actor const& who, bool alarm, context& with) {
  auto const& draft = what.draft;
  protocol::evidence::event said;
  said.type = type;
  said.at = with.now;
  said.by = who.member.id.text();
  said.more = {{"draft", draft.id.text()},
               {"digest", protocol::crypto::to_base64url(draft.sum)},
               {"audience_hash", protocol::crypto::to_base64url(draft.audience_hash)},
               {"count", static_cast<std::int64_t>(draft.homes)}};
  if (what.sends) note_sending(*what.sends, draft, said);
  if (!draft.reason.empty()) said.more.push_back({"reason", draft.reason});
  core::note(*with.writer, said, alarm, with.after_commit);
}

/// Publishes what the verdict sends, and keeps what became of the draft.
answer carry_out(core::draft_verdict& what, context& with) {
  ports::message_number number = 0;
  bool const alone = what.draft.state == ports::draft_state::sent_alone;
  auto out = publish_now(*what.sends, with, number, [&](protocol::json::writer& json) {
    json.member("draft", what.draft.id.text()).member("confirmed", !alone);
    if (alone) json.member("due", protocol::to_text(*what.draft.due));
  });
  with.writer->put_draft(core::published(what.draft, number, with.now));
  return out;
}

}  // namespace

answer list_drafts(request const& asked, arguments const&, context& with) {
  auto const who = publisher(asked, with);
  if (!who) return who.error();
  bool const is_administrator = who->is_administrator();
  if (!is_administrator && !who->member.roles.has_any({role::drafter, role::publisher, role::approver}))
    return problem(errc::role_not_granted, "drafts are for those who write, publish and approve");
  auto const here = page_of(asked);
  if (!here) return here.error();
  protocol::draft_id before;
  if (!here->after.empty()) {
    auto const parsed = protocol::draft_id::parse(here->after);
    if (!parsed) return problem(errc::bad_format, "cursor: expected the one of a `next` link");
    before = *parsed;
  }
  auto const team = is_administrator ? std::nullopt : std::optional(who->team.id);
  auto rows = with.store.drafts(before, here->limit + 1, team);
  bool const has_more = rows.size() > here->limit;
  if (has_more) rows.pop_back();
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().begin_array("drafts");
  for (auto const& row : rows) {
    json.begin_object();
    write_members(json, row, with);
    json.end_object();
  }
  json.end_array();
  auto const last = rows.empty() ? std::nullopt : std::optional(rows.back().id.text());
  end_page(asked, *here, last, has_more, json, out);
  return out;
}

answer get_draft(request const& asked, arguments const& at, context& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const draft = find_draft(at[0], with);
  if (!draft || !(who->is_administrator() || is_of_the_team(*who, *draft))) return not_found();
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object();
  write_members(json, *draft, with);
  json.raw_member("content", draft->json).end_object();
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

answer approve_draft(request const& asked, arguments const& at, context& with) {
  auto const of = act_on(asked, at, with);
  if (!of) return of.error();
  auto const said = read_looked_at(asked);
  if (!said) return said.error();
  if (auto const full = refuse_when_full(with)) return *full;
  auto what = core::approve(of->draft, *said, asking_of(of->who, with), with.store);
  with.writer->put_draft(what.draft);
  if (!what.refused.empty()) return refused(what, with);
  note_verdict(event_type::approved, what, of->who, false, with);
  return what.sends ? carry_out(what, with) : shown(what.draft, 202, with);
}

answer reject_draft(request const& asked, arguments const& at, context& with) {
  auto const of = act_on(asked, at, with);
  if (!of) return of.error();
  auto const reason = read_reason(asked);
  if (!reason) return reason.error();
  auto const what = core::reject(of->draft, *reason, asking_of(of->who, with));
  if (!what.refused.empty()) return refused(what, with);
  with.writer->put_draft(what.draft);
  note_verdict(event_type::draft_rejected, what, of->who, false, with);
  return shown(what.draft, 200, with);
}

answer send_draft_now(request const& asked, arguments const& at, context& with) {
  auto const of = act_on(asked, at, with);
  if (!of) return of.error();
  auto const reason = read_reason(asked);
  if (!reason) return reason.error();
  if (auto const full = refuse_when_full(with)) return *full;
  auto what = core::send_now(of->draft, *reason, asking_of(of->who, with), with.store);
  if (!what.refused.empty()) return refused(what, with);
  note_verdict(event_type::sent_alone, what, of->who, true, with);
  return carry_out(what, with);
}

answer confirm_message(request const& asked, arguments const& at, context& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const id = protocol::message_id::parse(at[0]);
  auto const view = id ? core::find_visible(with.store, *who, *id) : std::nullopt;
  if (!view || view->row->sender != who->team.id) return not_found();
  auto const body = json_body(asked, body_bytes);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  auto const sum = from.parsed("digest", presence::required, to_digest, "the message's digest, a SHA-256 in base64url");
  if (!wrong.empty()) return problem(wrong);
  auto const draft = with.store.draft_of(view->row->body->number);
  if (!draft) return problem(errc::draft_closed, "this message was not sent alone: there is nothing to confirm");
  auto const what = core::confirm(*draft, *view->row, *sum, asking_of(*who, with), with.store);
  if (!what.refused.empty()) return refused(what, with);
  with.writer->put_draft(what.draft);
  protocol::evidence::event said;
  said.type = event_type::confirmed;
  said.at = with.now;
  said.by = who->member.id.text();
  said.message = view->row->body->id;
  said.more = {{"draft", draft->id.text()}, {"digest", protocol::crypto::to_base64url(*sum)}};
  core::note(*with.writer, said, false, with.after_commit);
  with.after_commit.push_back(core::receipts_changed{view->row->body->number, {}});
  with.after_commit.push_back(core::confirmation_of(*view->row, with.store, with.now));
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("id", view->row->body->id.text());
  write_confirmation(json, view->row->body->number, with);
  json.end_object();
  return out;
}

}  // namespace carerelay::http
