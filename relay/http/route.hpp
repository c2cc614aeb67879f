#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/ports/clock.hpp"
#include "adapters/ports/http_client.hpp"
#include "adapters/ports/random.hpp"
#include "adapters/ports/store.hpp"
#include "relay/core/people/oidc_exchange.hpp"
#include "relay/core/record/event.hpp"
#include "relay/http/facts.hpp"

/// HTTP as values: a request in, an answer out. No Beast here; relay/io translates.
namespace carerelay::http {

enum class method : std::uint8_t { get, head, post, put, delete_ };

/// Of the page that sent a request, as its browser says: nothing else can be made to say so.
enum class origin : std::uint8_t { none, ours, foreign };

struct request {
  http::method method = method::get;
  std::string path;  ///< decoded once, no dot segments: the gate saw to it
  std::vector<std::pair<std::string, std::string>> query;
  std::string authorization;  ///< header values; "" when absent
  std::string accept, accept_encoding, content_type, if_none_match, idempotency_key;
  std::string cookie, session_header;  ///< Cookie and X-Carerelay-Session
  std::string hub_signature;           ///< X-Hub-Signature-256
  http::origin origin = http::origin::none;
  std::string host;  ///< as asked for, with its port: one of ours
  std::string body;
  std::string source;  ///< address, for budgets and logs
};

/// Something a security team would want to know: for the log, without secrets.
struct note {
  std::string event;
  std::vector<std::pair<std::string, std::string>> fields;
  bool is_warning = false;
};

struct context;
struct outside_context;
class pacer;

struct answer {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::shared_ptr<std::string const> shared_body{};  ///< instead of `body` when set
  bool failed_proof = false;  ///< a code or token was wrong: counts against the source (core::admission)
  std::vector<note> notes{};  ///< logged once the answer is durable
  std::vector<std::function<void()>> once_durable{};  ///< run then, on the thread that answers: must not wait
  /// Not an answer yet: somebody else's server is to be asked first, by this, on a thread where waiting does no harm.
  std::function<answer(request const&, outside_context&)> outside{};
  /// Not an answer yet: this is to be run as a route that writes.
  std::function<answer(request const&, context&)> afterwards{};
  bool wants_backup = false;  ///< not an answer yet: the shell has the store thread make one, then answers `backed_up`
};

/// What became of a request that came with a session's cookie.
struct session_use {
  std::optional<protocol::session_id> by;  ///< whose it was
  protocol::member_id member;
  bool is_touch_due = false;      ///< that it was used should be written down
  bool ends = false;              ///< this very request ended it
  ports::device_number seen = 0;  ///< a home's device that asked: to be written down
};

/// What a route may use. `writer` is there for routes that change something; they run on the store thread inside a
/// transaction that is committed whatever the answer says (a refused code has used up a try), and is durable before the
/// answer leaves. Events are handed on after the commit, never before.
struct context {
  ports::store_reader& store;
  ports::store_writer* writer = nullptr;
  ports::random& random;
  protocol::instant now{};
  relay_facts const& facts;
  std::vector<core::event>& after_commit;
  /// The caller is the operator working on a store at rest (`carerelay homes import --store FILE`): may do what an
  /// administrator may, without a token. Never set for a request that came over a network.
  bool operator_at_rest = false;
  session_use* session = nullptr;  ///< filled when the caller is signed in with a browser
  pacer* pace = nullptr;           ///< none: nothing is counted
};

/// What a question to somebody else's server may use. It blocks, on a thread where that does no harm.
struct outside_context {
  ports::http_client& client;
  core::provider_shelf& shelf;
  ports::random& random;
  protocol::instant now{};
  relay_facts const& facts;
};

enum class needs : std::uint8_t { nothing, reads, writes };

struct route {
  http::method method;
  std::string_view pattern;  ///< "/v1/messages/{id}/receipts"
  http::needs needs;
  std::size_t body_limit;  ///< bytes; 0: no body
  answer (*handle)(request const&, std::vector<std::string> const& arguments, context&);
};

}  // namespace carerelay::http
