#include <algorithm>

#include "relay/core/people/grants.hpp"
#include "relay/core/people/identity.hpp"
#include "relay/http/contact_json.hpp"
#include "relay/http/home_json.hpp"
#include "relay/http/pacing.hpp"
#include "relay/http/path_json.hpp"
#include "relay/http/problem.hpp"
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

/// The home an administrator names.
or_answer<ports::home_row> administered(request const& asked, arguments const& at, context const& with) {
  auto const who = administrator_of(asked, with);
  if (!who) return who.error();
  auto home = find_home(at[0], with);
  if (!home) return not_found();
  return std::move(*home);
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
