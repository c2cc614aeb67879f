#include "relay/http/publishing.hpp"

#include <algorithm>

#include "protocol/crypto/base64.hpp"
#include "relay/core/record/security_events.hpp"
#include "relay/http/message_json.hpp"
#include "relay/http/problem.hpp"

namespace carerelay::http {

using ports::draft_state;
using protocol::errc;

namespace {

std::string_view word(draft_state state) noexcept {
  switch (state) {
    case draft_state::waiting: return "waiting";
    case draft_state::sent: return "sent";
    case draft_state::rejected: return "rejected";
    case draft_state::expired: return "expired";
    case draft_state::sent_alone: return "sent_alone";
    case draft_state::confirmed: return "confirmed";
    case draft_state::corrected: return "corrected";
  }
  return "waiting";
}

std::string_view word(core::confirmation how) noexcept {
  switch (how) {
    case core::confirmation::whole: return "whole";
    case core::confirmation::awaiting: return "awaiting_second_person";
    case core::confirmation::confirmed: return "confirmed";
    case core::confirmation::missed: return "not_confirmed";
  }
  return "whole";
}

void note_asked(ports::draft_row const& draft, context& with) {
  protocol::evidence::event said;
  said.type = protocol::evidence::event_type::approval_asked;
  said.at = with.now;
  said.by = draft.author.text();
  said.more = {{"draft", draft.id.text()},
               {"digest", protocol::crypto::to_base64url(draft.sum)},
               {"audience_hash", protocol::crypto::to_base64url(draft.audience_hash)},
               {"count", static_cast<std::int64_t>(draft.homes)},
               {"needs", static_cast<std::int64_t>(draft.needs)}};
  core::note(*with.writer, said, false, with.after_commit);
}

answer waiting(core::put_to_wait const& what, context& with) {
  if (!what.repeats) {
    with.writer->put_draft(what.draft);
    note_asked(what.draft, with);
  }
  answer out;
  out.status = 202;
  out.headers.emplace_back("Location", "/v1/drafts/" + what.draft.id.text());
  protocol::json::writer json(out.body);
  json.begin_object();
  write_members(json, what.draft, with);
  if (what.repeats) json.member("repeated", true);
  json.end_object();
  return out;
}

/// What somebody who reads the answer should do now.
std::string next_step(ports::draft_row const& draft) {
  auto const missing = draft.needs - std::min<std::size_t>(draft.needs, draft.signatures.size());
  std::string const persons = missing == 1 ? "another person" : std::to_string(missing) + " other persons";
  return "Nothing has been sent. It waits for " + persons + " of the team with the role approver until " +
         in_words(draft.expires_at) + ": carerelay approve " + draft.id.text();
}

void write_signatures(protocol::json::writer& json, ports::draft_row const& what, context const& with) {
  for (auto const& one : what.signatures) {
    json.begin_object().member("member", one.member.text()).member("name", name_of(one.member, with));
    json.member("at", protocol::to_text(one.when)).end_object();
  }
}

}  // namespace

std::string in_words(protocol::instant when) { return protocol::to_london_text(when); }

core::asking asking_of(core::actor const& who, context const& with) {
  return {who, with.now, with.random, with.facts.approval};
}

std::optional<answer> refuse_when_full(context const& with) {
  if (!with.facts.storage_full) return std::nullopt;
  return problem(errc::storage_full, "the relay's disk is full: nothing was published, receipts are still recorded");
}

answer repeated(protocol::message_id id, context const& with) {
  answer out;
  out.headers.emplace_back("Location", "/v1/messages/" + id.text());
  auto const view = with.store.message(id);
  protocol::json::writer json(out.body);
  json.begin_object().member("id", id.text()).member("targeted", view ? view->row->targeted : 0);
  json.member("repeated", true).end_object();
  return out;
}

answer submit(protocol::draft what, core::actor const& who, context& with) {
  if (auto const full = refuse_when_full(with)) return *full;
  auto const decided = core::submit(std::move(what), asking_of(who, with), with.store);
  if (!decided) return problem(decided.error());
  if (auto const* const before = std::get_if<core::published_before>(&*decided)) return repeated(before->id, with);
  if (auto const* const waits = std::get_if<core::put_to_wait>(&*decided)) return waiting(*waits, with);
  ports::message_number number = 0;
  return publish_now(std::get<core::publication>(*decided), with, number);
}

answer publish_now(core::publication const& what, context& with, ports::message_number& number,
                   std::function<void(protocol::json::writer&)> const& members) {
  core::message_published told = core::put(*with.writer, what, &with.facts.outbox);
  number = told.body->number;
  answer out;
  out.status = 201;
  std::string const id = what.message.id.text();
  out.headers.emplace_back("Location", "/v1/messages/" + id);
  protocol::json::writer json(out.body);
  json.begin_object().member("id", id).member("digest", protocol::crypto::to_base64url(what.message.sum));
  json.member("sent", protocol::to_text(what.message.sent)).member("targeted", what.targets.size());
  json.begin_array(what.withdraws ? "cancelled" : "superseded");
  for (ports::message_number const old : what.supersedes) {
    with.after_commit.push_back(core::receipts_changed{old, {}});
    if (auto const view = with.store.message(old)) json.value(view->row->body->id.text());
  }
  json.end_array();
  if (members) members(json);
  json.end_object();
  with.after_commit.push_back(std::move(told));
  return out;
}

void write_members(protocol::json::writer& json, ports::draft_row const& what, context const& with) {
  using protocol::crypto::to_base64url;
  json.member("draft", what.id.text()).member("state", word(what.state)).member("team", what.team.text());
  json.member("author", what.author.text()).member("author_name", name_of(what.author, with));
  json.member("digest", to_base64url(what.sum));
  json.member("audience_hash", to_base64url(what.audience_hash)).member("count", what.homes);
  json.begin_array("why");
  if (what.immediate) json.value("immediate");
  if (what.all_homes) json.value("all_homes");
  if (!what.immediate && !what.all_homes) json.value("drafter");
  json.end_array().member("needs", std::uint64_t{what.needs}).begin_array("signatures");
  write_signatures(json, what, with);
  json.end_array().member("made_at", protocol::to_text(what.made_at));
  json.member("expires", protocol::to_text(what.expires_at));
  auto const message = what.message == 0 ? std::nullopt : with.store.message(what.message);
  if (message) json.member("message", message->row->body->id.text());
  if (what.due) json.member("due", protocol::to_text(*what.due));
  if (!what.closed_by.empty())
    json.member("closed_by", what.closed_by.text()).member("closed_by_name", name_of(what.closed_by, with));
  if (what.closed_at) json.member("closed_at", protocol::to_text(*what.closed_at));
  if (!what.reason.empty()) json.member("reason", what.reason);
  if (what.state == draft_state::waiting) json.member("next", next_step(what));
}

void write_confirmation(protocol::json::writer& json, ports::message_number message, context const& with) {
  auto const draft = with.store.draft_of(message);
  auto const how = core::confirmation_of(draft);
  json.member("confirmed", core::is_confirmed(how));
  if (!draft) return;
  json.key("approval").begin_object().member("draft", draft->id.text()).member("author", draft->author.text());
  json.member("author_name", name_of(draft->author, with));
  json.member("confirmation", word(how)).begin_array("signatures");
  write_signatures(json, *draft, with);
  json.end_array();
  if (how != core::confirmation::whole) {
    json.member("sent_alone_by", draft->closed_by.text());
    json.member("sent_alone_by_name", name_of(draft->closed_by, with)).member("reason", draft->reason);
    if (draft->due) json.member("due", protocol::to_text(*draft->due));
  }
  json.end_object();
}

}  // namespace carerelay::http
