#include "protocol/message/message_rules.hpp"

#include <algorithm>

#include "protocol/message/result.hpp"
#include "protocol/text/markdown.hpp"
#include "protocol/text/personal_details.hpp"

namespace carerelay::protocol::message_rules {
namespace {

void refuse_at(faults& out, std::string pointer, errc rule, std::string detail) {
  out.push_back({std::move(pointer), rule, std::move(detail)});
}

std::string char_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

void check_references(draft const& what, faults& out) {
  if (what.type == msg_type::alert) {
    if (!what.references.empty()) {
      refuse_at(out, "/references", errc::not_allowed, "only an update or a cancel names an earlier message");
    }
    if (!what.change_note.empty()) {
      refuse_at(out, "/change_note", errc::not_allowed, "only an update or a cancel says what changed");
    }
    return;
  }
  if (what.references.empty()) {
    refuse_at(out, "/references", errc::required, "expected the id of the one message that this replaces or cancels");
  } else if (what.references.size() > 1) {
    refuse_at(out, "/references", errc::out_of_range, "expected exactly one message id");
  }
  if (what.type == msg_type::update && what.change_note.empty()) {
    refuse_at(out, "/change_note", errc::change_note_missing,
              "expected what changed, in a sentence such as \"Loss of smell is now a symptom.\"");
  }
}

void check_times(draft const& what, faults& out) {
  if (what.effective && what.expires && *what.expires <= *what.effective) {
    refuse_at(out, "/expires", errc::expires_too_early, "expected a time after `effective`");
  }
  auto const check_deadline = [&](std::optional<instant> when, char const* pointer) {
    if (!when) return;
    if (what.effective && *when <= *what.effective) {
      refuse_at(out, pointer, errc::out_of_range, "expected a time after `effective`");
    } else if (what.expires && *when > *what.expires) {
      refuse_at(out, pointer, errc::out_of_range, "expected a time no later than `expires`");
    }
  };
  check_deadline(what.ack.by, "/acknowledgement/by");
  if (auto const* guidance = std::get_if<guidance_part>(&what.part)) {
    check_deadline(guidance->action_by, "/action_by");
    if (guidance->review_by && what.effective && *guidance->review_by <= *what.effective) {
      refuse_at(out, "/review_by", errc::out_of_range, "expected a time after `effective`");
    }
  }
}

void check_acknowledgement(acknowledgement const& ack, faults& out) {
  if (ack.by && !ack.required) {
    refuse_at(out, "/acknowledgement/by", errc::not_allowed, "a deadline needs `required` to be true");
  }
  for (auto it = ack.options.begin(); it != ack.options.end(); ++it) {
    if (std::find(ack.options.begin(), it, *it) == it) continue;
    refuse_at(out, "/acknowledgement/options/" + std::to_string(it - ack.options.begin()), errc::not_allowed,
              "expected each answer once");
  }
}

void check_audience(draft const& what, faults& out) {
  audience const& who = what.audience;
  bool const is_listed =
      !who.areas.empty() || !who.service_types.empty() || !who.bed_bands.empty() || !who.tags.empty();
  if (int{who.everyone} + int{is_listed} + int{!who.homes.empty()} > 1) {
    refuse_at(out, "/audience", errc::not_allowed,
              "expected one of three: everyone, or homes, or a choice of areas, service_types, bed_bands and tags");
  }
  // A cancel goes to whoever had the message it cancels.
  bool const is_inherited = what.type == msg_type::cancel && is_empty(who);
  if (is_inherited) return;
  if (what.scope == message_scope::private_ && who.homes.size() != 1) {
    refuse_at(out, "/audience", errc::not_private_to_one,
              "expected exactly one home, such as {\"homes\":[\"1-1435221697\"]}");
  } else if (is_empty(who)) {
    refuse_at(out, "/audience", errc::empty_audience,
              "expected whom it is for, such as {\"areas\":[\"E09000010\"]}; for everyone say {\"everyone\":true}");
  }
}

/// A text that cannot be shown later is refused now.
void check_markdown(std::string const& text, std::string pointer, faults& out) {
  auto const shown = markdown::to_text(text);
  if (shown) return;
  bool const is_deep = shown.error() == errc::too_deep;
  refuse_at(out, std::move(pointer), is_deep ? errc::too_deep : errc::bad_format,
            is_deep ? "expected lists, quotes and emphasis nested at most 32 deep" : "expected CommonMark text");
}

}  // namespace

void check_info(std::vector<info_block> const& info, msg_type type, faults& out) {
  if (info.empty() && type != msg_type::cancel) {
    refuse_at(out, "/info", errc::required,
              "expected at least one language, such as [{\"language\":\"en-GB\",\"headline\":\"…\"}]");
  }
  std::vector<std::string> seen;
  for (std::size_t i = 0; i < info.size(); ++i) {
    std::string const at = "/info/" + std::to_string(i);
    std::string language = char_lower(info[i].language);
    if (!language.empty() && std::find(seen.begin(), seen.end(), language) != seen.end()) {
      refuse_at(out, at + "/language", errc::not_allowed, "expected each language once");
    }
    seen.push_back(std::move(language));
    check_markdown(info[i].description, at + "/description", out);
    check_markdown(info[i].instruction, at + "/instruction", out);
  }
}

void check_personal_detail(std::string const& text, std::string pointer, faults& out) {
  auto const found = find_personal_detail(text);
  if (!found) return;
  refuse_at(out, std::move(pointer), errc::not_allowed,
            *found == personal_detail::nhs_number
                ? "this reads like an NHS number; a result names nobody but by the home's own reference"
                : "this reads like a date of birth; a result names nobody but by the home's own reference");
}

namespace {

void check_helpline(draft const& what, faults& out) {
  auto const* const helpline = std::get_if<helpline_part>(&what.part);
  if (!helpline || what.type == msg_type::cancel) return;
  if (helpline->telephone.empty()) {
    refuse_at(out, "/telephone", errc::required, "expected a telephone number such as 020 7946 0123 or +442079460123");
  }
}

/// Nothing of a result stands in the clear but what stands in every result's.
void check_result(draft const& what, faults& out) {
  auto const* const sealed = std::get_if<sealed_part>(&what.part);
  if (!sealed) return;
  if (what.scope != message_scope::private_) {
    refuse_at(out, "/scope", errc::not_private_to_one, "expected private: a test result goes to one home only");
  }
  if (sealed->jwe.empty() && what.type != msg_type::cancel) {
    refuse_at(out, "/sealed", errc::not_sealed,
              "a test result is sealed by its sender and the relay takes no other: `carerelay publish` seals it");
  }
  if (what.info != std::vector{clear_words(what.type)}) {
    refuse_at(out, "/info", errc::not_sealed,
              "expected nothing but \"" + clear_words(what.type).headline + "\": what it says belongs into `sealed`");
  }
  if (what.change_note != clear_change_note(what.type)) {
    refuse_at(out, "/change_note", errc::not_sealed, "expected none: what changed belongs into `sealed`");
  }
  if (!what.resources.empty()) {
    refuse_at(out, "/resources", errc::not_allowed, "a test result carries no files: they could name somebody");
  }
  check_personal_detail(what.reference, "/reference", out);
  check_personal_detail(what.topic, "/topic", out);
}

}  // namespace

void check(draft const& what, faults& out) {
  check_references(what, out);
  check_times(what, out);
  check_acknowledgement(what.ack, out);
  check_audience(what, out);
  check_info(what.info, what.type, out);
  check_helpline(what, out);
  check_result(what, out);
}

}  // namespace carerelay::protocol::message_rules
