#include "protocol/message/receipt_json.hpp"

#include "protocol/limits.hpp"
#include "protocol/message/message_fields.hpp"

namespace carerelay::protocol {
namespace {

using json::presence;

void text_member(json::writer& out, std::string_view name, std::string_view what) {
  if (!what.empty()) out.member(name, what);
}

void time_member(json::writer& out, std::string_view name, std::optional<instant> const& when) {
  if (when) out.member(name, to_text(*when));
}

constexpr std::size_t most_areas = 1'000;  ///< England has about 150 councils with care duties

struct counted_as {
  std::string_view name;
  std::uint64_t tally::*count;
};
/// `targeted` is no secret and is always shown.
constexpr counted_as counts[]{{"delivered", &tally::delivered},       {"read", &tally::read},
                              {"acknowledged", &tally::acknowledged}, {"in_progress", &tally::in_progress},
                              {"actioned", &tally::actioned},         {"not_relevant", &tally::not_relevant},
                              {"need_help", &tally::need_help}};

void write_count(json::writer& out, std::string_view name, std::uint64_t count, bool is_shown) {
  out.key(name);
  if (is_shown) {
    out.value(count);
  } else {
    out.null();
  }
}

void write_tally(json::writer& out, tally const& what, bool counts_only) {
  auto const is_shown = [counts_only](std::uint64_t count) {
    return !counts_only || count >= limits::smallest_count_shown;
  };
  out.member("targeted", what.targeted);
  for (auto const& one : counts) write_count(out, one.name, what.*one.count, is_shown(what.*one.count));
  // Together with `targeted` it says how many were reached, so it hides whenever either would.
  write_count(out, "unreached", what.unreached(), is_shown(what.delivered) && is_shown(what.unreached()));
}

std::uint64_t read_count(json::object_reader& from, std::string_view name, presence must) {
  return static_cast<std::uint64_t>(from.integer(name, must, 0, json::largest_integer).value_or(0));
}

tally read_tally(json::object_reader& from) {
  tally out;
  out.targeted = read_count(from, "targeted", presence::required);
  for (auto const& one : counts) out.*one.count = read_count(from, one.name, presence::optional);
  return out;
}

}  // namespace

void write(json::writer& out, home_receipt const& what) {
  out.begin_object();
  write_members(out, what);
  out.end_object();
}

void write_members(json::writer& out, home_receipt const& what) {
  out.member("home", what.home.text());
  text_member(out, "home_name", what.home_name);
  text_member(out, "area", what.area.text());
  text_member(out, "telephone", what.telephone);
  out.member("seq", what.seq);
  out.member("state", word(what.state.stage));
  if (what.state.closed != closure::open) out.member("closed", word(what.state.closed));
  if (what.state.answer) out.member("response", word(*what.state.answer));
  if (what.late) out.member("late", true);
  time_member(out, "delivered_at", what.delivered_at);
  time_member(out, "read_at", what.read_at);
  time_member(out, "answered_at", what.answered_at);
  text_member(out, "role", what.by_role);
  text_member(out, "name", what.by_name);
  text_member(out, "note", what.note);
}

home_receipt read_receipt(json::object_reader& from) {
  constexpr auto optional = presence::optional;
  constexpr auto required = presence::required;
  using shape = json::text_rules::shape;
  using message_fields::read_instant;
  using message_fields::read_word;
  home_receipt out;
  out.home = from.parsed("home", required, home_id::parse, home_tag::expected).value_or(home_id{});
  out.home_name = from.text("home_name", optional);
  out.area = from.parsed("area", optional, area_code::parse, area_tag::expected).value_or(area_code{});
  out.telephone = from.text("telephone", optional);
  out.seq = read_count(from, "seq", required);
  out.state.stage = read_word<stage>(from, "state", required).value_or(stage::targeted);
  out.state.closed = read_word<closure>(from, "closed").value_or(closure::open);
  out.state.answer = read_word<response>(from, "response");
  out.late = from.boolean("late", optional).value_or(false);
  out.delivered_at = read_instant(from, "delivered_at");
  out.read_at = read_instant(from, "read_at");
  out.answered_at = read_instant(from, "answered_at");
  out.by_role = from.text("role", optional);
  out.by_name = from.text("name", optional);
  out.note = from.text("note", optional, {.form = shape::block});
  return out;
}

void write_members(json::writer& out, coverage const& what) {
  out.member("counted", what.counted);
  if (!what.confirmed) out.member("confirmed", false);
  out.member("counts_only", what.counts_only);
  write_tally(out, what.all, what.counts_only);
  out.begin_array("areas");
  for (area_tally const& area : what.areas) {
    out.begin_object();
    text_member(out, "area", area.area.text());
    out.member("name", area.name);
    write_tally(out, area.count, what.counts_only);
    out.end_object();
  }
  out.end_array();
}

coverage read_coverage(json::object_reader& from) {
  coverage out;
  out.counted = from.boolean("counted", presence::required).value_or(true);
  out.confirmed = from.boolean("confirmed", presence::optional).value_or(true);
  out.counts_only = from.boolean("counts_only", presence::required).value_or(false);
  out.all = read_tally(from);
  from.for_each("areas", presence::optional, most_areas, [&out](json::object_reader& item) {
    area_tally area;
    area.area = item.parsed("area", presence::optional, area_code::parse, area_tag::expected).value_or(area_code{});
    area.name = item.text("name", presence::optional);
    area.count = read_tally(item);
    out.areas.push_back(std::move(area));
  });
  return out;
}

}  // namespace carerelay::protocol
