#include "relay/core/ways/contacts.hpp"

#include <algorithm>
#include <set>

#include "protocol/text/formats.hpp"
#include "relay/core/record/security_events.hpp"
#include "relay/core/ways/chat_bindings.hpp"

namespace carerelay::core {

using ports::contact_row;
using protocol::errc;

namespace {

std::string at(std::size_t index, std::string_view field) {
  return "/contacts/" + std::to_string(index) + '/' + std::string(field);
}

/// The contact each line is about: by its number, else by an address that only it has; 0 for a new one.
std::vector<std::uint32_t> match(std::vector<wanted_contact> const& wanted, std::vector<contact_row> const& held) {
  std::vector<std::uint32_t> out(wanted.size(), 0);
  std::set<std::uint32_t> taken;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (wanted[i].number) taken.insert(out[i] = *wanted[i].number);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (out[i] != 0) continue;
    auto const& one = wanted[i];
    auto const found = std::find_if(held.begin(), held.end(), [&](contact_row const& row) {
      bool const same_mail = !one.email.empty() && row.email == one.email;
      bool const same_phone = !one.telephone.empty() && row.telephone == one.telephone;
      return (same_mail || same_phone) && !taken.contains(row.number);
    });
    if (found != held.end()) taken.insert(out[i] = found->number);
  }
  return out;
}

bool says_the_same(contact_row const& a, contact_row const& b) {
  return a.role == b.role && a.label == b.label && a.email == b.email && a.telephone == b.telephone &&
         a.opted_out == b.opted_out;
}

std::string author_of(contacts_author const& author) { return author.device ? author.device->text() : author.by; }

void take_out(ports::store_writer& store, contact_row row, contacts_author const& author) {
  row.label.clear();
  row.email.clear();
  row.telephone.clear();
  row.opted_out.clear();
  row.confirmed_at.reset();
  row.removed_at = row.changed_at = author.now;
  row.changed_by = author_of(author);
  store.put_contact(row);
  static_cast<void>(store.erase_addresses(row.home, row.number));
  unbind_contact(store, row.home, row.number, "contact_removed", author.by, author.now);
}

void tell(ports::store_writer& store, ports::home_row const& home, contacts_changed const& what,
          contacts_author const& author, std::vector<event>& told) {
  protocol::evidence::event said;
  said.type = protocol::evidence::event_type::contacts_changed;
  said.at = author.now;
  said.by = author.by;
  said.home = home.record.id;
  said.device = author.device;
  auto const add = [&](std::string_view name, std::vector<std::uint32_t> const& numbers) {
    if (numbers.empty()) return;
    protocol::json::array list;
    for (auto const number : numbers) list.emplace_back(std::uint64_t{number});
    said.more.push_back({std::string(name), std::move(list)});
  };
  add("added", what.added);
  add("changed", what.changed);
  add("removed", what.removed);
  note(store, said, false, told);
}

}  // namespace

protocol::faults faults_of(std::vector<wanted_contact> const& wanted) {
  protocol::faults out;
  if (wanted.size() > contacts_most)
    out.push_back(
        {"/contacts", errc::out_of_range, "a home has at most " + std::to_string(contacts_most) + " contacts"});
  std::set<std::uint32_t> numbers;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    auto const& one = wanted[i];
    if (one.email.empty() && one.telephone.empty())
      out.push_back({at(i, "email"), errc::required, "a contact needs an email address or a telephone number"});
    if (!one.email.empty() && !protocol::formats::is_email(one.email))
      out.push_back({at(i, "email"), errc::bad_format, "expected " + std::string(protocol::formats::expected_email)});
    if (!one.telephone.empty() && !protocol::formats::is_e164(one.telephone))
      out.push_back(
          {at(i, "telephone"), errc::bad_format, "expected " + std::string(protocol::formats::expected_telephone)});
    if (one.number && !numbers.insert(*one.number).second)
      out.push_back({at(i, "number"), errc::duplicate_member, "this number is on the list twice"});
  }
  return out;
}

