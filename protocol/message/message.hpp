#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/fault.hpp"
#include "protocol/ids.hpp"
#include "protocol/instant.hpp"
#include "protocol/register/audience.hpp"
#include "protocol/words.hpp"

/// What a publisher says, with the words of CAP 1.2 (alerts) and FHIR R4 DiagnosticReport (results).
/// Enumerators are spelt as on the wire, with `-` as `_`.
namespace carerelay::protocol {

enum class message_kind : std::uint8_t { guidance_bulletin, helpline_notice, test_result };
enum class msg_type : std::uint8_t { alert, update, cancel };
enum class message_status : std::uint8_t { actual, exercise, test };
enum class message_scope : std::uint8_t { public_, restricted, private_ };
enum class urgency : std::uint8_t { immediate, expected, future };
enum class severity : std::uint8_t { extreme, severe, moderate, minor };
enum class response : std::uint8_t { in_progress, actioned, not_relevant, need_help };

struct contact {  ///< CAP info.contact, as a person can use it
  std::string name{};
  std::string telephone{};  ///< E.164, "" when none
  std::string email{};

  friend bool operator==(contact const&, contact const&) = default;
};

struct info_block {           ///< one language of the message (CAP `info`)
  std::string language{};     ///< BCP 47, "en-GB"
  std::string headline{};     ///< at most 160 characters, one line
  std::string description{};  ///< CommonMark, at most 100,000 characters
  std::string instruction{};  ///< CommonMark: what to do
  std::string web{};          ///< https URL
  std::optional<contact> who{};
  std::vector<std::string> must_do{};   ///< one line each, plain text: shown with ticks
  std::vector<std::string> must_not{};  ///< the same, with crosses

  friend bool operator==(info_block const&, info_block const&) = default;
};

struct acknowledgement {
  bool required = false;
  std::optional<instant> by{};
  std::vector<response> options{};  ///< empty: all four

  friend bool operator==(acknowledgement const&, acknowledgement const&) = default;
};

struct resource_link {
  std::string title{};
  std::string mime_type{};
  std::uint64_t size = 0;  ///< bytes
  std::array<std::uint8_t, 32> sha256{};

  friend bool operator==(resource_link const&, resource_link const&) = default;
};

struct guidance_part {
  std::string issuer_reference{};
  std::optional<instant> review_by{};
  std::optional<instant> action_by{};

  friend bool operator==(guidance_part const&, guidance_part const&) = default;
};

enum class weekday_set : std::uint8_t {};  ///< bit 0 Monday … bit 6 Sunday, bit 7 bank holidays (England)
struct opening_period {
  weekday_set days{};
  std::uint16_t opens_minute = 0;   ///< minutes after midnight, Europe/London
  std::uint16_t closes_minute = 0;  ///< 1..1440, after opens

  friend bool operator==(opening_period const&, opening_period const&) = default;
};
enum class service_state : std::uint8_t { open, limited, closed };
struct helpline_part {
  std::string telephone{};  ///< E.164
  std::string email{};
  std::vector<opening_period> opening_hours{};
  service_state state = service_state::open;
  std::vector<std::string> topics{};

  friend bool operator==(helpline_part const&, helpline_part const&) = default;
};

/// All of a test result that travels: what it says is in result.hpp, sealed by the sender for the one home.
struct sealed_part {
  std::string jwe{};  ///< member `sealed`: canonical JSON; "" in a cancel that says nothing more
  /// The sender's own HMAC over what it sealed: tells the relay a repeat, which is sealed anew and so has other bytes.
  std::string content_tag{};

