#include "protocol/formats.hpp"
#include "protocol/message_fields.hpp"
#include "protocol/opening_hours.hpp"

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

result_part read_result(object_reader& from, msg_type type) {
  // A result that is taken back has, of itself, only that to say.
  bool const is_cancel = type == msg_type::cancel;
  auto const by_type = is_cancel ? report_status::entered_in_error : report_status::final;
  result_part part;
  part.status = read_word<report_status>(from, "report_status", is_cancel ? optional : required).value_or(by_type);
  part.test_code =
      from.parsed("test_code", optional, kept_if(formats::is_snomed), formats::expected_snomed).value_or("");
  part.outcome = read_word<test_outcome>(from, "outcome");
  part.specimen_ref =
      from.parsed("specimen_ref", optional, kept_if(formats::is_pseudonym), formats::expected_pseudonym).value_or("");
  part.subject_ref =
      from.parsed("subject_ref", optional, kept_if(formats::is_pseudonym), formats::expected_pseudonym).value_or("");
  part.collected_at = read_instant(from, "collected_at");
  part.issued_at = read_instant(from, "issued_at");
  part.performer_ods =
      from.parsed("performer_ods", optional, kept_if(formats::is_ods_code), formats::expected_ods_code).value_or("");
  return part;
}

}  // namespace

void read_part(object_reader& from, draft& out) {
  switch (out.kind) {
    case message_kind::guidance_bulletin: out.part = read_guidance(from); return;
    case message_kind::helpline_notice: out.part = read_helpline(from); return;
    case message_kind::test_result: out.part = read_result(from, out.type); return;
  }
}

}  // namespace carerelay::protocol::message_fields
