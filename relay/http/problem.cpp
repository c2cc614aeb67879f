#include "relay/http/problem.hpp"

#include <algorithm>

#include "protocol/json/writer.hpp"

namespace carerelay::http {

using protocol::errc;

int status_of(errc code) noexcept {
  switch (code) {
    case errc::not_json:
    case errc::not_utf8:
    case errc::too_deep:
    case errc::too_many_members:
    case errc::duplicate_member:
    case errc::number_refused:
    case errc::subprotocol_missing:
    case errc::bad_request: return 400;
    case errc::unauthenticated: return 401;
    case errc::kind_not_granted:
    case errc::area_not_granted:
    case errc::role_not_granted:
    case errc::channel_not_granted:
    case errc::grant_expired:
    case errc::needs_a_person:
    case errc::same_person:
    case errc::signature_invalid:
    case errc::code_invalid:
    case errc::code_locked:
    case errc::device_revoked:
    case errc::home_suspended:
    case errc::words_differ:
    case errc::origin_refused: return 403;
    case errc::not_found: return 404;
    case errc::method_not_allowed: return 405;
    case errc::no_hello:
    case errc::no_pong: return 408;
    case errc::reference_closed:
    case errc::reference_reused:
    case errc::signature_replayed:
    case errc::device_limit:
    case errc::no_sealed_device:
    case errc::list_refused:
    case errc::session_replaced:
    case errc::draft_differs:
    case errc::audience_changed:
    case errc::draft_closed:
    case errc::frame_unexpected:
    case errc::seq_unknown:
    case errc::epoch_changed:
    case errc::illegal_move: return 409;
    case errc::precondition_failed: return 412;
    case errc::too_large: return 413;
    case errc::unsupported_media_type: return 415;
    case errc::host_refused: return 421;
    case errc::required:
    case errc::wrong_type:
    case errc::unknown_value:
    case errc::out_of_range:
    case errc::bad_format:
    case errc::not_allowed:
    case errc::unsupported_type:
    case errc::empty_audience:
    case errc::unknown_area:
    case errc::unknown_home:
    case errc::change_note_missing:
    case errc::reference_unknown:
    case errc::expires_too_early:
    case errc::not_sealed:
    case errc::seal_broken:
    case errc::not_private_to_one: return 422;
    case errc::slow_consumer:
    case errc::quota_used:
    case errc::rate_limited: return 429;
    case errc::internal: return 500;
    case errc::overloaded:
    case errc::draining: return 503;
    case errc::storage_full: return 507;
  }
  return 500;
}

namespace {

/// The word as a sentence: "unknown area".
std::string title_of(errc code) {
  std::string title(word(code));
  std::replace(title.begin(), title.end(), '_', ' ');
  return title;
}

using more_members = std::function<void(protocol::json::writer&, std::size_t)>;

answer document(errc code, std::string_view detail, protocol::faults const& wrong, int status,
                more_members const& more = {}) {
  answer out;
  out.status = status;
  out.content_type = "application/problem+json";
  protocol::json::writer json(out.body);
  json.begin_object().member("type", "urn:carerelay:problem:" + std::string(word(code)));
  json.member("title", title_of(code)).member("status", out.status).member("code", word(code));
  json.member("detail", detail);
  if (!wrong.empty()) {
    json.begin_array("errors");
    for (std::size_t i = 0; i < wrong.size(); ++i) {
      json.begin_object().member("pointer", wrong[i].pointer).member("rule", word(wrong[i].rule));
      json.member("detail", wrong[i].detail);
      if (more) more(json, i);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  if (code == errc::unauthenticated) out.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"carerelay\"");
  return out;
}

}  // namespace

answer problem(errc code, std::string_view detail) { return document(code, detail, {}, status_of(code)); }

answer problem(errc code, std::string_view detail, int status) { return document(code, detail, {}, status); }

answer problem(protocol::faults const& wrong) { return problem(wrong, {}); }

answer problem(protocol::faults const& wrong, more_members const& more) {
  protocol::fault const& first = wrong.front();
  std::string detail = first.pointer.empty() ? first.detail : first.pointer + ": " + first.detail;
  if (wrong.size() > 1) detail += " (and " + std::to_string(wrong.size() - 1) + " more)";
  return document(first.rule, detail, wrong, status_of(first.rule), more);
}

answer try_again(errc code, std::string_view detail, std::chrono::milliseconds after) {
  answer out = problem(code, detail);
  auto const seconds = std::chrono::ceil<std::chrono::seconds>(after);
  out.headers.emplace_back("Retry-After", std::to_string(std::max<std::int64_t>(1, seconds.count())));
  return out;
}

}  // namespace carerelay::http
