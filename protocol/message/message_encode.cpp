#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/hex.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/limits.hpp"
#include "protocol/message/message.hpp"
#include "protocol/message/opening_hours.hpp"
#include "protocol/message/result.hpp"
#include "protocol/text/formats.hpp"

namespace carerelay::protocol {
namespace {

/// Members of an object as they are thought of; `json::canonical` puts them in order. What is empty is left out.
class object_builder {
 public:
  void add(std::string_view name, json::value what) { members_.push_back({std::string(name), std::move(what)}); }
  void text(std::string_view name, std::string const& what) {
    if (!what.empty()) add(name, what);
  }
  void time(std::string_view name, std::optional<instant> const& when) {
    if (when) add(name, to_text(*when));
  }
  void list(std::string_view name, json::array items) {
    if (!items.empty()) add(name, std::move(items));
  }
  [[nodiscard]] json::value done() { return json::value(std::move(members_)); }

 private:
  json::object members_;
};

template <class List, class ToValue>
json::array mapped(List const& list, ToValue const& to_value) {
  json::array out;
  out.reserve(list.size());
  for (auto const& one : list) out.push_back(to_value(one));
  return out;
}

template <class List>
json::array words_of(List const& list) {
  return mapped(list, [](auto one) { return json::value(word(one)); });
}
template <class List>
json::array texts_of(List const& list) {
  return mapped(list, [](auto const& one) { return json::value(one.text()); });
}
json::array strings_of(std::vector<std::string> const& list) {
  return mapped(list, [](std::string const& one) { return json::value(one); });
}

json::value encoded(audience const& who) {
  object_builder out;
  if (who.everyone) out.add("everyone", true);
  out.list("areas", texts_of(who.areas));
  out.list("service_types", words_of(who.service_types));
  out.list("bed_bands", words_of(who.bed_bands));
  out.list("tags", strings_of(who.tags));
  out.list("homes", texts_of(who.homes));
  return out.done();
}

json::value encoded(acknowledgement const& ack) {
  object_builder out;
  out.add("required", ack.required);
  out.time("by", ack.by);
  out.list("options", words_of(ack.options));
  return out.done();
}

json::value encoded(contact const& who) {
  object_builder out;
  out.text("name", who.name);
  out.text("telephone", who.telephone);
  out.text("email", who.email);
  return out.done();
}

json::value encoded(info_block const& block) {
  object_builder out;
  out.text("language", block.language);
  out.text("headline", block.headline);
  out.text("description", block.description);
  out.text("instruction", block.instruction);
  out.text("web", block.web);
  if (block.who) out.add("contact", encoded(*block.who));
  out.list("must_do", strings_of(block.must_do));
  out.list("must_not", strings_of(block.must_not));
  return out.done();
}

json::value encoded(resource_link const& link) {
  object_builder out;
  out.text("title", link.title);
  out.text("mime_type", link.mime_type);
  out.add("size", link.size);
  out.add("sha256", crypto::to_hex(link.sha256));
  return out.done();
}

json::value encoded(opening_period const& period) {
  json::array days;
  for (unsigned bit = 0; !day_word(bit).empty(); ++bit) {
    if (holds(period.days, bit)) days.emplace_back(day_word(bit));
  }
  object_builder out;
  out.add("days", std::move(days));
  out.add("opens", formats::from_minute(period.opens_minute));
  out.add("closes", formats::from_minute(period.closes_minute));
  return out.done();
}

void add_part(object_builder& out, guidance_part const& part) {
  out.text("issuer_reference", part.issuer_reference);
  out.time("review_by", part.review_by);
  out.time("action_by", part.action_by);
}

void add_part(object_builder& out, helpline_part const& part) {
  out.text("telephone", part.telephone);
  out.text("email", part.email);
  out.list("opening_hours", mapped(part.opening_hours, [](opening_period const& one) { return encoded(one); }));
  out.add("service_state", word(part.state));
  out.list("topics", strings_of(part.topics));
}

void add_part(object_builder& out, sealed_part const& part) {
  out.text("content_tag", part.content_tag);
  if (!part.jwe.empty()) out.add("sealed", json::read(part.jwe, limits::message_bytes).value());
}

void add_draft(object_builder& out, draft const& what) {
  out.add("kind", word(what.kind));
  out.add("msg_type", word(what.type));
  out.add("status", word(what.status));
  out.add("scope", word(what.scope));
  out.list("references", texts_of(what.references));
  out.text("reference", what.reference);
  out.add("urgency", word(what.urgency));
  out.add("severity", word(what.severity));
  out.text("topic", what.topic);
  out.time("effective", what.effective);
  out.time("expires", what.expires);
  if (!is_empty(what.audience)) out.add("audience", encoded(what.audience));
  if (what.ack != acknowledgement{}) out.add("acknowledgement", encoded(what.ack));
  out.list("info", mapped(what.info, [](info_block const& one) { return encoded(one); }));
  out.text("change_note", what.change_note);
  out.list("resources", mapped(what.resources, [](resource_link const& one) { return encoded(one); }));
  std::visit([&out](auto const& part) { add_part(out, part); }, what.part);
}

constexpr std::string_view awaiting_second_person = "awaiting_second_person";

object_builder without_digest(message const& what) {
  object_builder out;
  add_draft(out, what.content);
  out.add("id", what.id.text());
  out.text("sender", what.sender.text());
  out.add("sender_name", what.sender_name);
  out.add("sent", to_text(what.sent));
  if (what.sent_alone) out.add("confirmation", awaiting_second_person);
  if (what.sender_key) out.add("sender_key", crypto::to_base64url(*what.sender_key));
  return out;
}

}  // namespace

std::string encode_draft(draft const& what) {
  object_builder out;
  add_draft(out, what);
  return json::canonical(out.done());
}

digest draft_digest(draft const& what) {
  auto const* const sealed = std::get_if<sealed_part>(&what.part);
  if (!sealed || sealed->content_tag.empty()) return crypto::sha256(encode_draft(what));
  draft said = what;
  std::get<sealed_part>(said.part).jwe.clear();
  return crypto::sha256(encode_draft(said));
}

digest envelope_digest(draft const& what) {
  draft envelope = what;
  envelope.effective.reset();
  if (auto* const sealed = std::get_if<sealed_part>(&envelope.part)) sealed->jwe.clear();
  return crypto::sha256(encode_draft(envelope));
}

std::string encode(result_content const& what) {
  object_builder out;
  out.add("report_status", word(what.status));
  out.text("test_code", what.test_code);
  if (what.outcome) out.add("outcome", word(*what.outcome));
  out.text("specimen_ref", what.specimen_ref);
  out.text("subject_ref", what.subject_ref);
  out.time("collected_at", what.collected_at);
  out.time("issued_at", what.issued_at);
  out.text("performer_ods", what.performer_ods);
  out.list("info", mapped(what.info, [](info_block const& one) { return encoded(one); }));
  out.text("change_note", what.change_note);
  return json::canonical(out.done());
}

std::string encode(message& what) {
  object_builder out = without_digest(what);
  what.sum = crypto::sha256(json::canonical(object_builder(out).done()));
  out.add("digest", crypto::to_base64url(what.sum));
  return json::canonical(out.done());
}

checked<digest> digest_of(std::string_view text) {
  auto const document = json::read(text, limits::message_bytes);
  if (!document) return faults{document.error().to_fault()};
  if (!document->is(json::kind::object)) return refuse(errc::wrong_type, "", "expected a message, an object");
  json::object rest;
  for (auto const& each : document->members()) {
    if (each.name != "digest") rest.push_back(each);
  }
  return crypto::sha256(json::canonical(json::value(std::move(rest))));
}

}  // namespace carerelay::protocol
