#include "relay/io/session/stream_door.hpp"

#include "relay/core/people/form.hpp"
#include "relay/core/people/sessions.hpp"
#include "relay/http/cookies.hpp"
#include "relay/io/loop/call_later.hpp"
#include "relay/io/session/publisher_session.hpp"
#include "relay/io/session/ws_session.hpp"

namespace carerelay::io {
namespace {

using protocol::errc;

/// Who wants to watch.
struct watcher {
  core::actor who;
  std::optional<protocol::session_id> signed_in{};  ///< with a browser
};
using question = std::function<std::optional<watcher>(ports::store_reader&)>;
struct claim {
  question ask{};  ///< empty: nobody claims to be a publisher
  std::string_view otherwise;
  bool is_guess = false;  ///< a wrong one counts against the source; an old cookie does not
};

question by_token(std::string const& authorization) {
  constexpr std::string_view scheme = "Bearer ";
  if (!authorization.starts_with(scheme)) return [](ports::store_reader&) { return std::nullopt; };
  return [token = authorization.substr(scheme.size())](ports::store_reader& store) -> std::optional<watcher> {
    auto who = core::find_actor_by_token(store, token);
    if (!who) return std::nullopt;
    return watcher{std::move(*who), std::nullopt};
  };
}

question by_cookie(lane& on, std::string cookie) {
  return [cookie = std::move(cookie), now = on.now(),
          &rules = on.parts.facts.sign_in](ports::store_reader& store) -> std::optional<watcher> {
    auto found = core::find_session(store, http::cookie_value(cookie, http::session_cookie), rules, now);
    if (!found) return std::nullopt;
    return watcher{std::move(found->who), found->session.id};
  };
}

/// Overloaded when nobody could be asked, else unauthenticated when there is nobody.
task<boost::system::result<watcher>> find_watcher(lane& on, question ask) {
  using answer_type = std::optional<watcher>;
  auto const found = std::make_shared<answer_type>();
  auto start = [&on, ask, found](std::function<void(bool)> done) {
    auto answered = [found, done](std::optional<answer_type> answer) {
      if (answer) *found = std::move(*answer);
      done(answer.has_value());
    };
    bool const taken = on.parts.readers.ask<answer_type>(on.index, ask, std::move(answered));
    if (!taken) on.thread.post([done] { done(false); });
  };
  bool const asked = co_await call_later(std::move(start));
  boost::system::result<watcher> answer(make_error_code(asked ? errc::unauthenticated : errc::overloaded));
  if (*found) answer = std::move(**found);
  co_return answer;
}

std::unique_ptr<ws_stream> made_stream(connection& with, http_wire& wire) {
  auto const key = header(wire.head(), "Sec-WebSocket-Key");
  auto const early = wire.leftover();
  with.stream.expires_never();
  with.guest.reset();
  return accept_websocket(std::move(with.stream), {key, protocol::subprotocol, {}, early}, {});
}

task<bool> open_watch(connection& with, http_wire& wire, claim what) {
  auto const found = co_await find_watcher(with.on, what.ask);
  if (!found) {
    refusal why{401, errc::unauthenticated, what.otherwise};
    if (found.error() == errc::overloaded)
      why = {503, errc::overloaded, "too many questions are waiting; try again shortly"};
    else if (what.is_guess)
      with.on.parts.admission.failed(with.admitted.source());
    co_await refuse(with, wire, why);
    co_return false;
  }
  auto stream = made_stream(with, wire);
  auto const session = std::make_shared<publisher_session>(with.on, std::move(stream), std::move(with.admitted),
                                                           found->who, found->signed_in);
  session->start();
  co_return true;
}

}  // namespace

task<bool> open_stream(connection& with, http_wire& wire, passed_request const& asked) {
  auto const authorization = header(wire.head(), "Authorization");
  bool const is_persons = core::field(asked.query, "as") == "person";
  if (is_persons && asked.origin != http::origin::ours) {
    refusal const why{403, errc::origin_refused, "only pages of this relay may open a stream for who is signed in"};
    co_await refuse(with, wire, why);
    co_return false;
  }
  claim what;
  if (is_persons)
    what = {by_cookie(with.on, header(wire.head(), "Cookie")), "you are not signed in, or not any more: sign in again"};
  else if (!authorization.empty())
    what = {by_token(authorization), "no account of a publisher has that token", true};
  if (what.ask) {
    bool const opened = co_await open_watch(with, wire, std::move(what));
    co_return opened;
  }
  auto stream = made_stream(with, wire);
  std::make_shared<ws_session>(with.on, std::move(stream), std::move(with.admitted))->start();
  co_return true;
}

}  // namespace carerelay::io
