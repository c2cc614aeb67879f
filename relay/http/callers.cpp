#include "relay/http/callers.hpp"

#include <stdexcept>

#include "protocol/crypto/hash.hpp"
#include "protocol/json/reader.hpp"
#include "relay/core/people/grants.hpp"
#include "relay/http/cookies.hpp"
#include "relay/http/problem.hpp"

namespace carerelay::http {

using protocol::errc;

void throw_exception_from_error(answer const& what, boost::source_location const&) {
  throw std::logic_error("an answer was taken for a value: " + what.body);
}

namespace {

/// The account of the operator who holds the store's file.
core::actor operator_account(context const& with) {
  core::actor who;
  who.team.id = *protocol::publisher_id::parse("operator");
  who.team.name = "Operator";
  who.team.grant.all_areas = true;
  who.team.grant.administrator = true;
  who.team.made_at = with.now;
  who.grant = who.team.grant;
  who.member.id = *protocol::member_id::parse("operator");
  who.member.team = who.team.id;
  who.member.name = who.team.name;
  who.member.roles.add(protocol::role::administrator);
  return who;
}

std::string_view bearer(request const& asked) {
  std::string_view const text = asked.authorization;
  constexpr std::string_view scheme = "bearer ";
  if (text.size() <= scheme.size()) return {};
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    char const c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
    if (c != scheme[i]) return {};
  }
  return text.substr(scheme.size());
}

answer unauthenticated(request const& asked) {
  answer out = problem(errc::unauthenticated,
                       asked.authorization.empty() ? "a bearer token is needed" : "no account has that token");
  out.failed_proof = !asked.authorization.empty();
  return out;
}

bool may_administer(core::actor const& who, context const& with) {
  core::wish what;
  what.act = core::act::administer;
  what.now = with.now;
  return core::authorize(who, what).has_value();
}

or_answer<core::actor> publisher_or(request const& asked, context const& with, bool names_a_thing) {
  auto const who = anyone(asked, with);
  if (!who) return who.error();
  if (who->publisher) return *who->publisher;
  if (names_a_thing) return not_found();
  return problem(errc::role_not_granted, "this is for publishers; a home's token opens its own inbox");
}

or_answer<core::actor> administrator_or(request const& asked, context const& with, bool names_a_thing) {
  auto who = publisher_or(asked, with, names_a_thing);
  if (who && !may_administer(*who, with))
    return problem(errc::role_not_granted, "only an administrator's account may do this");
  return who;
}

}  // namespace

or_answer<any_caller> anyone(request const& asked, context const& with) {
  if (with.operator_at_rest) return any_caller{operator_account(with), std::nullopt};
  any_caller who;
  // A token that is there is what counts: a browser adds its cookie to everything.
  if (asked.authorization.empty() && !cookie_value(asked.cookie, session_cookie).empty()) {
    auto signed_in_person = signed_in(asked, with);
    if (!signed_in_person) return signed_in_person.error();
    who.publisher = std::move(signed_in_person->who);
    return who;
  }
  std::string_view const token = bearer(asked);
  who.publisher = core::find_actor_by_token(with.store, token);
  if (!who.publisher) who.home = core::check_home_token(with.store, token, with.now);
  if (!who.publisher && !who.home) return unauthenticated(asked);
  if (who.home && with.session != nullptr) {
    auto const before = with.store.seen(who.home->device.number);
    if (!before || with.now - *before > std::chrono::minutes(5)) with.session->seen = who.home->device.number;
  }
  return who;
}

or_answer<core::session_caller> signed_in(request const& asked, context const& with) {
  auto const cookie = cookie_value(asked.cookie, session_cookie);
  auto who = core::find_session(with.store, cookie, with.facts.sign_in, with.now);
  if (!who) return problem(errc::unauthenticated, "you are not signed in, or not any more: sign in again");
  if (asked.method != method::get && asked.method != method::head) {
    if (asked.origin != origin::ours)
      return problem(errc::origin_refused, "with a session's cookie only pages of this relay may do this");
    auto const expected = core::session_header(with.facts.sign_in_secret, who->session);
    if (!protocol::crypto::is_equal_in_constant_time(protocol::as_bytes(asked.session_header),
                                                     protocol::as_bytes(expected)))
      return problem(errc::origin_refused,
                     "with a session's cookie X-Carerelay-Session must be what GET /v1/session gives");
  }
  if (with.session != nullptr)
    *with.session = {who->session.id, who->who.member.id, core::is_touch_due(who->session, with.now)};
  return std::move(*who);
}

or_answer<core::actor> publisher(request const& asked, context const& with) { return publisher_or(asked, with, false); }
or_answer<core::actor> publisher_of(request const& asked, context const& with) {
  return publisher_or(asked, with, true);
}
or_answer<core::actor> administrator(request const& asked, context const& with) {
  return administrator_or(asked, with, false);
}
or_answer<core::actor> administrator_of(request const& asked, context const& with) {
  return administrator_or(asked, with, true);
}

or_answer<core::home_caller> home(request const& asked, context const& with) {
  auto const who = anyone(asked, with);
  if (!who) return who.error();
  if (who->home) return *who->home;
  return problem(errc::role_not_granted, "this is for a home's own devices");
}

std::optional<answer> check_type(request const& asked, std::string_view type) {
  std::string_view given = asked.content_type;
  given = given.substr(0, given.find(';'));
  while (!given.empty() && given.back() == ' ') given.remove_suffix(1);
  if (given == type) return std::nullopt;
  return problem(errc::unsupported_media_type, "expected Content-Type: " + std::string(type));
}

or_answer<protocol::json::value> json_body(request const& asked, std::size_t most_bytes) {
  if (auto refused = check_type(asked, "application/json")) return *refused;
  auto read = protocol::json::read(asked.body, most_bytes);
  if (!read) return problem(protocol::faults{read.error().to_fault()});
  return std::move(*read);
}

answer not_found() { return problem(errc::not_found, "there is no such thing here, or it is not yours to see"); }

answer unchanging(request const& asked, std::string_view tag, answer full) {
  std::string const quoted = '"' + std::string(tag) + '"';
  full.headers.emplace_back("ETag", quoted);
  full.headers.emplace_back("Cache-Control", "private, max-age=31536000, immutable");
  if (asked.if_none_match.find(quoted) != std::string::npos || asked.if_none_match == "*") {
    full.status = 304;
    full.body.clear();
    full.shared_body.reset();
  }
  return full;
}

}  // namespace carerelay::http
