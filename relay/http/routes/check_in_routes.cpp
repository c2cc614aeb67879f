#include <algorithm>

#include "adapters/ports/store.hpp"
#include "protocol/json/object_reader.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/message/message_fields.hpp"
#include "relay/core/publish/two_persons.hpp"
#include "relay/core/record/security_events.hpp"
#include "relay/core/silence/check_in.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/message_json.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

using protocol::errc;
using protocol::role;
using protocol::json::presence;

namespace {

/// "09:30"
std::optional<std::uint16_t> minute_of(std::string_view text) noexcept {
  auto const digit = [&](std::size_t at) { return static_cast<unsigned>(text[at] - '0'); };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (std::size_t const at : {0U, 1U, 3U, 4U})
    if (digit(at) > 9) return std::nullopt;
  unsigned const hour = digit(0) * 10 + digit(1), minute = digit(3) * 10 + digit(4);
  if (hour > 23 || minute > 59) return std::nullopt;
  return static_cast<std::uint16_t>(hour * 60 + minute);
}

std::string clock_of(std::uint16_t minute) {
  auto const two = [](unsigned n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
  return two(minute / 60U) + ':' + two(minute % 60U);
}

void write_name(protocol::json::writer& json, std::string_view member, protocol::member_id const& id,
                context const& with) {
  if (auto const row = with.store.member(id)) json.member(member, row->name);
}

/// To whom it goes, and to how many homes today.
void write_audience(protocol::json::writer& json, protocol::draft const& draft, std::string const& text,
                    context const& with) {
  json.member("count", with.store.resolve(draft.audience).size());
  auto const whole = protocol::json::read(text, text.size());
  if (auto const* const audience = whole ? whole->find("audience") : nullptr)
    json.raw_member("audience", protocol::json::to_text(*audience));
}

void write(protocol::json::writer& json, ports::check_in_row const& row, context const& with) {
  json.begin_object().member("id", row.id.text()).member("team", row.team.text()).member("author", row.author.text());
  write_name(json, "author_name", row.author, with);
  json.member("state", core::word(core::state_of(row, with.now))).member("time", clock_of(row.minute));
  json.member("until", protocol::to_text(row.until)).member("made_at", protocol::to_text(row.made_at));
  if (!row.approver.empty()) {
    json.member("approver", row.approver.text());
    write_name(json, "approver_name", row.approver, with);
  }
  if (row.ended_at) json.member("ended_at", protocol::to_text(*row.ended_at));
  if (auto const next = core::next_of(row, with.now)) json.member("next", protocol::to_text(*next));
  if (auto const draft = protocol::parse_draft(row.draft)) {
    json.member("headline", draft->info.front().headline).member("text", draft->info.front().description);
    write_audience(json, *draft, row.draft, with);
  }
  if (row.last_message != 0)
    if (auto const view = with.store.message(row.last_message))
      json.member("last_message", view->row->body->id.text()).member("last_sent", protocol::to_text(view->row->sent));
  json.end_object();
}

answer written(ports::check_in_row const& row, int status, context const& with) {
  answer out;
  out.status = status;
  protocol::json::writer json(out.body);
  write(json, row, with);
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

void note_change(ports::check_in_row const& row, core::actor const& by, std::string what, context& with) {
  protocol::evidence::event said{protocol::evidence::event_type::check_in_changed, with.now};
  said.by = by.member.id.text();
  said.more = {{"check_in", row.id.text()}, {"what", std::move(what)}};
  core::note(*with.writer, said, false, with.after_commit);
}

struct acting {
  core::actor who;
  ports::check_in_row row;
};
or_answer<acting> act_on(request const& asked, arguments const& at, context const& with) {
  auto const who = publisher_of(asked, with);
  if (!who) return who.error();
  auto const id = protocol::uuid::parse(at[0]);
  auto const row = id ? with.store.check_in(*id) : std::nullopt;
  if (!row || !core::may_see(*who, *row)) return not_found();
  return acting{*who, *row};
}

}  // namespace

answer list_check_ins(request const& asked, arguments const&, context& with) {
  auto const who = publisher(asked, with);
  if (!who) return who.error();
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().begin_array("check_ins");
  for (auto const& row : with.store.check_ins())
    if (core::may_see(*who, row)) write(json, row, with);
  json.end_array().end_object();
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

answer get_check_in(request const& asked, arguments const& at, context& with) {
  auto const found = act_on(asked, at, with);
  if (!found) return found.error();
  return written(found->row, 200, with);
}

answer post_check_in(request const& asked, arguments const&, context& with) {
  auto const who = publisher(asked, with);
  if (!who) return who.error();
  auto const body = json_body(asked, 64 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  ports::check_in_row row;
  auto const headline = from.text("headline", presence::required, {.least = 1, .most = 160});
  auto const text = from.text("text", presence::required, {.least = 1, .most = 5'000});
  row.minute =
      from.parsed("time", presence::required, minute_of, "a time of the day in London such as 09:30").value_or(0);
  auto const until = protocol::message_fields::read_instant(from, "until", presence::required);
  if (until && *until <= with.now) from.refuse("until", errc::out_of_range, "expected a time that is still to come");
  protocol::audience audience;
  if (auto inner = from.nested("audience", presence::required); inner && inner->is_object())
    protocol::message_fields::read_audience(*inner, audience);
  for (auto const& name : from.unknown({"headline", "text", "time", "until", "audience"}))
    from.refuse(name, errc::not_allowed, "there is no such member");
  if (!wrong.empty()) return problem(wrong);
  auto const all = with.store.check_ins();
  auto const running = std::count_if(all.begin(), all.end(), [&](auto const& one) {
    return one.team == who->team.id && core::state_of(one, with.now) != core::check_in_state::ended;
  });
  if (running >= static_cast<std::ptrdiff_t>(core::check_ins_most))
    return problem(errc::out_of_range, "this team has as many check-ins as there may be: end one first");
  auto const json = protocol::encode_draft(core::check_in_draft(headline, text, audience));
  auto draft = protocol::parse_draft(json);
  if (!draft) return problem(draft.error());
  // What would be refused in the morning is refused now.
  auto const tried = core::decide(*draft, *who, with.store, with.now, with.random);
  if (!tried) return problem(tried.error());
  core::asking const by{*who, with.now, with.random, with.facts.approval};
  auto const approval = core::preview_approval(*draft, by, with.store);
  if (!approval) return problem(approval.error());
  std::array<std::uint8_t, 10> bits{};
  with.random.fill(bits);
  row.id = protocol::make_v7(with.now, bits);
  row.team = who->team.id;
  row.author = who->member.id;
  row.needs_approval = approval->needs > 0;
  row.made_at = with.now;
  row.draft = json;
  row.until = *until;
  with.writer->put_check_in(row);
  note_change(row, *who, "made", with);
  auto out = written(row, 201, with);
  out.headers.emplace_back("Location", "/v1/check-ins/" + row.id.text());
  return out;
}

answer approve_check_in(request const& asked, arguments const& at, context& with) {
  auto found = act_on(asked, at, with);
  if (!found) return found.error();
  auto& [who, row] = *found;
  if (core::state_of(row, with.now) != core::check_in_state::waiting)
    return problem(errc::draft_closed, "nobody is waited for: it runs already, or has ended");
  if (!who.member.is_person) return problem(errc::needs_a_person, "only a person can stand for a message");
  if (who.team.id != row.team || !who.has(role::approver))
    return problem(errc::role_not_granted,
                   "standing for what somebody else wrote needs the role approver in that team");
  if (who.member.id == row.author) return problem(errc::same_person, "somebody else must stand for it");
  row.approver = who.member.id;
  with.writer->put_check_in(row);
  note_change(row, who, "approved", with);
  return written(row, 200, with);
}

answer delete_check_in(request const& asked, arguments const& at, context& with) {
  auto found = act_on(asked, at, with);
  if (!found) return found.error();
  auto& [who, row] = *found;
  if (!row.ended_at) {
    row.ended_at = with.now;
    with.writer->put_check_in(row);
    note_change(row, who, "ended", with);
  }
  return written(row, 200, with);
}

}  // namespace carerelay::http
