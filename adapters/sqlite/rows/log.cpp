#include <charconv>

#include "adapters/sqlite/rows/log_book.hpp"
#include "adapters/sqlite/rows/row_sum.hpp"
#include "adapters/sqlite/rows/rows.hpp"
#include "protocol/crypto/base64.hpp"

namespace carerelay::sqlite {
namespace {

enum table : std::uint64_t { logs = 32, log_leaves, log_events, checkpoints };

}  // namespace

std::int64_t sum_of_log(ports::log_row const& row) {
  return row_sum(table::logs).add(row.number).add(row.origin).add(row.epoch).add(row.started_at).value();
}

std::int64_t sum_of_leaves(std::int64_t key, std::int64_t receipts_from, std::string_view kinds,
                           std::string_view leaves) noexcept {
  return row_sum(table::log_leaves).add(key).add(receipts_from).add(kinds).add(leaves).value();
}

std::int64_t sum_of_log_event(std::int64_t key, std::string_view text) noexcept {
  return row_sum(table::log_events).add(key).add(text).value();
}

std::int64_t sum_of(ports::checkpoint_row const& row) {
  row_sum sum(table::checkpoints);
  return sum.add(row.log).add(row.size).add(row.root).add(row.signed_at).add(row.note).add(row.key).value();
}

std::string packed(protocol::evidence::witnessed const& what) {
  return what.origin + '\n' + std::to_string(what.size) + '\n' + protocol::crypto::to_base64url(what.root);
}

bool unpacked(std::string_view text, protocol::evidence::witnessed& out) {
  auto const first = text.find('\n');
  auto const second = text.find('\n', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos) return false;
  out.origin = text.substr(0, first);
  auto const size = text.substr(first + 1, second - first - 1);
  auto const read = std::from_chars(size.data(), size.data() + size.size(), out.size);
  return read.ec == std::errc() && protocol::crypto::from_base64url(text.substr(second + 1), out.root);
}

}  // namespace carerelay::sqlite
