#include "adapters/ports/store.hpp"
#include "adapters/sqlite/rows/row_sum.hpp"
#include "adapters/sqlite/rows/rows.hpp"

namespace carerelay::sqlite {
namespace {

enum table : std::uint64_t { chat_codes = 96, chat_bindings };

}  // namespace

std::int64_t sum_of(ports::chat_code_row const& row) {
  row_sum sum(table::chat_codes);
  sum.add(row.hashed).add(row.home).add(row.contact).add(row.role).add(row.made_at).add(row.expires_at);
  return sum.add(row.used_at).value();
}

std::int64_t sum_of(ports::chat_binding_row const& row) {
  row_sum sum(table::chat_bindings);
  sum.add(row.id).add(row.account).add(row.who).add(row.home).add(row.contact).add(row.role).add(row.bound_at);
  return sum.add(row.last_at).value();
}

ports::chat_code_row read_chat_code(query const& q) {
  ports::chat_code_row row;
  bool const is_whole = q.bytes(0, row.hashed);
  row.home = q.as<home_number>(1);
  row.contact = q.as<std::uint32_t>(2);
  row.role = q.text(3);
  row.made_at = q.time(4);
  row.expires_at = q.time(5);
  row.used_at = q.maybe_time(6);
  if (!is_whole || sum_of(row) != q.integer(7)) damaged("chat_codes", row.home);
  return row;
}

ports::chat_binding_row read_chat_binding(query const& q) {
  ports::chat_binding_row row;
  row.id = q.text(0);
  row.account = q.text(1);
  row.who = q.text(2);
  row.home = q.as<home_number>(3);
  row.contact = q.as<std::uint32_t>(4);
  row.role = q.text(5);
  row.bound_at = q.time(6);
  row.last_at = q.maybe_time(7);
  if (sum_of(row) != q.integer(8)) damaged("chat_bindings", row.home);
  return row;
}

}  // namespace carerelay::sqlite
