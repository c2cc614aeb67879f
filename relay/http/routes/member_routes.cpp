#include <algorithm>

#include "protocol/crypto/base64.hpp"
#include "protocol/json/object_reader.hpp"
#include "relay/core/people/device_trust.hpp"
#include "relay/core/people/identity.hpp"
#include "relay/core/record/security_events.hpp"
#include "relay/http/grant_json.hpp"
#include "relay/http/key_json.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

using protocol::errc;
using protocol::role;
using protocol::evidence::event_type;
using protocol::json::presence;

namespace {

constexpr std::size_t body_bytes = 64 * 1024;

void write_members(protocol::json::writer& json, ports::member_row const& who) {
  json.member("id", who.id.text()).member("team", who.team.text()).member("person", who.is_person);
  json.member("name", who.name);
  write_roles(json, who.roles);
  if (who.own) {
    json.key("grant").begin_object();
    http::write_members(json, *who.own);
    json.end_object();
  }
  json.member("has_token", who.token_hash.has_value());
  if (!who.subject.empty()) json.member("issuer", who.issuer).member("subject", who.subject);
  if (who.signing_key) write_key(json, "signing_key", *who.signing_key);
  json.member("made_at", protocol::to_text(who.made_at));
  if (who.revoked_at) json.member("revoked_at", protocol::to_text(*who.revoked_at));
}

/// Roles that do not go together with what the member is.
void check_roles(ports::member_row const& who, ports::publisher_row const& team, protocol::json::object_reader& from) {
  if (who.roles.is_empty())
    from.refuse("roles", errc::required, "expected at least one role: without one it may do nothing");
  if (who.roles.has(role::approver) && !who.is_person)
    from.refuse("roles", errc::needs_a_person, "only a person can be an approver");
  if (who.roles.has(role::administrator) && !team.grant.administrator)
    from.refuse("roles", errc::not_allowed, "this team may have no administrators: change its grant first");
}

/// Everything of a member but its id, credentials and moments.
void read_member(protocol::json::object_reader& from, ports::publisher_row const& team, ports::member_row& who) {
  who.is_person = from.boolean("person", presence::optional).value_or(who.is_person);
  who.name = from.text("name", presence::required, {.least = 1, .most = 80});
  std::string expected = "one of ";
  protocol::append_words<role>(expected);
  who.roles = {};
  for (auto const one :
       from.parsed_list("roles", presence::required, 10, protocol::from_word<role>, expected, errc::unknown_value))
    who.roles.add(one);
  if (from.has("roles")) check_roles(who, team, from);
  who.own.reset();
  if (auto grant = from.nested("grant", presence::optional)) {
    who.own = read_grant(*grant);
    refuse_unknown(*grant, {});
  }
}

/// Whom the identity provider calls this member. Left out: as before; null for both: nobody any more.
void read_binding(protocol::json::value const& body, protocol::json::object_reader& from, ports::member_row& who) {
  auto const is_null = [&](std::string_view name) {
    auto const* const found = body.find(name);
    return found != nullptr && found->is(protocol::json::kind::null);
  };
  auto const* const issuer = body.find("issuer");
  auto const* const subject = body.find("subject");
  if (issuer == nullptr && subject == nullptr) return;
  who.issuer.clear();
  who.subject.clear();
  if (is_null("issuer") && is_null("subject")) return;
  if (issuer != nullptr) who.issuer = from.text("issuer", presence::required, {.least = 1, .most = 200});
  if (subject != nullptr) who.subject = from.text("subject", presence::required, {.least = 1, .most = 200});
  if (issuer == nullptr || subject == nullptr)
    from.refuse(issuer == nullptr ? "issuer" : "subject", errc::required, "issuer and subject go together");
}

void refuse_misspelt(protocol::json::object_reader& from, std::vector<std::string_view> const& known) {
  for (auto const& name : from.unknown(known))
    from.refuse(name, errc::not_allowed, "no such member here: is it misspelt?");
}

or_answer<ports::publisher_row> team_of(request const& asked, std::string const& id, context const& with,
                                        core::actor& by) {
  auto const who = administrator_of(asked, with);
  if (!who) return who.error();
  by = *who;
  auto const parsed = protocol::publisher_id::parse(id);
  auto team = parsed ? with.store.publisher(*parsed) : std::nullopt;
  if (!team) return not_found();
  return std::move(*team);
}

struct named {
  core::actor by;
  ports::publisher_row team;
  ports::member_row member;
};
or_answer<named> member_of(request const& asked, arguments const& at, context const& with) {
  named out;
  auto team = team_of(asked, at[0], with, out.by);
  if (!team) return team.error();
  out.team = std::move(*team);
  auto const id = protocol::member_id::parse(at[1]);
  auto member = id ? with.store.member(*id) : std::nullopt;
  if (!member || member->team != out.team.id) return not_found();
  out.member = std::move(*member);
  return out;
}

protocol::json::array words_of(protocol::role_set roles) {
  protocol::json::array out;
  for (unsigned i = 0; !word(static_cast<role>(i)).empty(); ++i)
    if (roles.has(static_cast<role>(i))) out.emplace_back(word(static_cast<role>(i)));
  return out;
}

/// Keeps it, tells the log, and ends the streams it opened as what it was before.
void put(ports::member_row const& who, std::string_view what, core::actor const& by, context& with) {
  with.writer->put_member(who);
  protocol::evidence::event said;
  said.type = event_type::member_changed;
  said.at = with.now;
  said.by = by.member.id.text();
  said.more = {{"member", who.id.text()},
               {"team", who.team.text()},
               {"change", what},
               {"person", who.is_person},
               {"roles", words_of(who.roles)}};
  if (who.own) said.more.push_back({"grant", as_json(*who.own)});
  if (who.signing_key) {
    said.more.push_back({"signing_key", protocol::crypto::to_base64url(core::key_of(*who.signing_key).thumbprint())});
  }
  core::note(*with.writer, said, false, with.after_commit);
  with.after_commit.push_back(core::member_revoked{who.id});
}

bool is_subject_taken(ports::member_row const& who, context const& with) {
  auto const other = with.store.member_by_subject(who.issuer, who.subject);
  return other && other->id != who.id;
}

answer shown(ports::member_row const& who, std::string_view token, int status) {
  answer out;
  out.status = status;
  out.headers.emplace_back("Cache-Control", "no-store");
  protocol::json::writer json(out.body);
  json.begin_object();
  write_members(json, who);
  if (!token.empty()) json.member("token", token);
  json.end_object();
  return out;
}

}  // namespace

