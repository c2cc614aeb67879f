#include <algorithm>

#include "protocol/areas.hpp"
#include "relay/core/people/grants.hpp"
#include "relay/core/people/identity.hpp"
#include "relay/core/ways/way_health.hpp"
#include "relay/http/contact_json.hpp"
#include "relay/http/home_json.hpp"
#include "relay/http/pacing.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/path_json.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/receipt_filter.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

using protocol::errc;

namespace {

constexpr std::size_t open_codes_most = 20;
constexpr std::size_t own_codes_most = 3;  ///< of a home's own making

bool may_see(core::actor const& who, ports::home_row const& home) {
  return who.is_administrator() || core::covers(who.grant, home.record.area);
}

std::optional<ports::home_row> find_home(std::string const& id, context const& with) {
  auto const parsed = protocol::home_id::parse(id);
  return parsed ? with.store.home(*parsed) : std::nullopt;
}

/// Whether one of what people know a home by holds the words.
bool is_called(protocol::home_record const& home, std::string const& words) {
  if (words.empty()) return true;
  auto const* const area = protocol::area_by_code(home.area.text());
  for (std::string_view const text :
       {std::string_view(home.name), std::string_view(home.id.text()), std::string_view(home.postcode),
        std::string_view(home.provider), area != nullptr ? area->name : std::string_view()})
    if (lower_case(text).find(words) != std::string::npos) return true;
  return false;
}

struct homes_page {
  std::vector<ports::home_row> rows;
  bool has_more = false;
};

/// The next homes this account may see: those outside its areas are passed over.
/// What is asked for of how the ways to a home have fared.
using health_filter = std::optional<core::path_state>;

homes_page read_page(page const& here, std::optional<protocol::area_code> const& area, std::string const& words,
                     health_filter const& health, core::actor const& who, context const& with) {
  homes_page out;
  std::string after = here.after;
  for (;;) {
    auto const rows = with.store.homes(after, here.limit + 1, area);
    for (ports::home_row const& row : rows) {
      after = row.record.id.text();
      if (!may_see(who, row) || !is_called(row.record, words)) continue;
      if (health && !core::fares(core::paths_of(with.store, row.number, channels_to_homes(with)), *health)) continue;
      out.has_more = out.rows.size() == here.limit;
      if (out.has_more) return out;
      out.rows.push_back(row);
    }
    if (rows.size() <= here.limit) return out;
  }
}

/// The home an administrator names.
or_answer<ports::home_row> administered(request const& asked, arguments const& at, context const& with) {
  auto const who = administrator_of(asked, with);
  if (!who) return who.error();
  auto home = find_home(at[0], with);
  if (!home) return not_found();
  return std::move(*home);
}

/// When something last arrived there, by each way.
void write_last_delivery(protocol::json::writer& json, ports::home_number home, context const& with) {
  constexpr std::uint64_t looked_at = 50;
  auto const last = with.store.bounds(home).last;
  std::optional<protocol::instant> newest;
  for (auto const& row : with.store.inbox(home, last > looked_at ? last - looked_at : 0, looked_at)) {
    auto const receipt = with.store.receipt(row.message.row->body->number, home);
    if (receipt && receipt->what.delivered_at) newest = std::max(newest, receipt->what.delivered_at);
  }
  json.key("last_delivery").begin_object();
  if (newest) json.member("stream", protocol::to_text(*newest));
  json.end_object();
}

answer nothing_to_say() {
  answer out;
  out.status = 204;
  out.content_type.clear();
  return out;
}

}  // namespace

or_answer<keeper> kept(request const& asked, arguments const& at, context const& with) {
  auto const who = anyone(asked, with);
  if (!who) return who.error();
  if (who->home) {
    auto const home = find_home(at[0], with);
    if (!home || home->number != who->home->home.number) return not_found();
    return keeper{*home, who->home->device.id, {}};
  }
  auto const by = administrator_of(asked, with);
  if (!by) return by.error();
  auto home = find_home(at[0], with);
  if (!home) return not_found();
  return keeper{std::move(*home), std::nullopt, by->member.id.text()};
}

answer list_homes(request const& asked, arguments const&, context& with) {
  auto const who = publisher(asked, with);
  if (!who) return who.error();
  auto const here = page_of(asked);
  if (!here) return here.error();
  std::optional<protocol::area_code> area;
  if (auto const text = parameter(asked, "area")) {
    auto const parsed = protocol::area_code::parse(*text);
    if (!parsed) return problem(errc::bad_format, "area: expected " + std::string(protocol::area_tag::expected));
    area = *parsed;
  }
  health_filter health;
  if (auto const text = parameter(asked, "health")) {
    using core::word;
    health = protocol::from_word<core::path_state>(*text);
    if (!health) return problem(errc::unknown_value, "health: expected never, taken, good, failing or quiet");
  }
  auto const page = read_page(*here, area, lower_case(parameter(asked, "q").value_or("")), health, *who, with);
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().begin_array("homes");
  for (auto const& row : page.rows) {
    json.begin_object();
    write_members(json, row);
    json.end_object();
  }
  json.end_array();
  auto const last = page.rows.empty() ? std::nullopt : std::optional(page.rows.back().record.id.text());
  end_page(asked, *here, last, page.has_more, json, out);
  return out;
}

