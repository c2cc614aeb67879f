#include "protocol/crypto/base64.hpp"
#include "protocol/message/message_fields.hpp"
#include "protocol/message/opening_hours.hpp"
#include "protocol/seal/jwe.hpp"
#include "protocol/text/formats.hpp"

/// The members that only one kind of message has.
namespace carerelay::protocol::message_fields {
namespace {

using json::object_reader;
using json::presence;

constexpr auto optional = presence::optional;
constexpr auto required = presence::required;

guidance_part read_guidance(object_reader& from) {
  guidance_part part;
  part.issuer_reference = from.text("issuer_reference", optional, {.least = 1, .most = 80});
  part.review_by = read_instant(from, "review_by");
  part.action_by = read_instant(from, "action_by");
  return part;
}

std::optional<unsigned> to_day_bit(std::string_view text) noexcept {
  for (unsigned bit = 0; !day_word(bit).empty(); ++bit) {
    if (day_word(bit) == text) return bit;
  }
  return std::nullopt;
}

opening_period read_period(object_reader& from) {
  opening_period period;
  for (unsigned const bit :
       from.parsed_list("days", required, 8, to_day_bit, "one of mon, tue, wed, thu, fri, sat, sun or bank_holiday",
                        errc::unknown_value)) {
    period.days = with(period.days, bit);
  }
  if (from.has("days") && period.days == weekday_set{}) {
    from.refuse("days", errc::out_of_range, "expected at least one day, such as [\"mon\",\"tue\"]");
  }
  auto const opens = from.parsed("opens", required, formats::to_minute, formats::expected_clock);
  auto const closes = from.parsed("closes", required, formats::to_minute, formats::expected_clock);
  period.opens_minute = static_cast<std::uint16_t>(opens.value_or(0));
  period.closes_minute = static_cast<std::uint16_t>(closes.value_or(0));
  if (opens && closes && *closes <= *opens) {
    from.refuse(
        "closes", errc::out_of_range,
        "expected a time after `opens`; hours past midnight are two periods, 20:00 to 24:00 and 00:00 to 08:00");
  }
  return period;
}

helpline_part read_helpline(object_reader& from) {
  helpline_part part;
  part.telephone = from.parsed("telephone", optional, formats::to_e164, formats::expected_telephone).value_or("");
  part.email = from.parsed("email", optional, kept_if(formats::is_email), formats::expected_email).value_or("");
  from.for_each("opening_hours", optional, 28,
                [&](object_reader& item) { part.opening_hours.push_back(read_period(item)); });
  part.state = read_word<service_state>(from, "service_state").value_or(service_state::open);
  part.topics = from.parsed_list("topics", optional, 20, kept_if(formats::is_slug), formats::expected_slug);
  return part;
}

sealed_part read_sealed(object_reader& from, json::value const& document) {
  sealed_part part;
  auto const to_tag = [](std::string_view text) {
    digest tag{};
    return crypto::from_base64url(text, tag) ? std::optional(std::string(text)) : std::nullopt;
  };
  part.content_tag = from.parsed("content_tag", optional, to_tag, "32 bytes in base64url").value_or("");
  auto const* const sealed = document.find("sealed");
  if (!sealed) return part;
  auto const read = seal::read_jwe(*sealed, seal::purpose::result, from.pointer_to("sealed"));
  if (read) {
    part.jwe = seal::encode(*read);
  } else {
    for (fault const& one : read.error()) from.report(one);
  }
  return part;
}

}  // namespace

void read_part(object_reader& from, json::value const& document, draft& out) {
  switch (out.kind) {
    case message_kind::guidance_bulletin: out.part = read_guidance(from); return;
    case message_kind::helpline_notice: out.part = read_helpline(from); return;
    case message_kind::test_result: out.part = read_sealed(from, document); return;
  }
}

}  // namespace carerelay::protocol::message_fields