answer list_members(request const& asked, arguments const& at, context& with) {
  core::actor by;
  auto const team = team_of(asked, at[0], with, by);
  if (!team) return team.error();
  auto const here = page_of(asked);
  if (!here) return here.error();
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().begin_array("members");
  std::optional<std::string> last;
  std::size_t count = 0;
  bool has_more = false;
  for (ports::member_row const& row : with.store.members(team->id)) {  // few, in order of id
    if (row.id.text() <= here->after) continue;
    has_more = count == here->limit;
    if (has_more) break;
    json.begin_object();
    write_members(json, row);
    json.end_object();
    last = row.id.text();
    ++count;
  }
  json.end_array();
  end_page(asked, *here, last, has_more, json, out);
  return out;
}

answer post_member(request const& asked, arguments const& at, context& with) {
  core::actor by;
  auto const team = team_of(asked, at[0], with, by);
  if (!team) return team.error();
  auto const body = json_body(asked, body_bytes);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  ports::member_row who;
  who.team = team->id;
  who.made_at = with.now;
  who.id = from.parsed("id", presence::required, protocol::member_id::parse, protocol::member_tag::expected)
               .value_or(protocol::member_id{});
  read_member(from, *team, who);
  read_binding(*body, from, who);
  // A person signs in; a machine has nothing but its token.
  bool const wants_token = from.boolean("token", presence::optional).value_or(!who.is_person);
  refuse_misspelt(from, {"id", "person", "name", "roles", "grant", "issuer", "subject", "token"});
  if (!wrong.empty()) return problem(wrong);
  if (with.store.member(who.id))
    return problem(protocol::refuse(errc::reference_reused, "/id", "there is a member of that name, or was one"));
  if (is_subject_taken(who, with))
    return problem(protocol::refuse(errc::reference_reused, "/subject", "another member signs in as that"));
  std::string token;
  if (wants_token) {
    auto const made = core::make_member_token(with.random);
    token = made.text;
    who.token_hash = made.hashed;
  }
  put(who, "added", by, with);
  auto out = shown(who, token, 201);
  out.headers.emplace_back("Location", "/v1/publishers/" + team->id.text() + "/members/" + who.id.text());
  return out;
}

