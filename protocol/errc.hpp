#pragma once

#include <boost/system/error_code.hpp>

#include <string_view>

namespace carerelay::protocol {

/// Every refusal Carerelay can give, one word each. The word is what peers see: the `code` of an error
/// frame and the last part of a problem document's `type` (RFC 9457). A refusal is never a driver's text.
enum class errc : int {
  // The text itself
  not_json = 1,      ///< not one JSON value (RFC 8259)
  not_utf8,          ///< bytes, or an escape, that are not UTF-8
  too_large,         ///< more bytes than the limit named in the detail
  too_deep,          ///< nested deeper than 32
  too_many_members,  ///< more than 256 members in one object
  duplicate_member,  ///< the same member twice
  number_refused,    ///< a fraction, an exponent or more than 16 characters
  // One field
  required,       ///< a member that must be there is missing
  wrong_type,     ///< a string where a number is expected, and the like
  unknown_value,  ///< not one of the words allowed
  out_of_range,   ///< a number, length or date outside its limits
  bad_format,     ///< an identifier, date, telephone number or the like that does not parse
  not_allowed,    ///< a member that this kind of message must not carry
  // The message as a whole
  unsupported_type,     ///< a frame or message type this version does not know
  empty_audience,       ///< nobody would get it
  unknown_area,         ///< a GSS code the register does not hold
  unknown_home,         ///< a home the register does not hold, or a dormant one
  change_note_missing,  ///< an update must say what changed
  reference_unknown,    ///< `references` names no message this publisher may replace
  reference_closed,     ///< `references` names a message already superseded or cancelled
  expires_too_early,    ///< `expires` is not after `effective`
  not_private_to_one,   ///< a private message must go to exactly one home
  reference_reused,     ///< the publisher's `reference` was used before for other content
  // Who asks
  unauthenticated,  ///< no or wrong credentials
  kind_not_granted,
  area_not_granted,
  role_not_granted,
  channel_not_granted,  ///< the account may not use one of the message's ways out
  grant_expired,        ///< what the account was granted has come to its end
  quota_used,           ///< the account has published all it may today (Europe/London)
  not_found,            ///< no such thing, or not yours to see
  signature_invalid,
  signature_replayed,  ///< the same signed act with another content
  code_invalid,        ///< enrolment code wrong, used or out of date
  code_locked,         ///< five wrong tries: ask for a new code
  device_limit,        ///< a home has at most 20 devices
  device_revoked,
  home_suspended,
  // Sealed results and the devices they are for
  not_sealed,        ///< a test result is sealed by its sender; the relay takes no other
  seal_broken,       ///< sealed or signed bytes that do not open, do not verify or were changed
  no_sealed_device,  ///< the home has no device that results may be sealed for
  list_refused,      ///< a device list that does not follow from the one before it
  words_differ,      ///< the eight words read back are not those of the device
  session_replaced,  ///< the same device connected again
  // Two persons
  needs_a_person,    ///< a machine cannot stand for a person here
  same_person,       ///< the second signature must be another person's
  draft_differs,     ///< what was approved is not what waits: other bytes, audience or count
  audience_changed,  ///< the register moved since it was drafted: look at the new figures, approve again
  draft_closed,      ///< approved, rejected, sent or expired before
  // The stream
  frame_unexpected,  ///< a frame that does not belong in this state
  seq_unknown,       ///< a `seq` that was never sent on this session
  epoch_changed,
  illegal_move,  ///< a receipt cannot go from where it is to where the frame asks
  no_hello,
  no_pong,
  slow_consumer,
  // The relay
  rate_limited,
  overloaded,
  storage_full,  ///< publishing is refused, receipts are still recorded
  draining,
  // HTTP
  bad_request,
  host_refused,
  origin_refused,
  subprotocol_missing,
  method_not_allowed,
  unsupported_media_type,
  precondition_failed,
  internal  ///< our fault; the log has the event
};

/// The word peers see, `change_note_missing` for errc::change_note_missing.
[[nodiscard]] std::string_view word(errc code) noexcept;

[[nodiscard]] boost::system::error_category const& errc_category() noexcept;
[[nodiscard]] boost::system::error_code make_error_code(errc code) noexcept;

}  // namespace carerelay::protocol

template <>
struct boost::system::is_error_code_enum<carerelay::protocol::errc> : std::true_type {};
