#include <fmt/format.h>

#include "adapters/ports/store.hpp"
#include "adapters/sqlite/rows/row_lists.hpp"
#include "adapters/sqlite/rows/row_sum.hpp"
#include "adapters/sqlite/rows/rows.hpp"

namespace carerelay::sqlite {
namespace {

// Each table's own start, so that a row cannot pass for one of another table.
enum table : std::uint64_t { homes = 1, devices, cursors, codes, resources = 6 };

}  // namespace

void damaged(std::string_view table, std::string_view row) {
  throw ports::store_damaged(fmt::format(
      "The store is damaged: row {} of table {} is not what was written. Stop, keep the file, and restore a backup.",
      row, table));
}

void damaged(std::string_view table, std::int64_t row) { damaged(table, fmt::format("{}", row)); }

std::string pack(std::vector<std::string> const& list) {
  std::string out;
  for (auto const& text : list) out += fmt::format("{}:{}", text.size(), text);
  return out;
}

bool unpack(std::string_view blob, std::vector<std::string>& out) {
  while (!blob.empty()) {
    std::size_t size = 0, at = 0;
    for (; at < blob.size() && at < 7 && blob[at] >= '0' && blob[at] <= '9'; ++at) size = size * 10 + (blob[at] - '0');
    if (at == 0 || at == blob.size() || blob[at] != ':' || blob.size() - at - 1 < size) return false;
    out.emplace_back(blob.substr(at + 1, size));
    blob.remove_prefix(at + 1 + size);
  }
  return true;
}

std::int64_t sum_of(ports::home_row const& row) {
  auto const& home = row.record;
  row_sum sum(table::homes);
  sum.add(row.number).add(home.id).add(home.area).add(home.dormant).add(row.suspended).add(home.beds);
  sum.add(home.service_types).add(home.name).add(home.postcode).add(home.telephone).add(home.email);
  sum.add(home.provider).add(home.ods_code).add(pack(home.tags)).add(pack(texts_of(home.former_ids)));
  return sum.value();
}

std::int64_t sum_of(ports::device_row const& row) {
  row_sum sum(table::devices);
  sum.add(row.number).add(row.id.bytes()).add(row.home).add(row.key).add(row.name).add(row.enrolled_at);
  return sum.add(row.revoked_at).value();
}

std::int64_t sum_of_cursor(device_number device, std::uint64_t stored_up_to) {
  return row_sum(table::cursors).add(device).add(stored_up_to).value();
}

std::int64_t sum_of(ports::enrolment_code_row const& row) {
  row_sum sum(table::codes);
  sum.add(row.hashed).add(row.home).add(row.made_at).add(row.expires_at).add(row.tries_left);
  return sum.add(row.used_at).value();
}

std::int64_t sum_of_resource(protocol::digest const& sha256, std::string_view bytes) {
  return row_sum(table::resources).add(sha256).add(bytes).value();
}

ports::home_row read_home(query const& q) {
  ports::home_row row;
  auto& home = row.record;
  row.number = q.as<home_number>(0);
  bool whole = parse_into(q.text(1), home.id) && parse_into(q.text(2), home.area);
  home.dormant = q.integer(3) != 0;
  row.suspended = q.integer(4) != 0;
  home.beds = q.as<std::uint32_t>(5);
  home.service_types = unpack_bytes<protocol::service_type>(q.text(6));
  home.name = q.text(7);
  home.postcode = q.text(8);
  home.telephone = q.text(9);
  home.email = q.text(10);
  home.provider = q.text(11);
  home.ods_code = q.text(12);
  whole = whole && unpack(q.text(13), home.tags) && unpack_ids(q.text(14), home.former_ids);
  if (!whole || sum_of(row) != q.integer(15)) damaged("homes", row.number);
  return row;
}

ports::device_row read_device(query const& q) {
  ports::device_row row;
  row.number = q.as<device_number>(0);
  protocol::uuid::bytes_type id{};
  bool const whole = q.bytes(1, id) && q.bytes(3, row.key);
  row.id = protocol::device_id(protocol::uuid(id));
  row.home = q.as<home_number>(2);
  row.name = q.text(4);
  row.enrolled_at = q.time(5);
  row.revoked_at = q.maybe_time(6);
  row.stored_up_to = q.as<std::uint64_t>(8);
  if (!whole || sum_of(row) != q.integer(7)) damaged("devices", row.number);
  if (sum_of_cursor(row.number, row.stored_up_to) != q.integer(9)) damaged("cursors", row.number);
  return row;
}

ports::enrolment_code_row read_code(query const& q) {
  ports::enrolment_code_row row;
  bool const whole = q.bytes(0, row.hashed);
  row.home = q.as<home_number>(1);
  row.made_at = q.time(2);
  row.expires_at = q.time(3);
  row.tries_left = q.as<int>(4);
  row.used_at = q.maybe_time(5);
  if (!whole || sum_of(row) != q.integer(6)) damaged("codes", fmt::format("of home {}", row.home));
  return row;
}

}  // namespace carerelay::sqlite
