#include <algorithm>

#include "protocol/crypto/base64.hpp"
#include "protocol/json/object_reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/limits.hpp"
#include "relay/core/publish.hpp"
#include "relay/core/visibility.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes.hpp"

namespace carerelay::http {

using protocol::errc;

namespace {

/// None when the id does not parse, names nothing, or names what is not this publisher's.
std::optional<ports::message_view> find_message(std::string const& id, core::actor const& who, context const& with) {
  auto const parsed = protocol::message_id::parse(id);
  if (!parsed) return std::nullopt;
  return core::find_visible(with.store, who, *parsed);
}

/// A draft's own faults are 422; what is no JSON at all is 400.
or_answer<protocol::draft> read_draft(request const& asked) {
  if (auto refused = check_type(asked, "application/json")) return *refused;
  auto parsed = protocol::parse_draft(asked.body);
  if (!parsed) return problem(parsed.error());
  if (parsed->reference.empty() && !asked.idempotency_key.empty()) {
    bool const fits =
        asked.idempotency_key.size() <= 64 && std::all_of(asked.idempotency_key.begin(), asked.idempotency_key.end(),
                                                          [](char c) { return c > ' ' && c <= '~'; });
    if (!fits) return problem(errc::bad_format, "Idempotency-Key: expected at most 64 visible ASCII characters");
    parsed->reference = asked.idempotency_key;
  }
  return std::move(*parsed);
}

answer created(core::publication const& what, context& with) {
  core::message_published told = core::put(*with.writer, what);
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
  json.end_array().end_object();
  with.after_commit.push_back(std::move(told));
  return out;
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

answer publish(protocol::draft what, core::actor const& who, context& with) {
  if (with.facts.storage_full)
    return problem(errc::storage_full, "the relay's disk is full: nothing was published, receipts are still recorded");
  auto const decided = core::decide(std::move(what), who, with.store, with.now, with.random);
  if (!decided) return problem(decided.error());
  if (auto const* const before = std::get_if<core::published_before>(&*decided)) return repeated(before->id, with);
  return created(std::get<core::publication>(*decided), with);
}

void write_row(protocol::json::writer& json, ports::message_view const& view, context const& with) {
  ports::message_row const& row = *view.row;
  json.begin_object().member("id", row.body->id.text()).member("kind", word(row.kind));
  json.member("msg_type", word(row.type)).member("status", word(row.status)).member("scope", word(row.scope));
  json.member("urgency", word(row.urgency)).member("sender", row.sender.text()).member("headline", row.headline);
  if (!row.topic.empty()) json.member("topic", row.topic);
  if (!row.reference.empty()) json.member("reference", row.reference);
  json.member("sent", protocol::to_text(row.sent)).member("effective", protocol::to_text(row.effective));
  if (row.expires) json.member("expires", protocol::to_text(*row.expires));
  json.member("targeted", row.targeted).member("closed", word(view.closed));
  auto const by = view.closed_by == 0 ? std::nullopt : with.store.message(view.closed_by);
  if (by) json.member("closed_by", by->row->body->id.text());
  json.end_object();
}

}  // namespace

answer post_message(request const& asked, arguments const&, context& with) {
  auto const who = publisher(asked, with);
  if (!who) return who.error();
  auto what = read_draft(asked);
  if (!what) return what.error();
  return publish(std::move(*what), *who, with);
}

answer preview_message(request const& asked, arguments const&, context& with) {
  auto const who = publisher(asked, with);
  if (!who) return who.error();
  auto const what = read_draft(asked);
  if (!what) return what.error();
  auto const counted = core::preview(*what, *who, with.store, with.now);
  if (!counted) return problem(counted.error());
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("targeted", counted->homes).begin_array("areas");
  for (auto const& area : counted->areas) {
    json.begin_object().member("area", area.area.text()).member("name", area.name);
    json.member("targeted", area.homes).end_object();
  }
  json.end_array().end_object();
  return out;
}

answer list_messages(request const& asked, arguments const&, context& with) {
  auto const who = publisher(asked, with);
  if (!who) return who.error();
  auto const here = page_of(asked);
  if (!here) return here.error();
  ports::message_number before = 0;
  if (!here->after.empty()) {
    auto const last = find_message(here->after, *who, with);
    if (!last) return problem(errc::bad_format, "cursor: expected the one of a `next` link");
    before = last->row->body->number;
  }
  auto const sender = who->is_administrator() ? std::nullopt : std::optional(who->team.id);
  auto rows = with.store.messages(before, here->limit + 1, sender);
  bool const has_more = rows.size() > here->limit;
  if (has_more) rows.pop_back();
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().begin_array("messages");
  for (auto const& view : rows) write_row(json, view, with);
  json.end_array();
  auto const last = rows.empty() ? std::nullopt : std::optional(rows.back().row->body->id.text());
  end_page(asked, *here, last, has_more, json, out);
  return out;
}

answer get_message(request const& asked, arguments const& at, context& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const view = find_message(at[0], *who, with);
  if (!view) return not_found();
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().raw_member("message", view->row->body->json);
  json.member("targeted", view->row->targeted).member("closed", word(view->closed));
  auto const by = view->closed_by == 0 ? std::nullopt : with.store.message(view->closed_by);
  if (by) json.member("closed_by", by->row->body->id.text());
  json.end_object();
  return out;
}

answer cancel_message(request const& asked, arguments const& at, context& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const view = find_message(at[0], *who, with);
  if (!view) return not_found();
  auto const body = json_body(asked, 64 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  std::string const reason = from.text("reason", protocol::json::presence::required,
                                       {.least = 1, .most = 1'000, .form = protocol::json::text_rules::shape::block});
  if (!wrong.empty()) return problem(wrong);
  if (view->closed == protocol::closure::withdrawn) {  // said before: the same answer again
    auto const by = with.store.message(view->closed_by);
    if (by) return repeated(by->row->body->id, with);
  }
  auto const old = protocol::parse_message(view->row->body->json);
  if (!old) return problem(errc::internal, "the message does not read");
  return publish(core::cancellation_of(*old, reason), *who, with);
}

}  // namespace carerelay::http
