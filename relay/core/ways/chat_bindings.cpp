#include "relay/core/ways/chat_bindings.hpp"

#include <algorithm>
#include <array>

#include "protocol/crypto/crockford.hpp"
#include "protocol/crypto/hash.hpp"

namespace carerelay::core {

namespace crypto = protocol::crypto;
using protocol::evidence::event_type;

namespace {

protocol::evidence::event said_of(event_type type, ports::chat_binding_row const& row, protocol::home_id const& home,
                                  std::string_view by, instant now) {
  protocol::evidence::event out{type, now, std::string(by)};
  out.home = home;
  out.more = {{"account", row.account}, {"binding", row.id}, {"role", row.role}};
  if (row.contact != 0) out.more.push_back({"contact", row.contact});
  return out;
}

std::string const by_name = "user ", by_number = "tel ";

std::string new_id(ports::random& random) {
  std::array<std::uint8_t, 16> bytes{};
  random.fill(bytes);
  return protocol::make_v4(bytes).text();
}

/// The second row of somebody who is known by their number as well.
void put_number(ports::store_writer& store, ports::chat_binding_row row, std::string const& number,
                ports::random& random) {
  if (number == row.who) return;
  auto const held = store.chat_bindings(row.account, number);
  auto const before = std::find_if(held.begin(), held.end(), [&](auto const& one) { return one.home == row.home; });
  row.id = before == held.end() ? new_id(random) : before->id;
  row.who = number;
  store.put_chat_binding(row);
}

}  // namespace

bool is_contact_role(std::string_view role) noexcept {
  constexpr std::array<std::string_view, 6> all{"manager", "deputy", "nurse", "office", "on_call", "other"};
  return std::find(all.begin(), all.end(), role) != all.end();
}

made_chat_code make_chat_code(ports::home_number home, std::uint32_t contact, std::string role, instant now,
                              ports::random& random, code_rules const& rules) {
  std::array<std::uint8_t, 7> bits{};
  random.fill(bits);
  auto const code = crypto::make_code(bits);
  ports::chat_code_row row;
  row.hashed = crypto::sha256(code);
  row.home = home;
  row.contact = contact;
  row.role = std::move(role);
  row.made_at = now;
  row.expires_at = now + rules.life;
  return {crypto::grouped_code(code), std::move(row)};
}

bool is_same_person(ports::chat_binding_row const& one, ports::chat_binding_row const& other) noexcept {
  bool const are_two_names = (one.who.starts_with(by_name) && other.who.starts_with(by_number)) ||
                             (one.who.starts_with(by_number) && other.who.starts_with(by_name));
  return are_two_names && one.account == other.account && one.home == other.home && one.bound_at == other.bound_at;
}

std::vector<ports::chat_binding_row> bindings_of(ports::store_reader& store, std::string_view account,
                                                 person_names const& person) {
  auto out = store.chat_bindings(account, person.who);
  bool const is_known = !out.empty() || person.number.empty() || person.who.starts_with(by_number);
  if (is_known) return out;
  out = store.chat_bindings(account, by_number + person.number);
  std::erase_if(out, [&](auto const& row) {
    auto const all = store.chat_bindings(row.home);
    return std::any_of(all.begin(), all.end(), [&](auto const& other) { return is_same_person(row, other); });
  });
  return out;
}

std::optional<ports::chat_binding_row> bind_by_code(ports::store_writer& store, std::string_view canonical_code,
                                                    std::string_view account, person_names const& person, instant now,
                                                    ports::random& random) {
  auto const& who = person.who;
  auto code = store.chat_code(crypto::sha256(canonical_code));
  if (!code || code->used_at || code->expires_at <= now) return std::nullopt;
  auto const home = store.home(code->home);
  if (!home || home->suspended) return std::nullopt;
  auto const theirs = store.chat_bindings(account, who);
  auto const held =
      std::find_if(theirs.begin(), theirs.end(), [&](auto const& one) { return one.home == home->number; });
  bool const is_new = held == theirs.end();
  bool const is_full =
      theirs.size() >= chat_bindings_most || store.chat_bindings(home->number).size() >= chat_bindings_most;
  if (is_new && is_full) return std::nullopt;

  code->used_at = now;
  store.put_chat_code(*code);
  ports::chat_binding_row row;
  row.id = is_new ? new_id(random) : held->id;
  row.account = account;
  row.who = who;
  row.home = code->home;
  row.contact = code->contact;
  row.role = code->role;
  row.bound_at = row.last_at.emplace(now);
  store.put_chat_binding(row);
  if (!person.number.empty()) put_number(store, row, by_number + person.number, random);
  store.log_event(said_of(event_type::chat_bound, row, home->record.id, "", now));
  return row;
}

bool was_bound_by(ports::store_reader& store, std::string_view canonical_code, std::string_view account,
                  std::string_view who) {
  auto const code = store.chat_code(crypto::sha256(canonical_code));
  if (!code || !code->used_at) return false;
  auto const theirs = store.chat_bindings(account, who);
  return std::any_of(theirs.begin(), theirs.end(),
                     [&](auto const& one) { return one.home == code->home && one.bound_at == *code->used_at; });
}

void unbind(ports::store_writer& store, ports::chat_binding_row const& row, std::string_view why, std::string_view by,
            instant now) {
  for (auto const& other : store.chat_bindings(row.home))
    if (is_same_person(row, other)) store.remove_chat_binding(other.id);
  store.remove_chat_binding(row.id);
  auto const home = store.home(row.home);
  if (!home) return;
  auto said = said_of(event_type::chat_unbound, row, home->record.id, by, now);
  said.more.push_back({"why", std::string(why)});
  store.log_event(said);
}

std::size_t unbind_contact(ports::store_writer& store, ports::home_number home, std::uint32_t contact,
                           std::string_view why, std::string_view by, instant now) {
  std::size_t count = 0;
  for (auto const& row : store.chat_bindings(home)) {
    if (row.contact != contact) continue;
    unbind(store, row, why, by, now);
    ++count;
  }
  return count;
}

}  // namespace carerelay::core
