#include <algorithm>

#include "protocol/crypto/base64.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/limits.hpp"
#include "protocol/message/message_fields.hpp"
#include "protocol/message/message_rules.hpp"
#include "protocol/message/result.hpp"

namespace carerelay::protocol {
namespace {

using json::object_reader;
using json::presence;

/// What stands in the clear of every result; whoever leaves it out means it.
void fill_clear_words(draft& out) {
  if (out.info.empty()) out.info = {clear_words(out.type)};
  if (out.change_note.empty()) out.change_note = clear_change_note(out.type);
}

checked<draft> read_draft(json::value const& document) {
  faults wrong;
  draft out;
  object_reader from(document, "", wrong);
  if (!from.is_object()) return wrong;
  auto const kind = message_fields::read_word<message_kind>(from, "kind", presence::required);
  out.kind = kind.value_or(message_kind::guidance_bulletin);
  message_fields::refuse_unknown(document, kind, wrong);
  message_fields::read_envelope(from, out);
  if (kind) {
    message_fields::read_part(from, document, out);
    if (*kind == message_kind::test_result) fill_clear_words(out);
    message_rules::check(out, wrong);
  }
  message_fields::keep_first_of_each(wrong);
  if (!wrong.empty()) return wrong;
  return out;
}

std::optional<digest> to_digest(std::string_view text) {
  digest out{};
  return crypto::from_base64url(text, out) ? std::optional(out) : std::nullopt;
}

}  // namespace

void message_fields::keep_first_of_each(faults& all) {
  faults kept;
  for (auto& one : all) {
    bool const is_said = std::any_of(kept.begin(), kept.end(), [&](fault const& earlier) {
      // A fault inside /audience says enough about /audience; one at the whole document about everything.
      return earlier.pointer == one.pointer || earlier.pointer.starts_with(one.pointer + '/');
    });
    if (!is_said) kept.push_back(std::move(one));
  }
  all = std::move(kept);
}

checked<draft> parse_draft(std::string_view text) {
  auto const document = json::read(text, limits::draft_bytes);
  if (!document) return faults{document.error().to_fault()};
  return read_draft(*document);
}

checked<message> parse_message(std::string_view text) {
  auto const document = json::read(text, limits::message_bytes);
  if (!document) return faults{document.error().to_fault()};
  faults wrong;
  message out;
  object_reader from(*document, "", wrong);
  if (!from.is_object()) return wrong;
  auto const kind = message_fields::read_word<message_kind>(from, "kind", presence::required);
  if (!kind) return wrong;
  out.content.kind = *kind;
  message_fields::read_envelope(from, out.content);
  message_fields::read_part(from, *document, out.content);
  constexpr auto required = presence::required;
  out.id = from.parsed("id", required, message_id::parse, "a UUID").value_or(message_id{});
  out.sender = from.parsed("sender", required, publisher_id::parse, publisher_tag::expected).value_or(publisher_id{});
  out.sender_name = from.text("sender_name", required, {.most = limits::sender_name_characters});
  out.sent = message_fields::read_instant(from, "sent", required).value_or(instant{});
  out.sent_alone = from.text("confirmation", presence::optional) == "awaiting_second_person";
  out.sender_key = from.parsed("sender_key", presence::optional, to_digest, "a thumbprint in base64url");
  out.sum = from.parsed("digest", required, to_digest, "a SHA-256 in base64url").value_or(digest{});
  if (!wrong.empty()) return wrong;
  return out;
}

}  // namespace carerelay::protocol
