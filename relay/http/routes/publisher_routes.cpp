#include "protocol/json/object_reader.hpp"
#include "relay/core/people/identity.hpp"
#include "relay/core/record/security_events.hpp"
#include "relay/http/grant_json.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

using protocol::errc;
using protocol::json::presence;

namespace {

void write_members(protocol::json::writer& json, ports::publisher_row const& who) {
  json.member("id", who.id.text()).member("name", who.name);
  http::write_members(json, who.grant);
  json.member("made_at", protocol::to_text(who.made_at));
  if (who.revoked_at) json.member("revoked_at", protocol::to_text(*who.revoked_at));
}

or_answer<ports::publisher_row> read_account(request const& asked) {
  auto const body = json_body(asked, 64 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  ports::publisher_row who;
  who.id = from.parsed("id", presence::required, protocol::publisher_id::parse, protocol::publisher_tag::expected)
               .value_or(protocol::publisher_id{});
  who.name = from.text("name", presence::required, {.least = 1, .most = 80});
  who.grant = read_grant(from);
  refuse_unknown(from, {"id", "name"});
  if (!wrong.empty()) return problem(wrong);
  return who;
}

/// Keeps it and tells the log.
void put(ports::publisher_row const& team, std::string_view what, core::actor const& by, context& with) {
  with.writer->put_publisher(team);
  protocol::evidence::event said;
  said.type = protocol::evidence::event_type::grant_changed;
  said.at = with.now;
  said.by = by.member.id.text();
  said.more = {{"publisher", team.id.text()}, {"change", what}, {"grant", as_json(team.grant)}};
  core::note(*with.writer, said, false, with.after_commit);
}

}  // namespace

answer list_publishers(request const& asked, arguments const&, context& with) {
  auto const who = administrator(asked, with);
  if (!who) return who.error();
  auto const here = page_of(asked);
  if (!here) return here.error();
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().begin_array("publishers");
  std::optional<std::string> last;
  std::size_t shown = 0;
  bool has_more = false;
  for (ports::publisher_row const& row : with.store.publishers()) {  // few, in order of id
    if (row.id.text() <= here->after) continue;
    has_more = shown == here->limit;
    if (has_more) break;
    json.begin_object();
    write_members(json, row);
    json.end_object();
    last = row.id.text();
    ++shown;
  }
  json.end_array();
  end_page(asked, *here, last, has_more, json, out);
  return out;
}

answer post_publisher(request const& asked, arguments const&, context& with) {
  auto const who = administrator(asked, with);
  if (!who) return who.error();
  auto account = read_account(asked);
  if (!account) return account.error();
  // The first member is called as the team, and members' names are register-wide.
  if (with.store.publisher(account->id) || with.store.member(*protocol::member_id::parse(account->id.text())))
    return problem(protocol::refuse(errc::reference_reused, "/id", "there is an account of that name, or was one"));
  core::made_token const token = core::make_member_token(with.random);
  account->made_at = with.now;
  put(*account, "added", *who, with);
  auto const member = core::first_member(*account, token.hashed);
  with.writer->put_member(member);
  answer out;
  out.status = 201;
  out.headers.emplace_back("Location", "/v1/publishers/" + account->id.text());
  out.headers.emplace_back("Cache-Control", "no-store");
  protocol::json::writer json(out.body);
  json.begin_object();
  write_members(json, *account);
  json.member("token", token.text).end_object();
  return out;
}

answer revoke_publisher(request const& asked, arguments const& at, context& with) {
  auto const who = administrator_of(asked, with);
  if (!who) return who.error();
  auto const id = protocol::publisher_id::parse(at[0]);
  auto account = id ? with.store.publisher(*id) : std::nullopt;
  if (!account) return not_found();
  answer out;
  out.status = 204;
  out.content_type.clear();
  if (account->revoked_at) return out;
  account->revoked_at = with.now;
  put(*account, "revoked", *who, with);
  with.after_commit.push_back(core::publisher_revoked{account->id});
  return out;
}

answer put_publisher(request const& asked, arguments const& at, context& with) {
  auto const who = administrator_of(asked, with);
  if (!who) return who.error();
  auto const id = protocol::publisher_id::parse(at[0]);
  auto account = id ? with.store.publisher(*id) : std::nullopt;
  if (!account) return not_found();
  auto const body = json_body(asked, 64 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  account->name = from.text("name", presence::required, {.least = 1, .most = 80});
  account->grant = read_grant(from);
  refuse_unknown(from, {"name"});
  if (!wrong.empty()) return problem(wrong);
  if (account->revoked_at) return problem(errc::draft_closed, "this account has ended: make another");
  put(*account, "changed", *who, with);
  with.after_commit.push_back(core::publisher_revoked{account->id});  // its streams come back as what they may be now
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object();
  write_members(json, *account);
  json.end_object();
  return out;
}

}  // namespace carerelay::http
