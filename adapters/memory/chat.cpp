#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "adapters/memory/writer.hpp"

namespace carerelay::memory {

std::optional<ports::chat_code_row> answers::chat_code(protocol::digest const& hashed) const {
  auto const found = in.chat_codes.find(hashed);
  if (found == in.chat_codes.end()) return std::nullopt;
  return found->second;
}

list<ports::chat_code_row> answers::open_chat_codes(home_number home, instant now) const {
  list<ports::chat_code_row> out;
  for (auto const& [hashed, row] : in.chat_codes)
    if (row.home == home && !row.used_at && row.expires_at > now) out.push_back(row);
  std::stable_sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.made_at < b.made_at; });
  return out;
}

list<ports::chat_binding_row> answers::chat_bindings(home_number home) const {
  list<ports::chat_binding_row> out;
  for (auto const& [id, row] : in.chat_bindings)
    if (row.home == home) out.push_back(row);
  std::sort(out.begin(), out.end(),
            [](auto const& a, auto const& b) { return std::tie(a.bound_at, a.id) < std::tie(b.bound_at, b.id); });
  return out;
}

list<ports::chat_binding_row> answers::chat_bindings(std::string_view account, std::string_view who) const {
  list<ports::chat_binding_row> out;
  for (auto const& [id, row] : in.chat_bindings)
    if (row.account == account && row.who == who) out.push_back(row);
  std::sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.home < b.home; });
  return out;
}

void writer::put_chat_code(ports::chat_code_row const& code) {
  undo_.keep_key(data_.chat_codes, code.hashed);
  auto const [at, is_new] = data_.chat_codes.try_emplace(code.hashed, code);
  if (!is_new) at->second.used_at = code.used_at;
}

void writer::put_chat_binding(ports::chat_binding_row const& row) {
  if (data_.home(row.home) == nullptr) throw std::invalid_argument("put_chat_binding: no such home");
  for (auto const& [id, held] : data_.chat_bindings)
    if (held.account == row.account && held.who == row.who && held.home == row.home && id != row.id)
      throw std::invalid_argument("put_chat_binding: bound to that home already");
  undo_.keep_key(data_.chat_bindings, row.id);
  data_.chat_bindings[row.id] = row;
}

void writer::remove_chat_binding(std::string_view id) {
  auto const found = data_.chat_bindings.find(std::string(id));
  if (found == data_.chat_bindings.end()) return;
  undo_.keep_erased(data_.chat_bindings, found->first);
  data_.chat_bindings.erase(found);
}

}  // namespace carerelay::memory
