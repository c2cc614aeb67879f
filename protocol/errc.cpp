#include "protocol/errc.hpp"

#include <stdexcept>
#include <string>

#include "protocol/fault.hpp"

namespace carerelay::protocol {

std::string_view word(errc code) noexcept {
  switch (code) {
    case errc::not_json: return "not_json";
    case errc::not_utf8: return "not_utf8";
    case errc::too_large: return "too_large";
    case errc::too_deep: return "too_deep";
    case errc::too_many_members: return "too_many_members";
    case errc::duplicate_member: return "duplicate_member";
    case errc::number_refused: return "number_refused";
    case errc::required: return "required";
    case errc::wrong_type: return "wrong_type";
    case errc::unknown_value: return "unknown_value";
    case errc::out_of_range: return "out_of_range";
    case errc::bad_format: return "bad_format";
    case errc::not_allowed: return "not_allowed";
    case errc::unsupported_type: return "unsupported_type";
    case errc::empty_audience: return "empty_audience";
    case errc::unknown_area: return "unknown_area";
    case errc::unknown_home: return "unknown_home";
    case errc::change_note_missing: return "change_note_missing";
    case errc::reference_unknown: return "reference_unknown";
    case errc::reference_closed: return "reference_closed";
    case errc::expires_too_early: return "expires_too_early";
    case errc::not_private_to_one: return "not_private_to_one";
    case errc::reference_reused: return "reference_reused";
    case errc::unauthenticated: return "unauthenticated";
    case errc::kind_not_granted: return "kind_not_granted";
    case errc::area_not_granted: return "area_not_granted";
    case errc::role_not_granted: return "role_not_granted";
    case errc::channel_not_granted: return "channel_not_granted";
    case errc::grant_expired: return "grant_expired";
    case errc::quota_used: return "quota_used";
    case errc::not_found: return "not_found";
    case errc::signature_invalid: return "signature_invalid";
    case errc::signature_replayed: return "signature_replayed";
    case errc::code_invalid: return "code_invalid";
    case errc::code_locked: return "code_locked";
    case errc::device_limit: return "device_limit";
    case errc::device_revoked: return "device_revoked";
    case errc::home_suspended: return "home_suspended";
    case errc::not_sealed: return "not_sealed";
    case errc::seal_broken: return "seal_broken";
    case errc::no_sealed_device: return "no_sealed_device";
    case errc::list_refused: return "list_refused";
    case errc::words_differ: return "words_differ";
    case errc::session_replaced: return "session_replaced";
    case errc::needs_a_person: return "needs_a_person";
    case errc::same_person: return "same_person";
    case errc::draft_differs: return "draft_differs";
    case errc::audience_changed: return "audience_changed";
    case errc::draft_closed: return "draft_closed";
    case errc::frame_unexpected: return "frame_unexpected";
    case errc::seq_unknown: return "seq_unknown";
    case errc::epoch_changed: return "epoch_changed";
    case errc::illegal_move: return "illegal_move";
    case errc::no_hello: return "no_hello";
    case errc::no_pong: return "no_pong";
    case errc::slow_consumer: return "slow_consumer";
    case errc::rate_limited: return "rate_limited";
    case errc::overloaded: return "overloaded";
    case errc::storage_full: return "storage_full";
    case errc::draining: return "draining";
    case errc::bad_request: return "bad_request";
    case errc::host_refused: return "host_refused";
    case errc::origin_refused: return "origin_refused";
    case errc::subprotocol_missing: return "subprotocol_missing";
    case errc::method_not_allowed: return "method_not_allowed";
    case errc::unsupported_media_type: return "unsupported_media_type";
    case errc::precondition_failed: return "precondition_failed";
    case errc::internal: return "internal";
  }
  return "internal";
}

namespace {

class category final : public boost::system::error_category {
 public:
  char const* name() const noexcept override { return "carerelay"; }
  std::string message(int value) const override { return std::string(word(static_cast<errc>(value))); }
};

}  // namespace

boost::system::error_category const& errc_category() noexcept {
  static category const instance;
  return instance;
}

boost::system::error_code make_error_code(errc code) noexcept { return {static_cast<int>(code), errc_category()}; }

void throw_exception_from_error(faults const& what, boost::source_location const&) {
  throw std::logic_error(what.empty() ? "refused" : what.front().pointer + ": " + what.front().detail);
}

}  // namespace carerelay::protocol
