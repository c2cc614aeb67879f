#include <charconv>

#include "protocol/json/object_reader.hpp"
#include "protocol/text/formats.hpp"
#include "protocol/words.hpp"
#include "relay/core/ways/contacts_csv.hpp"
#include "relay/http/contact_json.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"
#include "relay/http/spreadsheet.hpp"

namespace carerelay::http {

using protocol::json::presence;
namespace formats = protocol::formats;

namespace {

constexpr std::size_t most_label = 80, most_channel = 40;

core::contacts_author author_of(keeper const& by, context const& with) { return {by.member, by.device, with.now}; }

std::optional<std::string> email_of(std::string_view text) {
  return formats::is_email(text) ? std::optional(std::string(text)) : std::nullopt;
}

core::wanted_contact read_contact(protocol::json::object_reader& from) {
  core::wanted_contact out;
  if (auto const number = from.integer("number", presence::optional, 1, 1'000'000))
    out.number = static_cast<std::uint32_t>(*number);
  std::string expected = "one of ";
  protocol::append_words<ports::contact_role>(expected);
  out.role = from.parsed("role", presence::required, protocol::from_word<ports::contact_role>, expected,
                         protocol::errc::unknown_value)
                 .value_or(ports::contact_role::other);
  out.label = from.text("label", presence::optional, {.most = most_label});
  // An empty text is nothing: a page sends what stands in its field.
  auto const is_given = [&](std::string_view name) {
    return from.has(name) &&
           from.string(name, presence::optional, {.form = protocol::json::text_rules::shape::any}) != "";
  };
  if (is_given("email"))
    out.email = from.parsed("email", presence::optional, email_of, formats::expected_email).value_or("");
  if (is_given("telephone"))
    out.telephone =
        from.parsed("telephone", presence::optional, formats::to_e164, formats::expected_telephone).value_or("");
  out.opted_out = from.lines("opted_out", presence::optional, core::opted_out_most, {.least = 1, .most = most_channel});
  return out;
}

answer said(ports::home_row const& home, context const& with) {
  answer out;
  out.headers.emplace_back("Cache-Control", "no-store");
  protocol::json::writer json(out.body);
  json.begin_object().member("home", home.record.id.text());
  write_contacts(json, with.store.contacts(home.number), true);
  json.end_object();
  return out;
}

}  // namespace

void write_contacts(protocol::json::writer& json, std::vector<ports::contact_row> const& list, bool in_full) {
  json.begin_array("contacts");
  for (auto const& one : list) {
    json.begin_object().member("number", one.number).member("role", word(one.role));
    if (!one.label.empty()) json.member("label", one.label);
    if (in_full) {
      if (!one.email.empty()) json.member("email", one.email);
      if (!one.telephone.empty()) json.member("telephone", one.telephone);
      json.begin_array("opted_out");
      for (auto const& channel : one.opted_out) json.value(channel);
      json.end_array();
      if (one.confirmed_at) json.member("confirmed_at", protocol::to_text(*one.confirmed_at));
      json.member("changed_at", protocol::to_text(one.changed_at)).member("changed_by", one.changed_by);
    }
    json.end_object();
  }
  json.end_array();
}

answer get_contacts(request const& asked, arguments const& at, context& with) {
  auto const by = kept(asked, at, with);
  if (!by) return by.error();
  return said(by->home, with);
}

answer put_contacts(request const& asked, arguments const& at, context& with) {
  auto const by = kept(asked, at, with);
  if (!by) return by.error();
  auto const body = json_body(asked, 64 * 1024);
  if (!body) return body.error();
  protocol::faults wrong;
  protocol::json::object_reader from(*body, "", wrong);
  std::vector<core::wanted_contact> wanted;
  from.for_each("contacts", presence::required, core::contacts_most,
                [&](protocol::json::object_reader& one) { wanted.push_back(read_contact(one)); });
  if (!wrong.empty()) return problem(wrong);
  auto const done = core::put_contacts(*with.writer, by->home, wanted, author_of(*by, with), with.after_commit);
  if (!done) return problem(done.error());
  return said(by->home, with);
}

answer delete_contact(request const& asked, arguments const& at, context& with) {
  auto const by = kept(asked, at, with);
  if (!by) return by.error();
  std::uint32_t number = 0;
  auto const [end, error] = std::from_chars(at[1].data(), at[1].data() + at[1].size(), number);
  bool const is_number = error == std::errc() && end == at[1].data() + at[1].size();
  if (!is_number || !core::erase_contact(*with.writer, by->home, number, author_of(*by, with), with.after_commit))
    return not_found();
  answer out;
  out.status = 204;
  out.content_type.clear();
  return out;
}

answer export_contacts(request const& asked, arguments const&, context& with) {
  auto const who = administrator(asked, with);
  if (!who) return who.error();
  constexpr std::size_t page = 1'000;
  auto out = spreadsheet("contacts.csv");
  core::append_contacts_heading(out.body);
  std::string after;
  for (;;) {
    auto const homes = with.store.homes(after, page, std::nullopt);
    for (auto const& home : homes)
      for (auto const& one : with.store.contacts(home.number)) core::append_contact(home, one, out.body);
    if (homes.size() < page) return out;
    after = homes.back().record.id.text();
  }
}

answer import_contacts(request const& asked, arguments const&, context& with) {
  auto const who = administrator(asked, with);
  if (!who) return who.error();
  if (auto refused = check_type(asked, "text/csv")) return *refused;
  auto const mode = parameter(asked, "dry_run");
  if (mode && *mode != "true" && *mode != "false")
    return problem(protocol::errc::unknown_value, "dry_run: expected true or false");
  auto const lists = core::read_contacts(asked.body, with.store);
  if (!lists) return refused(lists.error());
  core::contacts_changed all;
  std::size_t contacts = 0;
  for (auto const& one : *lists) {
    contacts += one.wanted.size();
    if (mode == "true") continue;
    auto const done = core::put_contacts(*with.writer, one.home, one.wanted, {who->member.id.text(), {}, with.now},
                                         with.after_commit);
    if (!done) throw std::logic_error("a list of contacts was refused after it had been checked");
    all.added.insert(all.added.end(), done->added.begin(), done->added.end());
    all.changed.insert(all.changed.end(), done->changed.begin(), done->changed.end());
    all.removed.insert(all.removed.end(), done->removed.begin(), done->removed.end());
  }
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("homes", lists->size()).member("contacts", contacts).member("dry_run", mode == "true");
  json.member("added", all.added.size()).member("changed", all.changed.size()).member("removed", all.removed.size());
  json.end_object();
  return out;
}

}  // namespace carerelay::http
