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

std::string new_id(ports::random& random) {
  std::array<std::uint8_t, 16> bytes{};
  random.fill(bytes);
  return protocol::make_v4(bytes).text();
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

std::optional<ports::chat_binding_row> bind_by_code(ports::store_writer& store, std::string_view canonical_code,
                                                    std::string_view account, std::string_view who, instant now,
                                                    ports::random& random) {
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
