#include <algorithm>
#include <set>

#include "protocol/json/object_reader.hpp"
#include "relay/core/ways/chat_bindings.hpp"
#include "relay/http/contact_json.hpp"
#include "relay/http/pacing.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

/// Who may answer for a home in chats.
namespace carerelay::http {

using protocol::errc;
using protocol::json::presence;

namespace {

constexpr std::size_t open_codes_most = 20;
constexpr std::size_t own_codes_most = 3;  ///< of a home's own making
constexpr std::int64_t contact_most = 1'000'000;

struct wanted_code {
  std::string role = "manager";
  std::uint32_t contact = 0;
};

or_answer<wanted_code> read_code(request const& asked, ports::home_row const& home, context const& with) {
  auto const body = json_body(asked, 1'024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  wanted_code out;
  if (auto const number = from.integer("contact", presence::optional, 1, contact_most)) {
    out.contact = static_cast<std::uint32_t>(*number);
    auto const contact = with.store.contact(home.number, out.contact);
    if (contact && !contact->removed_at)
      out.role = word(contact->role);
    else
      from.refuse("contact", errc::unknown_value, "the home has no such contact");
  }
  auto const role = from.text("role", presence::optional, {.most = 20});
  if (!role.empty()) {
    if (core::is_contact_role(role))
      out.role = role;
    else
      from.refuse("role", errc::unknown_value, "expected manager, deputy, nurse, office, on_call or other");
  }
  if (!wrong.empty()) return problem(wrong);
  return out;
}

/// Our accounts in rooms that answer, each once: to them a code is said.
void tell_accounts(protocol::json::writer& json, context const& with) {
  std::set<std::string_view> told;
  json.begin_array("to");
  for (auto const& one : with.facts.outbox.channels)
    if (!one.account.empty() && told.insert(one.account).second) json.value(one.account);
  json.end_array();
}

}  // namespace

answer get_chat(request const& asked, arguments const& at, context& with) {
  auto const by = kept(asked, at, with);
  if (!by) return by.error();
  answer out;
  out.headers.emplace_back("Cache-Control", "no-store");
  protocol::json::writer json(out.body);
  json.begin_object().member("home", by->home.record.id.text());
  tell_accounts(json, with);
  json.begin_array("identities");
  auto const all = with.store.chat_bindings(by->home.number);
  for (auto const& one : all) {
    bool const is_second = one.who.starts_with("tel ") && std::any_of(all.begin(), all.end(), [&](auto const& other) {
                             return core::is_same_person(one, other);
                           });
    if (is_second) continue;
    json.begin_object().member("id", one.id).member("account", one.account).member("role", one.role);
    if (one.contact != 0) json.member("contact", one.contact);
    json.member("bound_at", protocol::to_text(one.bound_at));
    if (one.last_at) json.member("last_used_at", protocol::to_text(*one.last_at));
    json.end_object();
  }
  json.end_array().end_object();
  return out;
}

answer post_chat_code(request const& asked, arguments const& at, context& with) {
  auto const by = kept(asked, at, with);
  if (!by) return by.error();
  auto const wanted = read_code(asked, by->home, with);
  if (!wanted) return wanted.error();
  auto const open = with.store.open_chat_codes(by->home.number, with.now).size();
  if (open >= (by->device ? own_codes_most : open_codes_most))
    return problem(errc::device_limit,
                   "codes of this home are open already: use them, or wait until they are out of date");
  if (by->device) {
    if (auto wait = count_or_wait(with, core::paced::list, by->device->text())) return *wait;
  }
  auto const made =
      core::make_chat_code(by->home.number, wanted->contact, wanted->role, with.now, with.random, with.facts.codes);
  with.writer->put_chat_code(made.row);
  answer out;
  out.status = 201;
  out.headers.emplace_back("Cache-Control", "no-store");
  protocol::json::writer json(out.body);
  json.begin_object().member("home", by->home.record.id.text()).member("code", made.text);
  json.member("expires", protocol::to_text(made.row.expires_at)).member("say", "join " + made.text);
  tell_accounts(json, with);
  json.end_object();
  return out;
}

answer delete_chat(request const& asked, arguments const& at, context& with) {
  auto const by = kept(asked, at, with);
  if (!by) return by.error();
  for (auto const& one : with.store.chat_bindings(by->home.number)) {
    if (one.id != at[1]) continue;
    core::unbind(*with.writer, one, by->device ? "ended_by_the_home" : "ended_by_an_administrator", by->member,
                 with.now);
    answer out;
    out.status = 204;
    out.content_type.clear();
    return out;
  }
  return not_found();
}

}  // namespace carerelay::http
