#include "adapters/ports/store.hpp"
#include "adapters/sqlite/rows/row_lists.hpp"
#include "adapters/sqlite/rows/row_sum.hpp"

namespace carerelay::sqlite {
namespace {

enum table : std::uint64_t { publishers = 40, members };

void add(row_sum& sum, ports::grant const& what) {
  sum.add(what.kinds).add(pack(texts_of(what.areas))).add(what.all_areas).add(what.highest).add(what.administrator);
  sum.add(what.channels.bits()).add(what.daily_quota).add(what.expires);
}

/// The columns from `first` on, as CARERELAY_GRANT_COLUMNS has them; false when they do not read.
bool read_grant(query const& q, int first, ports::grant& out) {
  out.kinds = unpack_bytes<protocol::message_kind>(q.text(first));
  out.all_areas = q.integer(first + 2) != 0;
  out.highest = q.as<protocol::urgency>(first + 3);
  out.administrator = q.integer(first + 4) != 0;
  out.channels = protocol::way_set::from_bits(q.as<std::uint32_t>(first + 5));
  if (!q.is_null(first + 6)) out.daily_quota = q.as<std::uint32_t>(first + 6);
  out.expires = q.maybe_time(first + 7);
  return unpack_ids(q.text(first + 1), out.areas);
}

constexpr int grant_columns = 8;

}  // namespace

std::int64_t sum_of(ports::publisher_row const& row) {
  row_sum sum(table::publishers);
  sum.add(row.id).add(row.name);
  add(sum, row.grant);
  return sum.add(row.made_at).add(row.revoked_at).value();
}

std::int64_t sum_of(ports::member_row const& row) {
  row_sum sum(table::members);
  sum.add(row.id).add(row.team).add(row.is_person).add(row.name).add(row.roles.bits()).add(row.own.has_value());
  if (row.own) add(sum, *row.own);
  sum.add(row.token_hash).add(row.issuer).add(row.subject).add(row.signing_key);
  return sum.add(row.made_at).add(row.revoked_at).value();
}

ports::publisher_row read_publisher(query const& q) {
  ports::publisher_row row;
  bool const whole = parse_into(q.text(0), row.id) && read_grant(q, 2, row.grant);
  row.name = q.text(1);
  row.made_at = q.time(2 + grant_columns);
  row.revoked_at = q.maybe_time(3 + grant_columns);
  if (!whole || sum_of(row) != q.integer(4 + grant_columns)) damaged("publishers", "of " + std::string(q.text(0)));
  return row;
}

ports::member_row read_member(query const& q) {
  constexpr int rest = 6 + grant_columns;
  ports::member_row row;
  bool whole = parse_into(q.text(0), row.id) && parse_into(q.text(1), row.team);
  row.is_person = q.integer(2) != 0;
  row.name = q.text(3);
  row.roles = protocol::role_set::from_bits(q.as<std::uint32_t>(4));
  if (q.integer(5) != 0) whole = read_grant(q, 6, row.own.emplace()) && whole;
  if (!q.is_null(rest)) whole = q.bytes(rest, row.token_hash.emplace()) && whole;
  row.issuer = q.text(rest + 1);
  row.subject = q.text(rest + 2);
  if (!q.is_null(rest + 3)) whole = q.bytes(rest + 3, row.signing_key.emplace()) && whole;
  row.made_at = q.time(rest + 4);
  row.revoked_at = q.maybe_time(rest + 5);
  if (!whole || sum_of(row) != q.integer(rest + 6)) damaged("members", "of " + std::string(q.text(0)));
  return row;
}

}  // namespace carerelay::sqlite
