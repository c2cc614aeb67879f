#include "protocol/crypto/base64.hpp"
#include "protocol/json/object_reader.hpp"
#include "protocol/json/writer.hpp"
#include "relay/core/people/device_trust.hpp"
#include "relay/core/people/sessions.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/cookies.hpp"
#include "relay/http/grant_json.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

using protocol::errc;
using protocol::json::presence;

namespace {

answer nothing_more() {
  answer out;
  out.status = 204;
  out.content_type.clear();
  return out;
}

std::string_view word(ports::sign_in_way how) noexcept {
  return how == ports::sign_in_way::provider ? "provider" : "link";
}

void write_members(protocol::json::writer& json, ports::session_row const& session, core::sign_in_rules const& rules) {
  json.member("id", session.id.text()).member("member", session.member.text()).member("how", word(session.how));
  json.member("made_at", protocol::to_text(session.made_at)).member("used_at", protocol::to_text(session.used_at));
  auto const ends = std::min(session.made_at + rules.longest, session.used_at + rules.idle);
  json.member("ends_at", protocol::to_text(ends));
}

/// The person that a route names; 404 when there is none.
or_answer<ports::member_row> person(std::string const& id, context const& with) {
  auto const parsed = protocol::member_id::parse(id);
  auto found = parsed ? with.store.member(*parsed) : std::nullopt;
  if (!found) return not_found();
  if (!found->is_person)
    return problem(protocol::refuse(errc::not_allowed, "", "that member is a machine: machines have tokens"));
  if (found->revoked_at) return problem(protocol::refuse(errc::not_allowed, "", "that membership has ended"));
  return std::move(*found);
}

void end_one(ports::session_row const& session, std::string_view by, context& with, answer& out) {
  if (!core::end_session(*with.writer, session.id, with.now)) return;
  with.after_commit.push_back(core::session_ended{session.id});
  if (with.session != nullptr && with.session->by == session.id) with.session->ends = true;
  out.notes.push_back(
      {"session_ended", {{"session", session.id.text()}, {"member", session.member.text()}, {"by", std::string(by)}}});
}

}  // namespace

answer get_session(request const& asked, arguments const&, context& with) {
  auto const who = signed_in(asked, with);
  if (!who) return who.error();
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object();
  write_members(json, who->session, with.facts.sign_in);
  json.member("name", who->who.member.name).member("team", who->who.team.id.text());
  json.member("team_name", who->who.team.name).begin_array("roles");
  for (unsigned i = 0; !protocol::word(static_cast<protocol::role>(i)).empty(); ++i)
    if (auto const role = static_cast<protocol::role>(i); who->who.member.roles.has(role))
      json.value(protocol::word(role));
  json.end_array().member("sign_in", word(who->session.how)).key("grant").begin_object();
  write_members(json, who->who.grant);
  json.end_object();
  auto const seconds = [](auto time) { return std::chrono::duration_cast<std::chrono::seconds>(time).count(); };
  auto const& approval = with.facts.approval;
  json.key("approval").begin_object().member("two_persons", approval.two_persons);
  json.member("all_homes_from", approval.all_homes_from).member("wait_seconds", seconds(approval.wait));
  json.member("confirm_seconds", seconds(approval.confirm)).end_object();
  if (who->who.member.signing_key) {
    auto const thumbprint = core::key_of(*who->who.member.signing_key).thumbprint();
    json.member("signing_key", protocol::crypto::to_base64url(thumbprint));
  }
  json.member("session_header", core::session_header(with.facts.sign_in_secret, who->session)).end_object();
  return out;
}

answer delete_session(request const& asked, arguments const&, context& with) {
  auto const who = signed_in(asked, with);
  if (!who) return who.error();
  answer out = nothing_more();
  out.headers.emplace_back("Set-Cookie", no_cookie(session_cookie, same_site::strict));
  out.headers.emplace_back("Clear-Site-Data", "\"cache\"");
  end_one(who->session, who->who.member.id.text(), with, out);
  return out;
}

answer list_sessions(request const& asked, arguments const&, context& with) {
  auto const who = administrator(asked, with);
  if (!who) return who.error();
  auto const here = page_of(asked);
  if (!here) return here.error();
  auto const after = protocol::session_id::parse(here->after);
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().begin_array("sessions");
  auto const rows = with.store.open_sessions(after ? std::optional(*after) : std::nullopt, here->limit + 1);
  std::optional<std::string> last;
  for (std::size_t i = 0; i < rows.size() && i < here->limit; ++i) {
    last = rows[i].id.text();
    if (!core::is_open(rows[i], with.facts.sign_in, with.now)) continue;
    json.begin_object();
    write_members(json, rows[i], with.facts.sign_in);
    json.end_object();
  }
  json.end_array();
  end_page(asked, *here, last, rows.size() > here->limit, json, out);
  return out;
}

answer end_other_session(request const& asked, arguments const& at, context& with) {
  auto const who = administrator_of(asked, with);
  if (!who) return who.error();
  auto const id = protocol::session_id::parse(at[0]);
  auto const session = id ? with.store.session(*id) : std::nullopt;
  if (!session) return not_found();
  answer out = nothing_more();
  end_one(*session, who->member.id.text(), with, out);
  return out;
}

answer post_sign_in_link(request const& asked, arguments const& at, context& with) {
  auto const who = administrator_of(asked, with);
  if (!who) return who.error();
  auto const member = person(at[0], with);
  if (!member) return member.error();
  auto const& rules = with.facts.sign_in;
  if (rules.has_provider())
    return problem(
        protocol::refuse(errc::not_allowed, "", "people sign in with the identity provider here: invite them instead"));
  auto const link = core::make_sign_in_link(member->id, who->member.id, rules, with.random, with.now);
  with.writer->put_sign_in_link(link.row);
  answer out;
  out.status = 201;
  out.headers.emplace_back("Cache-Control", "no-store");
  protocol::json::writer json(out.body);
  json.begin_object().member("member", member->id.text());
  json.member("url", rules.public_url + "/sign-in/link?link=" + link.text);
  json.member("expires_at", protocol::to_text(link.row.expires_at)).end_object();
  out.notes.push_back({"sign_in_link_made", {{"member", member->id.text()}, {"by", who->member.id.text()}}});
  return out;
}

answer put_invitation(request const& asked, arguments const& at, context& with) {
  auto const who = administrator_of(asked, with);
  if (!who) return who.error();
  auto const body = json_body(asked, 64 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  std::string email = from.text("email", presence::required, {.least = 3, .most = 254});
  if (wrong.empty() && email.find('@') == std::string::npos)
    from.refuse("email", errc::bad_format, "expected an address such as ada@example.org");
  if (!wrong.empty()) return problem(wrong);
  auto const member = person(at[0], with);
  if (!member) return member.error();
  if (!member->subject.empty())
    return problem(protocol::refuse(errc::reference_reused, "",
                                    "that member is bound to a person of the identity "
                                    "provider already"));
  for (char& c : email) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  auto const before = with.store.invitation(email);
  if (before && before->member != member->id)
    return problem(protocol::refuse(errc::reference_reused, "/email", "that address is invited as another member"));
  core::invite(*with.writer, email, member->id, who->member.id, with.now);
  answer out = nothing_more();
  out.notes.push_back({"member_invited", {{"member", member->id.text()}, {"by", who->member.id.text()}}});
  return out;
}

}  // namespace carerelay::http