  friend bool operator==(sealed_part const&, sealed_part const&) = default;
};

/// What a publisher sends; what the relay adds is in `message`.
struct draft {
  message_kind kind{};
  msg_type type = msg_type::alert;
  message_status status = message_status::actual;
  message_scope scope = message_scope::restricted;
  std::vector<message_id> references{};
  std::string reference{};  ///< publisher's own key, "" when none
  carerelay::protocol::urgency urgency = carerelay::protocol::urgency::expected;
  carerelay::protocol::severity severity = carerelay::protocol::severity::moderate;
  std::string topic{};  ///< slug a-z0-9-; "wellbeing" shows counts only
  std::optional<instant> effective{};
  std::optional<instant> expires{};
  carerelay::protocol::audience audience{};
  acknowledgement ack{};  ///< member `acknowledgement`
  std::vector<info_block> info{};
  std::string change_note{};
  std::vector<resource_link> resources{};
  std::variant<guidance_part, helpline_part, sealed_part> part{};

  friend bool operator==(draft const&, draft const&) = default;
};

using digest = std::array<std::uint8_t, 32>;  ///< SHA-256; base64url on the wire

/// An accepted message: immutable. Its JSON is the canonical form (RFC 8785), made once.
struct message {
  message_id id{};
  publisher_id sender{};
  std::string sender_name{};
  instant sent{};
  draft content{};  ///< `effective` is set: `sent` when the draft had none
  /// Sent by one person alone where two are asked for: homes are told so (`confirmation`: `awaiting_second_person`).
  bool sent_alone = false;
  /// Of a sealed result: RFC 7638 thumbprint of the key that its sender had registered to sign results with. A home
  /// refuses one that was signed with another. None when the sender has registered no key.
  std::optional<digest> sender_key{};
  digest sum{};  ///< SHA-256 of the canonical JSON without member `digest`

  friend bool operator==(message const&, message const&) = default;
};

/// The message as it travels: encoded once, shared by every session, every store row and every page.
struct encoded_message {
  message_id id{};
  digest sum{};
  std::uint32_t number = 0;  ///< the store's own key, dense; 0 before it is stored
  std::string json{};        ///< canonical, member `digest` included
};
using shared_message = std::shared_ptr<encoded_message const>;

/// Reads a draft as publishers send it. Every fault of the document is reported, each with its pointer; rules
/// that need the register or the store (areas, references, grants) are core/publish's.
[[nodiscard]] checked<draft> parse_draft(std::string_view json);
/// SHA-256 over the canonical form of what the publisher said: tells a repeat from a reuse of `reference`. Of a result
/// with a `content_tag`, that stands for the sealed bytes.
[[nodiscard]] digest draft_digest(draft const& what);
/// SHA-256 over the canonical form of the draft without `sealed` and `effective`: what a sealed result is bound to. The
/// same for the sender's draft and for the message a home gets.
[[nodiscard]] digest envelope_digest(draft const& what);
/// Reads back what `encode` made (store, `listen`, tests).
[[nodiscard]] checked<message> parse_message(std::string_view json);
/// Canonical JSON of the draft, as parse_draft reads it.
[[nodiscard]] std::string encode_draft(draft const& what);
/// Computes the digest into `what.sum` and gives the canonical JSON with it.
[[nodiscard]] std::string encode(message& what);
/// The digest of a message's JSON, recomputed from its text: what a receiver checks.
[[nodiscard]] checked<digest> digest_of(std::string_view json);

/// Effective, not expired, and neither superseded nor cancelled at `now`.
[[nodiscard]] bool is_in_force(draft const& what, bool superseded_or_cancelled, instant now) noexcept;
/// Whether it counts in coverage figures: `actual` only.
[[nodiscard]] bool counts(draft const& what) noexcept;
/// Topic whose receipts are shown as counts only.
[[nodiscard]] bool is_wellbeing(draft const& what) noexcept;

[[nodiscard]] std::string_view word(message_kind value) noexcept;
[[nodiscard]] std::string_view word(msg_type value) noexcept;
[[nodiscard]] std::string_view word(message_status value) noexcept;
[[nodiscard]] std::string_view word(message_scope value) noexcept;
[[nodiscard]] std::string_view word(urgency value) noexcept;
[[nodiscard]] std::string_view word(severity value) noexcept;
[[nodiscard]] std::string_view word(response value) noexcept;
[[nodiscard]] std::string_view word(service_state value) noexcept;

}  // namespace carerelay::protocol
