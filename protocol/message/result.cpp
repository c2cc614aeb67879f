#include "protocol/message/result.hpp"

#include "protocol/json/reader.hpp"
#include "protocol/limits.hpp"
#include "protocol/message/message_fields.hpp"
#include "protocol/message/message_rules.hpp"
#include "protocol/seal/letter.hpp"
#include "protocol/text/formats.hpp"

namespace carerelay::protocol {
namespace {

using json::object_reader;
using json::presence;
using message_fields::kept_if;

constexpr auto optional = presence::optional;
constexpr auto required = presence::required;

result_content read_content(object_reader& from, msg_type type) {
  // A result that is taken back has, of itself, only that to say.
  bool const is_cancel = type == msg_type::cancel;
  auto const by_type = is_cancel ? report_status::entered_in_error : report_status::final;
  result_content out;
  out.status = message_fields::read_word<report_status>(from, "report_status", is_cancel ? optional : required)
                   .value_or(by_type);
  out.test_code =
      from.parsed("test_code", optional, kept_if(formats::is_snomed), formats::expected_snomed).value_or("");
  out.outcome = message_fields::read_word<test_outcome>(from, "outcome");
  out.specimen_ref =
      from.parsed("specimen_ref", optional, kept_if(formats::is_pseudonym), formats::expected_pseudonym).value_or("");
  out.subject_ref =
      from.parsed("subject_ref", optional, kept_if(formats::is_pseudonym), formats::expected_pseudonym).value_or("");
  out.collected_at = message_fields::read_instant(from, "collected_at");
  out.issued_at = message_fields::read_instant(from, "issued_at");
  out.performer_ods =
      from.parsed("performer_ods", optional, kept_if(formats::is_ods_code), formats::expected_ods_code).value_or("");
  message_fields::read_info(from, out.info);
  out.change_note = message_fields::read_change_note(from);
  return out;
}

void refuse_at(faults& out, std::string pointer, errc rule, std::string detail) {
  out.push_back({std::move(pointer), rule, std::move(detail)});
}

/// amended, corrected, cancelled and entered-in-error speak of a report that was sent before.
bool speaks_of_earlier(report_status status) noexcept {
  switch (status) {
    case report_status::preliminary:
    case report_status::final: return false;
    case report_status::amended:
    case report_status::corrected:
    case report_status::cancelled:
    case report_status::entered_in_error: return true;
  }
  return false;
}

bool is_taken_back(report_status status) noexcept {
  return status == report_status::cancelled || status == report_status::entered_in_error;
}

void check_status(result_content const& what, msg_type type, faults& out) {
  if (speaks_of_earlier(what.status) && type == msg_type::alert) {
    refuse_at(out, "/msg_type", errc::not_allowed,
              "expected update or cancel, with the earlier result in `references`: " + std::string(word(what.status)) +
                  " speaks of one sent before");
  }
  if (type == msg_type::cancel && !is_taken_back(what.status)) {
    refuse_at(out, "/report_status", errc::not_allowed,
              "expected cancelled or entered-in-error when the message is a cancel");
  }
  if (is_taken_back(what.status)) return;
  if (!what.outcome) {
    refuse_at(out, "/outcome", errc::required, "expected one of positive, negative, indeterminate or void");
  } else if (*what.outcome != test_outcome::void_ && what.test_code.empty()) {
    refuse_at(out, "/test_code", errc::required, "expected a SNOMED CT identifier such as 871555000");
  }
  if (what.subject_ref.empty() && what.specimen_ref.empty()) {
    refuse_at(out, "/subject_ref", errc::required,
              "expected the home's own reference for the person, such as R-017, or a `specimen_ref`");
  }
}

void check_personal_details(result_content const& what, faults& out) {
  message_rules::check_personal_detail(what.subject_ref, "/subject_ref", out);
  message_rules::check_personal_detail(what.specimen_ref, "/specimen_ref", out);
  message_rules::check_personal_detail(what.change_note, "/change_note", out);
  for (std::size_t i = 0; i < what.info.size(); ++i) {
    std::string const at = "/info/" + std::to_string(i);
    message_rules::check_personal_detail(what.info[i].headline, at + "/headline", out);
    message_rules::check_personal_detail(what.info[i].description, at + "/description", out);
    message_rules::check_personal_detail(what.info[i].instruction, at + "/instruction", out);
    auto const check_each = [&](std::vector<std::string> const& lines, std::string const& list) {
      for (std::size_t n = 0; n < lines.size(); ++n)
        message_rules::check_personal_detail(lines[n], at + list + std::to_string(n), out);
    };
    check_each(what.info[i].must_do, "/must_do/");
    check_each(what.info[i].must_not, "/must_not/");
  }
}

void check_content(result_content const& what, msg_type type, faults& out) {
  check_status(what, type, out);
  if (type == msg_type::alert && !what.change_note.empty()) {
    refuse_at(out, "/change_note", errc::not_allowed, "only an update or a cancel says what changed");
  }
  if (type == msg_type::update && what.change_note.empty()) {
    refuse_at(out, "/change_note", errc::change_note_missing,
              "expected what changed, in a sentence such as \"The sample was tested again.\"");
  }
  if (what.collected_at && what.issued_at && *what.issued_at < *what.collected_at) {
    refuse_at(out, "/issued_at", errc::out_of_range, "expected a time no earlier than `collected_at`");
  }
  message_rules::check_info(what.info, type, out);
  check_personal_details(what, out);
  if (out.empty() && encode(what).size() > seal::letter_content_bytes) {
    refuse_at(out, "", errc::too_large, "expected a result of at most 64 KiB");
  }
}

/// The envelope of a result that is not sealed yet breaks one rule, which is why it is here.
void leave_out_unsealed(faults& all) {
  std::erase_if(all, [](fault const& one) { return one.pointer == "/sealed" && one.rule == errc::not_sealed; });
}

}  // namespace

info_block clear_words(msg_type type) {
  info_block out;
  out.language = "en-GB";
  switch (type) {
    case msg_type::alert: out.headline = "A test result is ready"; break;
    case msg_type::update: out.headline = "A test result was corrected"; break;
    case msg_type::cancel: out.headline = "A test result was withdrawn"; break;
  }
  return out;
}

std::string clear_change_note(msg_type type) {
  switch (type) {
    case msg_type::alert: break;
    case msg_type::update: return "It takes the place of an earlier result.";
    case msg_type::cancel: return "Its sender took it back.";
  }
  return {};
}

checked<result_draft> parse_result_draft(std::string_view text) {
  auto const document = json::read(text, limits::draft_bytes);
  if (!document) return faults{document.error().to_fault()};
  faults wrong;
  result_draft out;
  object_reader from(*document, "", wrong);
  if (!from.is_object()) return wrong;
  auto const kind = message_fields::read_word<message_kind>(from, "kind", required);
  if (kind && kind != message_kind::test_result) from.refuse("kind", errc::unsupported_type, "expected test_result");
  message_fields::refuse_unknown_of_result(*document, wrong);
  out.envelope.kind = message_kind::test_result;
  message_fields::read_envelope(from, out.envelope);
  out.content = read_content(from, out.envelope.type);
  check_content(out.content, out.envelope.type, wrong);
  out.envelope.info = {clear_words(out.envelope.type)};
  out.envelope.change_note = clear_change_note(out.envelope.type);
  out.envelope.part = sealed_part{};
  message_rules::check(out.envelope, wrong);
  leave_out_unsealed(wrong);
  message_fields::keep_first_of_each(wrong);
  if (!wrong.empty()) return wrong;
  return out;
}

checked<result_content> parse_result_content(std::string_view text, msg_type type) {
  auto const document = json::read(text, limits::message_bytes);
  if (!document) return faults{document.error().to_fault()};
  faults wrong;
  object_reader from(*document, "", wrong);
  if (!from.is_object()) return wrong;
  message_fields::refuse_unknown_of_content(*document, wrong);
  auto out = read_content(from, type);
  check_content(out, type, wrong);
  message_fields::keep_first_of_each(wrong);
  if (!wrong.empty()) return wrong;
  return out;
}

}  // namespace carerelay::protocol
