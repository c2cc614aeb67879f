#include "relay/http/home_json.hpp"

#include <algorithm>

#include "protocol/register/areas.hpp"
#include "protocol/register/canary.hpp"
#include "protocol/text/formats.hpp"
#include "relay/core/people/device_trust.hpp"
#include "relay/core/people/grants.hpp"
#include "relay/http/key_json.hpp"

namespace carerelay::http {

using protocol::json::presence;
namespace formats = protocol::formats;

namespace {

constexpr auto optional = presence::optional;
constexpr auto required = presence::required;

template <class List, class ToText>
void write_list(protocol::json::writer& json, std::string_view name, List const& list, ToText const& text) {
  if (list.empty()) return;
  json.begin_array(name);
  for (auto const& one : list) json.value(text(one));
  json.end_array();
}

void write_text(protocol::json::writer& json, std::string_view name, std::string const& text) {
  if (!text.empty()) json.member(name, text);
}

auto kept_if(bool (*is_good)(std::string_view) noexcept) {
  return [is_good](std::string_view text) { return is_good(text) ? std::optional(std::string(text)) : std::nullopt; };
}

void write_device_members(protocol::json::writer& json, ports::device_row const& what,
                          std::optional<ports::device_seal_row> const& seal) {
  json.member("id", what.id.text()).member("name", what.name);
  json.member("trust", seal && seal->trust == ports::device_trust::sealed ? "sealed" : "bulletins");
  if (seal && seal->confirmed_at) json.member("confirmed_at", protocol::to_text(*seal->confirmed_at));
  json.member("enrolled_at", protocol::to_text(what.enrolled_at)).member("stored_up_to", what.stored_up_to);
  if (what.revoked_at) json.member("revoked_at", protocol::to_text(*what.revoked_at));
}

}  // namespace

void write_members(protocol::json::writer& json, ports::home_row const& what) {
  protocol::home_record const& home = what.record;
  json.member("id", home.id.text()).member("name", home.name).member("area", home.area.text());
  if (auto const* const area = protocol::area_by_code(home.area.text())) json.member("area_name", area->name);
  write_text(json, "postcode", home.postcode);
  write_text(json, "telephone", home.telephone);
  write_text(json, "email", home.email);
  write_text(json, "provider", home.provider);
  write_text(json, "ods_code", home.ods_code);
  write_list(json, "service_types", home.service_types, [](auto type) { return word(type); });
  json.member("beds", home.beds);
  write_list(json, "tags", home.tags, [](auto const& tag) { return std::string_view(tag); });
  write_list(json, "former_ids", home.former_ids, [](auto const& id) { return std::string_view(id.text()); });
  json.member("dormant", home.dormant).member("suspended", what.suspended);
  if (protocol::is_canary(home.tags)) json.member("canary", true);
}

void write(protocol::json::writer& json, ports::device_row const& what,
           std::optional<ports::device_seal_row> const& seal, ports::store_reader& store) {
  json.begin_object();
  write_device_members(json, what, seal);
  auto const awaited = core::awaited_by(store, what, seal);
  if (awaited != core::awaited::nothing) json.member("awaiting", awaited == core::awaited::words ? "words" : "list");
  if (auto const seen = store.seen(what.number)) json.member("last_seen_at", protocol::to_text(*seen));
  json.member("push", store.push(what.number).has_value());
  write_key(json, "public_key", what.key);
  if (seal) write_key(json, "sealing_key", seal->key);
  json.end_object();
}

void write_without_keys(protocol::json::writer& json, ports::device_row const& what,
                        std::optional<ports::device_seal_row> const& seal) {
  json.begin_object();
  write_device_members(json, what, seal);
  json.end_object();
}

protocol::home_record read_home(protocol::json::object_reader& from) {
  protocol::home_record home;
  home.id =
      from.parsed("id", required, protocol::home_id::parse, protocol::home_tag::expected).value_or(protocol::home_id{});
  home.name = from.text("name", required, {.least = 1, .most = 160});
  home.area = from.parsed("area", required, protocol::area_code::parse, protocol::area_tag::expected)
                  .value_or(protocol::area_code{});
  home.postcode = from.text("postcode", optional, {.most = 10});
  home.telephone = from.parsed("telephone", optional, formats::to_e164, formats::expected_telephone).value_or("");
  home.email = from.parsed("email", optional, kept_if(formats::is_email), formats::expected_email).value_or("");
  home.provider = from.text("provider", optional, {.most = 160});
  home.ods_code = from.text("ods_code", optional, {.most = 10});
  std::string expected = "one of ";
  protocol::append_words<protocol::service_type>(expected);
  home.service_types = from.parsed_list("service_types", optional, 4, protocol::from_word<protocol::service_type>,
                                        expected, protocol::errc::unknown_value);
  home.beds = static_cast<std::uint32_t>(from.integer("beds", optional, 0, 10'000).value_or(0));
  home.tags = from.parsed_list("tags", optional, 20, kept_if(formats::is_slug), formats::expected_slug);
  home.former_ids =
      from.parsed_list("former_ids", optional, 20, protocol::home_id::parse, protocol::home_tag::expected);
  home.dormant = from.boolean("dormant", optional).value_or(false);
  return home;
}

std::optional<ports::home_row> visible_home(std::string const& id, core::actor const& who, context const& with) {
  auto const parsed = protocol::home_id::parse(id);
  auto found = parsed ? with.store.home(*parsed) : std::nullopt;
  if (found && !who.is_administrator() && !core::covers(who.grant, found->record.area)) found.reset();
  return found;
}

ports::home_number put_home(protocol::home_record const& home, context& with) {
  if (auto const* const area = protocol::area_by_code(home.area.text())) with.writer->put_area(home.area, area->name);
  return with.writer->put_home(home);
}

}  // namespace carerelay::http
