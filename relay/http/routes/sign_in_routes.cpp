#include "protocol/text/escaped.hpp"
#include "relay/core/people/form.hpp"
#include "relay/core/people/sessions.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/cookies.hpp"
#include "relay/http/pages.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

/// Signing in with a browser: by the identity provider, or with a one-time link.
namespace carerelay::http {

using core::sign_in_fault;

namespace {

constexpr std::string_view after_sign_in = "/console";

std::string_view query(request const& asked, std::string_view name) noexcept { return core::field(asked.query, name); }

/// The open session the browser has, whoever may be acting with it.
std::optional<protocol::session_id> present_session(ports::store_reader& store, request const& asked) {
  auto const cookie = cookie_value(asked.cookie, session_cookie);
  if (cookie.empty()) return std::nullopt;
  auto const row = store.session_by_token(core::hash_of_token(cookie));
  if (!row || row->ended_at) return std::nullopt;
  return row->id;
}

/// A new session whatever the browser had before; what it had ends.
void sign_in(core::actor const& who, ports::sign_in_way how, protocol::session_id old, request const& asked,
             context& with, answer& out, std::string_view provider_session = {}) {
  auto const made = core::begin_session(*with.writer, who.member.id, how, with.random, with.now, provider_session);
  auto const brought = present_session(with.store, asked);
  for (auto const id : {old, brought.value_or(protocol::session_id())}) {
    if (core::end_session(*with.writer, id, with.now)) with.after_commit.push_back(core::session_ended{id});
  }
  out.headers.emplace_back("Set-Cookie", cookie_text(session_cookie, made.cookie, same_site::strict));
  out.notes.push_back({"signed_in",
                       {{"member", who.member.id.text()},
                        {"team", who.team.id.text()},
                        {"session", made.row.id.text()},
                        {"how", how == ports::sign_in_way::provider ? "provider" : "link"}}});
}

answer refused(sign_in_fault why, int status) {
  answer out =
      html_page(status, "You are not signed in",
                "<p>" + protocol::html_escaped(sentence(why)) + "</p>\n<p><a href=\"/sign-in\">Sign in</a></p>\n");
  out.notes.push_back({"sign_in_refused", {{"how", "provider"}, {"why", std::string(word(why))}}, true});
  return out;
}

answer refused_callback(sign_in_fault why) {
  answer out = refused(why, why == sign_in_fault::provider_away ? 503 : 403);
  out.headers.emplace_back("Set-Cookie", no_cookie(attempt_cookie, same_site::lax));
  return out;
}

answer no_provider() {
  return html_page(404, "No identity provider",
                   "<p>People sign in here with a link. An administrator of your team can make "
                   "one for you.</p>\n");
}

/// On the store thread: who it is, and a session for them.
answer finish(core::known_person const& person, protocol::session_id old, request const& asked, context& with) {
  auto const who = core::find_person(*with.writer, person, with.now);
  if (!who) return refused_callback(who.error());
  answer out = page_that_goes_on("Signed in", after_sign_in);
  out.headers.emplace_back("Set-Cookie", no_cookie(attempt_cookie, same_site::lax));
  sign_in(*who, ports::sign_in_way::provider, old, asked, with, out, person.session);
  return out;
}

/// OpenID Connect Back-Channel Logout 1.0 section 2.8.
answer logout_answer(int status, std::string_view error) {
  answer out;
  out.status = status;
  out.headers.emplace_back("Cache-Control", "no-store");
  if (error.empty())
    out.content_type.clear();
  else
    out.body = "{\"error\":\"invalid_request\",\"error_description\":\"" + std::string(error) + "\"}";
  return out;
}

answer refused_logout(sign_in_fault why) {
  auto out = logout_answer(why == sign_in_fault::provider_away ? 503 : 400, word(why));
  out.notes.push_back({"logout_refused", {{"why", std::string(word(why))}}, true});
  return out;
}

/// On the store thread.
answer end_sessions(core::logout_notice const& notice, context& with) {
  auto out = logout_answer(200, "");
  for (auto const& session : core::sessions_of(with.store, notice, with.facts.sign_in.provider)) {
    if (!core::end_session(*with.writer, session.id, with.now)) continue;
    with.after_commit.push_back(core::session_ended{session.id});
    out.notes.push_back(
        {"session_ended",
         {{"session", session.id.text()}, {"member", session.member.text()}, {"by", "the identity provider"}}});
  }
  return out;
}

}  // namespace

answer post_back_channel_logout(request const& asked, arguments const&, context& with) {
  if (!with.facts.sign_in.has_provider()) return not_found();
  if (auto wrong = check_type(asked, "application/x-www-form-urlencoded")) return *wrong;
  auto const form = core::parse_form(asked.body);
  std::string token(form ? core::field(*form, "logout_token") : "");
  if (token.empty()) return refused_logout(sign_in_fault::token_unreadable);
  answer out;
  out.outside = [token = std::move(token)](request const&, outside_context& here) {
    auto notice = core::hear_logout(here.client, here.shelf, here.facts.sign_in.provider, token, here.now);
    if (!notice) return refused_logout(notice.error());
    answer next;
    next.afterwards = [notice = std::move(*notice)](request const&, context& with) {
      return end_sessions(notice, with);
    };
    return next;
  };
  return out;
}

answer get_sign_in_page(request const& asked, arguments const&, context& with) {
  auto const cookie = cookie_value(asked.cookie, session_cookie);
  auto const& rules = with.facts.sign_in;
  if (auto const caller = core::find_session(with.store, cookie, rules, with.now))
    return html_page(200, "You are signed in",
                     "<p>" + protocol::html_escaped(caller->who.member.name) + ", " +
                         protocol::html_escaped(caller->who.team.name) +
                         "</p>\n<p><a href=\"/console\">Go on</a></p>\n");
  if (rules.has_provider()) return html_page(200, "Sign in", "<p><a href=\"/v1/sign-in\">Sign in</a></p>\n");
  return html_page(200, "Sign in", "<p>Ask an administrator of your team for a sign-in link.</p>\n");
}

answer get_sign_in(request const& asked, arguments const&, context& with) {
  auto const& rules = with.facts.sign_in;
  if (!rules.has_provider()) return no_provider();
  auto const old = present_session(with.store, asked).value_or(protocol::session_id());
  answer out;
  out.outside = [old](request const&, outside_context& here) {
    auto const& of = here.facts;
    auto const provider = core::find_provider(here.client, here.shelf, of.sign_in.provider, here.now);
    if (!provider) return refused(provider.error(), 503);
    auto const start =
        core::begin_sign_in(of.sign_in.provider, (*provider)->document, of.sign_in_secret, old, here.random, here.now);
    auto const life = std::chrono::ceil<std::chrono::seconds>(of.sign_in.provider.attempt);
    answer go;
    go.status = 303;
    go.content_type.clear();
    go.headers.emplace_back("Location", start.location);
    go.headers.emplace_back("Set-Cookie", cookie_text(attempt_cookie, start.cookie, same_site::lax, life));
    return go;
  };
  return out;
}

answer get_sign_in_callback(request const& asked, arguments const&, context& with) {
  auto const& rules = with.facts.sign_in;
  if (!rules.has_provider()) return no_provider();
  core::sign_in_answer came{std::string(query(asked, "code")), std::string(query(asked, "state")),
                            std::string(query(asked, "iss")), std::string(query(asked, "error"))};
  auto const cookie = cookie_value(asked.cookie, attempt_cookie);
  auto accepted = core::judge_answer(came, cookie, with.facts.sign_in_secret, with.now);
  if (!accepted) return refused_callback(accepted.error());
  answer out;
  out.outside = [came = std::move(came), accepted = std::move(*accepted)](request const&, outside_context& here) {
    auto person = core::redeem(here.client, here.shelf, here.facts.sign_in.provider, came, accepted, here.now);
    if (!person) return refused_callback(person.error());
    answer next;
    next.afterwards = [person = std::move(*person), old = accepted.replaces](request const& asked, context& with) {
      return finish(person, old, asked, with);
    };
    return next;
  };
  return out;
}

answer get_link_page(request const& asked, arguments const&, context&) {
  auto const link = query(asked, "link");
  // Looked at by whoever follows links to see what is behind them: nothing is used up, nothing is said about it.
  return html_page(200, "Sign in",
                   "<form method=\"post\" action=\"/sign-in/link\">\n<input type=\"hidden\" name=\"link\" value=\"" +
                       protocol::html_escaped(link) + "\">\n<p><button>Sign in</button></p>\n</form>\n");
}

answer post_link(request const& asked, arguments const&, context& with) {
  auto const refuse = [](int status, std::string_view words, std::string_view why) {
    answer out = html_page(status, "You are not signed in", "<p>" + protocol::html_escaped(words) + "</p>\n");
    out.notes.push_back({"sign_in_refused", {{"how", "link"}, {"why", std::string(why)}}, true});
    return out;
  };
  if (asked.origin != origin::ours)
    return refuse(403, "This request did not come from a page of this relay. Open your link again.", "origin");
  if (with.facts.sign_in.has_provider())
    return refuse(403, "People sign in here with their identity provider.", "provider_configured");
  if (auto wrong = check_type(asked, "application/x-www-form-urlencoded")) return *wrong;
  auto const form = core::parse_form(asked.body);
  auto const who = core::spend_sign_in_link(*with.writer, form ? core::field(*form, "link") : "", with.now);
  if (!who) {
    auto out = refuse(403, "This link is wrong, was used before or is out of date. Ask for a new one.", "link");
    out.failed_proof = true;
    return out;
  }
  answer out;
  out.status = 303;
  out.content_type.clear();
  out.headers.emplace_back("Location", std::string(after_sign_in));
  sign_in(*who, ports::sign_in_way::link, {}, asked, with, out);
  return out;
}

}  // namespace carerelay::http