boost::system::result<contacts_changed, protocol::faults> put_contacts(ports::store_writer& store,
                                                                       ports::home_row const& home,
                                                                       std::vector<wanted_contact> const& wanted,
                                                                       contacts_author const& author,
                                                                       std::vector<event>& told) {
  auto wrong = faults_of(wanted);
  auto const held = store.contacts(home.number);
  auto const find = [&](std::uint32_t number) {
    return std::find_if(held.begin(), held.end(), [&](auto const& row) { return row.number == number; });
  };
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (wanted[i].number && find(*wanted[i].number) == held.end())
      wrong.push_back({at(i, "number"), errc::not_found, "the home has no contact of this number: leave it out"});
  if (!wrong.empty()) return wrong;

  contacts_changed out;
  auto numbers = match(wanted, held);
  for (auto const& row : held) {
    if (std::find(numbers.begin(), numbers.end(), row.number) != numbers.end()) continue;
    take_out(store, row, author);
    out.removed.push_back(row.number);
  }
  auto next = store.last_contact(home.number) + 1;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    auto const& one = wanted[i];
    auto const before = numbers[i] == 0 ? held.end() : find(numbers[i]);
    contact_row row;
    row.home = home.number;
    row.number = numbers[i] == 0 ? next++ : numbers[i];
    row.role = one.role;
    row.label = one.label;
    row.email = one.email;
    row.telephone = one.telephone;
    row.opted_out = one.opted_out;
    row.place = static_cast<std::uint32_t>(i + 1);
    bool const is_same = before != held.end() && says_the_same(*before, row);
    row.changed_at = is_same ? before->changed_at : author.now;
    row.changed_by = is_same ? before->changed_by : author_of(author);
    if (is_same) row.confirmed_at = before->confirmed_at;
    if (author.device) row.confirmed_at = author.now;
    if (before == held.end())
      out.added.push_back(row.number);
    else if (!is_same || before->place != row.place)
      out.changed.push_back(row.number);
    store.put_contact(row);
  }
  if (!out.is_nothing()) tell(store, home, out, author, told);
  return out;
}

bool erase_contact(ports::store_writer& store, ports::home_row const& home, std::uint32_t number,
                   contacts_author const& author, std::vector<event>& told) {
  auto const row = store.contact(home.number, number);
  if (!row) return false;
  bool const is_new = !row->removed_at;
  take_out(store, *row, author);
  if (is_new) tell(store, home, {{}, {}, {number}}, author, told);
  return true;
}

void confirm_contacts(ports::store_writer& store, ports::home_number home, protocol::instant now) {
  for (auto row : store.contacts(home)) {
    row.confirmed_at = now;
    store.put_contact(row);
  }
}

void opt_out(ports::store_writer& store, ports::home_row const& home, std::uint32_t number, std::string const& channel,
             bool out, contacts_author const& author, std::vector<event>& told) {
  auto row = store.contact(home.number, number);
  if (!row || row->removed_at) return;
  auto const held = std::find(row->opted_out.begin(), row->opted_out.end(), channel);
  bool const is_out = held != row->opted_out.end();
  if (is_out == out || (out && row->opted_out.size() >= opted_out_most)) return;
  if (out)
    row->opted_out.push_back(channel);
  else
    row->opted_out.erase(held);
  row->changed_at = author.now;
  row->changed_by = author_of(author);
  store.put_contact(*row);
  tell(store, home, {{}, {number}, {}}, author, told);
}

std::optional<ports::contact_role> role_of(ports::store_reader& store, ports::home_number home, std::uint32_t number) {
  if (home == 0 || number == 0) return std::nullopt;
  auto const row = store.contact(home, number);
  return row ? std::optional(row->role) : std::nullopt;
}

std::string_view in_words(ports::contact_role value) noexcept {
  switch (value) {
    case ports::contact_role::manager: return "manager";
    case ports::contact_role::deputy: return "deputy";
    case ports::contact_role::nurse: return "nurse";
    case ports::contact_role::office: return "office";
    case ports::contact_role::on_call: return "person on call";
    case ports::contact_role::other: return "other contact";
  }
  return {};
}

}  // namespace carerelay::core

namespace carerelay::ports {

std::string_view word(contact_role value) noexcept {
  switch (value) {
    case contact_role::manager: return "manager";
    case contact_role::deputy: return "deputy";
    case contact_role::nurse: return "nurse";
    case contact_role::office: return "office";
    case contact_role::on_call: return "on_call";
    case contact_role::other: return "other";
  }
  return {};
}

}  // namespace carerelay::ports