answer put_member(request const& asked, arguments const& at, context& with) {
  auto of = member_of(asked, at, with);
  if (!of) return of.error();
  auto const body = json_body(asked, body_bytes);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  auto who = of->member;
  bool const was_person = who.is_person;
  read_member(from, of->team, who);
  read_binding(*body, from, who);
  if (who.is_person != was_person)
    from.refuse("person", errc::not_allowed, "a machine does not become a person, nor the other way round");
  refuse_misspelt(from, {"person", "name", "roles", "grant", "issuer", "subject"});
  if (!wrong.empty()) return problem(wrong);
  if (who.revoked_at) return problem(errc::draft_closed, "this member was revoked: add another");
  if (is_subject_taken(who, with))
    return problem(protocol::refuse(errc::reference_reused, "/subject", "another member signs in as that"));
  put(who, "changed", of->by, with);
  return shown(who, {}, 200);
}

answer revoke_member(request const& asked, arguments const& at, context& with) {
  auto of = member_of(asked, at, with);
  if (!of) return of.error();
  answer out;
  out.status = 204;
  out.content_type.clear();
  if (of->member.revoked_at) return out;
  of->member.revoked_at = with.now;
  put(of->member, "revoked", of->by, with);
  return out;
}

answer post_member_token(request const& asked, arguments const& at, context& with) {
  auto of = member_of(asked, at, with);
  if (!of) return of.error();
  if (of->member.revoked_at) return problem(errc::draft_closed, "this member was revoked: add another");
  auto const made = core::make_member_token(with.random);
  of->member.token_hash = made.hashed;
  put(of->member, "token", of->by, with);
  return shown(of->member, made.text, 201);
}

answer put_signing_key(request const& asked, arguments const& at, context& with) {
  auto of = member_of(asked, at, with);
  if (!of) return of.error();
  auto const body = json_body(asked, body_bytes);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  auto const key = read_key(*body, "signing_key", from);
  if (!key && wrong.empty()) from.refuse("signing_key", errc::required, "expected a public P-256 key as JWK");
  refuse_misspelt(from, {"signing_key"});
  if (!of->member.roles.has(role::result_sender))
    from.refuse("signing_key", errc::not_allowed, "only a result_sender signs what it sends");
  if (!wrong.empty()) return problem(wrong);
  if (of->member.revoked_at) return problem(errc::draft_closed, "this member was revoked: add another");
  of->member.signing_key = *key;
  put(of->member, "signing_key", of->by, with);
  return shown(of->member, {}, 200);
}

answer delete_signing_key(request const& asked, arguments const& at, context& with) {
  auto of = member_of(asked, at, with);
  if (!of) return of.error();
  answer out;
  out.status = 204;
  out.content_type.clear();
  if (!of->member.signing_key) return out;
  of->member.signing_key.reset();
  put(of->member, "signing_key_removed", of->by, with);
  return out;
}

}  // namespace carerelay::http