answer post_home(request const& asked, arguments const&, context& with) {
  auto const who = administrator(asked, with);
  if (!who) return who.error();
  auto const body = json_body(asked, 64 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  auto const home = read_home(from);
  if (!wrong.empty()) return problem(wrong);
  bool const is_new = !with.store.home(home.id);
  ports::home_number const number = put_home(home, with);
  answer out;
  out.status = is_new ? 201 : 200;
  out.headers.emplace_back("Location", "/v1/homes/" + home.id.text());
  protocol::json::writer json(out.body);
  json.begin_object();
  if (auto const row = with.store.home(number)) write_members(json, *row);
  json.end_object();
  return out;
}

answer get_home(request const& asked, arguments const& at, context& with) {
  auto const who = anyone(asked, with);
  if (!who) return who.error();
  auto const home = find_home(at[0], with);
  bool const is_own = home && who->home && who->home->home.number == home->number;
  if (!home || (!is_own && !(who->publisher && may_see(*who->publisher, *home)))) return not_found();
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object();
  write_members(json, *home);
  bool const is_in_full = is_own || who->publisher->is_administrator();
  json.begin_array("devices");
  for (ports::device_row const& device : with.store.devices(home->number)) {
    auto const seal = with.store.device_seal(device.number);
    if (is_in_full)
      write(json, device, seal, with.store);
    else
      write_without_keys(json, device, seal);
  }
  json.end_array();
  write_contacts(json, with.store.contacts(home->number), is_in_full);
  if (!is_own) write_last_delivery(json, home->number, with);
  json.end_object();
  return out;
}

answer post_code(request const& asked, arguments const& at, context& with) {
  auto const by = kept(asked, at, with);
  if (!by) return by.error();
  auto const* const home = &by->home;
  auto const open = with.store.open_codes(home->number, with.now).size();
  if (open >= (by->device ? own_codes_most : open_codes_most))
    return problem(errc::device_limit,
                   "codes of this home are open already: use them, or wait until they are out of date");
  if (by->device) {
    if (auto wait = count_or_wait(with, core::paced::list, by->device->text())) return *wait;
  }
  core::made_code const made = core::make_code(home->number, with.now, with.random, with.facts.codes);
  with.writer->put_code(made.row);
  answer out;
  out.status = 201;
  out.headers.emplace_back("Cache-Control", "no-store");
  protocol::json::writer json(out.body);
  json.begin_object().member("home", home->record.id.text()).member("code", made.text);
  json.member("expires", protocol::to_text(made.row.expires_at)).end_object();
  return out;
}

answer suspend_home(request const& asked, arguments const& at, context& with) {
  auto const home = administered(asked, at, with);
  if (!home) return home.error();
  with.writer->suspend_home(home->number, true);
  with.after_commit.push_back(core::home_suspended{home->number});
  return nothing_to_say();
}

answer resume_home(request const& asked, arguments const& at, context& with) {
  auto const home = administered(asked, at, with);
  if (!home) return home.error();
  with.writer->suspend_home(home->number, false);
  return nothing_to_say();
}

answer revoke_device(request const& asked, arguments const& at, context& with) {
  auto const by = kept(asked, at, with);
  if (!by) return by.error();
  auto const* const home = &by->home;
  auto const id = protocol::device_id::parse(at[1]);
  auto const device = id ? with.store.device(*id) : std::nullopt;
  if (!device || device->home != home->number) return not_found();
  with.writer->revoke_device(device->id, with.now);
  with.after_commit.push_back(core::device_revoked{home->number, device->number});
  return nothing_to_say();
}

answer rename_device(request const& asked, arguments const& at, context& with) {
  auto const by = kept(asked, at, with);
  if (!by) return by.error();
  auto const id = protocol::device_id::parse(at[1]);
  auto const device = id ? with.store.device(*id) : std::nullopt;
  if (!device || device->home != by->home.number) return not_found();
  auto const body = json_body(asked, 64 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  auto const name = from.text("name", protocol::json::presence::required, {.least = 1, .most = 80});
  if (!wrong.empty()) return problem(wrong);
  with.writer->rename_device(device->id, name);
  return nothing_to_say();
}

}  // namespace carerelay::http
