#include "protocol/message/message_fields.hpp"

#include <algorithm>

#include "protocol/crypto/hex.hpp"
#include "protocol/limits.hpp"
#include "protocol/text/formats.hpp"

namespace carerelay::protocol::message_fields {
namespace {

using json::object_reader;
using json::presence;
using shape = json::text_rules::shape;

constexpr auto optional = presence::optional;
constexpr auto required = presence::required;

void read_contact(object_reader& block, info_block& out) {
  auto from = block.nested("contact", optional);
  if (!from || !from->is_object()) return;
  contact who;
  who.name = from->text("name", optional, {.least = 1, .most = 80});
  who.telephone = from->parsed("telephone", optional, formats::to_e164, formats::expected_telephone).value_or("");
  who.email = from->parsed("email", optional, kept_if(formats::is_email), formats::expected_email).value_or("");
  out.who = std::move(who);
}

void read_acknowledgement(object_reader& document, acknowledgement& out) {
  auto from = document.nested("acknowledgement", optional);
  if (!from || !from->is_object()) return;
  out.required = from->boolean("required", optional).value_or(true);
  out.by = read_instant(*from, "by");
  std::string expected = "one of ";
  append_words<response>(expected);
  out.options = from->parsed_list("options", optional, 4, from_word<response>, expected, errc::unknown_value);
}

std::optional<std::array<std::uint8_t, 32>> to_sha256(std::string_view text) {
  std::array<std::uint8_t, 32> out{};
  return crypto::from_hex(text, out) ? std::optional(out) : std::nullopt;
}

void read_resources(object_reader& from, draft& out) {
  from.for_each("resources", optional, limits::resources_per_message, [&](object_reader& item) {
    resource_link link;
    link.title = item.text("title", required, {.least = 1, .most = 160});
    link.mime_type =
        item.parsed("mime_type", required, kept_if(formats::is_mime_type), formats::expected_mime_type).value_or("");
    link.size = static_cast<std::uint64_t>(item.integer("size", required, 1, limits::resource_bytes).value_or(0));
    link.sha256 = item.parsed("sha256", required, to_sha256, "the file's SHA-256 as 64 hexadecimal digits")
                      .value_or(std::array<std::uint8_t, 32>{});
    out.resources.push_back(std::move(link));
  });
}

/// In order and without doubles, so that the same audience is always the same bytes.
template <class List>
void tidy(List& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

template <class Enum>
std::vector<Enum> read_words(object_reader& from, std::string_view name) {
  std::string expected = "one of ";
  append_words<Enum>(expected);
  auto list = from.parsed_list(name, optional, 20, from_word<Enum>, expected, errc::unknown_value);
  tidy(list);
  return list;
}

}  // namespace

std::optional<instant> read_instant(object_reader& from, std::string_view name, presence must) {
  auto const text = from.string(name, must, {.most = 40});
  if (!text) return std::nullopt;
  auto const when = parse_instant(*text);
  if (when) return *when;
  bool const is_far = when.error() == errc::out_of_range;
  from.refuse(name, is_far ? errc::out_of_range : errc::bad_format,
              is_far ? "expected a real date of the years 2000 to 2199, such as 2026-12-01T09:00:00Z"
                     : "expected a date and time (RFC 3339) such as 2026-12-01T09:00:00Z");
  return std::nullopt;
}

void read_audience(object_reader& from, audience& out) {
  out.everyone = from.boolean("everyone", optional).value_or(false);
  out.areas = from.parsed_list("areas", optional, 400, area_code::parse, area_tag::expected);
  out.service_types = read_words<service_type>(from, "service_types");
  out.bed_bands = read_words<bed_band>(from, "bed_bands");
  out.tags = from.parsed_list("tags", optional, 20, kept_if(formats::is_slug), formats::expected_slug);
  out.homes = from.parsed_list("homes", optional, limits::audience_homes, home_id::parse, home_tag::expected);
  tidy(out.areas);
  tidy(out.tags);
  tidy(out.homes);
}

void read_info(object_reader& from, std::vector<info_block>& out) {
  from.for_each("info", optional, limits::languages, [&](object_reader& block) {
    info_block text;
    text.language =
        block.parsed("language", required, kept_if(formats::is_language), formats::expected_language).value_or("");
    text.headline = block.text("headline", required, {.least = 1, .most = limits::headline_characters});
    text.description =
        block.text("description", optional, {.most = limits::description_characters, .form = shape::block});
    text.instruction =
        block.text("instruction", optional, {.most = limits::instruction_characters, .form = shape::block});
    text.web = block.parsed("web", optional, kept_if(formats::is_https_url), formats::expected_url).value_or("");
    read_contact(block, text);
    constexpr json::text_rules step{.least = 1, .most = limits::step_characters};
    text.must_do = block.lines("must_do", optional, limits::steps, step);
    text.must_not = block.lines("must_not", optional, limits::steps, step);
    out.push_back(std::move(text));
  });
}

std::string read_change_note(object_reader& from) {
  return from.text("change_note", optional, {.most = 1'000, .form = shape::block});
}

void read_envelope(object_reader& from, draft& out) {
  out.type = read_word<msg_type>(from, "msg_type").value_or(msg_type::alert);
  out.status = read_word<message_status>(from, "status").value_or(message_status::actual);
  auto const by_kind = out.kind == message_kind::test_result ? message_scope::private_ : message_scope::restricted;
  out.scope = read_word<message_scope>(from, "scope").value_or(by_kind);
  out.references = from.parsed_list("references", optional, 10, message_id::parse,
                                    "the id of a message, such as 01938f2e-7c5a-7000-8000-0123456789ab");
  out.reference = from.text("reference", optional, {.least = 1, .most = 64});
  out.urgency = read_word<urgency>(from, "urgency").value_or(urgency::expected);
  out.severity = read_word<severity>(from, "severity").value_or(severity::moderate);
  out.topic = from.parsed("topic", optional, kept_if(formats::is_slug), formats::expected_slug).value_or("");
  out.effective = read_instant(from, "effective");
  out.expires = read_instant(from, "expires");
  out.change_note = read_change_note(from);
  if (auto who = from.nested("audience", optional); who && who->is_object()) read_audience(*who, out.audience);
  read_acknowledgement(from, out.ack);
  read_info(from, out.info);
  read_resources(from, out);
}

}  // namespace carerelay::protocol::message_fields
