#include "relay/http/grant_json.hpp"

#include "protocol/json/reader.hpp"

namespace carerelay::http {

using protocol::errc;
using protocol::json::presence;

namespace {

constexpr std::int64_t quota_most = 100'000;

template <class Enum>
std::string one_of() {
  std::string expected = "one of ";
  protocol::append_words<Enum>(expected);
  return expected;
}

template <class Enum>
void write_set(protocol::json::writer& json, std::string_view name, protocol::enum_set<Enum> set) {
  json.begin_array(name);
  for (unsigned i = 0; !word(static_cast<Enum>(i)).empty(); ++i) {
    if (set.has(static_cast<Enum>(i))) json.value(word(static_cast<Enum>(i)));
  }
  json.end_array();
}

}  // namespace

void write_roles(protocol::json::writer& json, protocol::role_set roles) { write_set(json, "roles", roles); }

void write_members(protocol::json::writer& json, ports::grant const& what) {
  json.begin_array("kinds");
  for (auto const kind : what.kinds) json.value(word(kind));
  json.end_array().member("all_areas", what.all_areas).begin_array("areas");
  for (auto const& area : what.areas) json.value(area.text());
  json.end_array().member("urgency", word(what.highest)).member("administrator", what.administrator);
  write_set(json, "channels", what.channels);
  if (what.daily_quota) json.member("daily_quota", static_cast<std::uint64_t>(*what.daily_quota));
  if (what.expires) json.member("expires", protocol::to_text(*what.expires));
}

protocol::json::object as_json(ports::grant const& what) {
  std::string text;
  protocol::json::writer json(text);
  json.begin_object();
  write_members(json, what);
  json.end_object();
  return protocol::json::read(text, text.size()).value().members();
}

ports::grant read_grant(protocol::json::object_reader& from) {
  ports::grant out;
  out.kinds = from.parsed_list("kinds", presence::optional, 10, protocol::from_word<protocol::message_kind>,
                               one_of<protocol::message_kind>(), errc::unknown_value);
  out.areas =
      from.parsed_list("areas", presence::optional, 400, protocol::area_code::parse, protocol::area_tag::expected);
  out.all_areas = from.boolean("all_areas", presence::optional).value_or(false);
  out.highest = from.parsed("urgency", presence::optional, protocol::from_word<protocol::urgency>,
                            one_of<protocol::urgency>(), errc::unknown_value)
                    .value_or(protocol::urgency::expected);
  out.administrator = from.boolean("administrator", presence::optional).value_or(false);
  auto const ways = from.parsed_list("channels", presence::optional, 10, protocol::from_word<protocol::way>,
                                     one_of<protocol::way>(), errc::unknown_value);
  for (auto const way : ways) out.channels.add(way);
  if (!from.has("channels")) out.channels.add(protocol::way::stream);
  if (auto const quota = from.integer("daily_quota", presence::optional, 0, quota_most))
    out.daily_quota = static_cast<std::uint32_t>(*quota);
  out.expires = from.parsed("expires", presence::optional, protocol::parse_instant,
                            "an RFC 3339 time such as 2027-03-31T23:00:00Z");
  return out;
}

void refuse_unknown(protocol::json::object_reader& from, std::vector<std::string_view> known) {
  for (std::string_view const name :
       {"kinds", "areas", "all_areas", "urgency", "administrator", "channels", "daily_quota", "expires"})
    known.push_back(name);
  for (auto const& name : from.unknown(known))
    from.refuse(name, errc::not_allowed, "no such member here: is it misspelt?");
}

}  // namespace carerelay::http
