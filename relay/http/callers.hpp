#pragma once

#include <boost/system/result.hpp>

#include <string>

#include "protocol/json/value.hpp"
#include "relay/core/people/actor.hpp"
#include "relay/core/people/identity.hpp"
#include "relay/core/people/sessions.hpp"
#include "relay/http/route.hpp"

/// Private to the routes: who asks, what they sent, and the answer when that is not good enough.
namespace carerelay::http {

/// What was asked for, or the answer that refuses it. Looked at before it is taken: `if (!x) return x.error();`
template <class T>
using or_answer = boost::system::result<T, answer>;

[[noreturn]] void throw_exception_from_error(answer const& what, boost::source_location const& where);

/// A live member of a live team, by token or signed in with a browser; 401 without one, 403 for a home, whose token
/// opens only its own doors.
[[nodiscard]] or_answer<core::actor> publisher(request const& asked, context const& with);
/// The same for routes that name a thing: a home gets 404, as for every id that is not its own.
[[nodiscard]] or_answer<core::actor> publisher_of(request const& asked, context const& with);
[[nodiscard]] or_answer<core::actor> administrator(request const& asked, context const& with);
[[nodiscard]] or_answer<core::actor> administrator_of(request const& asked, context const& with);
/// A device of a home, by its short token.
[[nodiscard]] or_answer<core::home_caller> home(request const& asked, context const& with);

struct any_caller {
  std::optional<core::actor> publisher;
  std::optional<core::home_caller> home;
};
[[nodiscard]] or_answer<any_caller> anyone(request const& asked, context const& with);

/// A person signed in with a browser. Whatever changes something must come from a page of ours and carry the session's
/// header: 403 otherwise. 401 without an open session.
[[nodiscard]] or_answer<core::session_caller> signed_in(request const& asked, context const& with);

/// The body as JSON; 415 for another type, 400 for what does not read.
[[nodiscard]] or_answer<protocol::json::value> json_body(request const& asked, std::size_t most_bytes);
/// Checks Content-Type alone: 415 unless it is `type`, parameters aside.
[[nodiscard]] std::optional<answer> check_type(request const& asked, std::string_view type);

[[nodiscard]] answer not_found();
/// 200 with ETag and a private cache, or 304 when the client holds it already. `tag` without quotation marks.
[[nodiscard]] answer unchanging(request const& asked, std::string_view tag, answer full);

}  // namespace carerelay::http
