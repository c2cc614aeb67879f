#include "adapters/ports/store.hpp"
#include "adapters/sqlite/rows/row_lists.hpp"
#include "adapters/sqlite/rows/row_sum.hpp"

namespace carerelay::sqlite {
namespace {

enum table : std::uint64_t { sessions = 48, sign_in_links, invitations };

}  // namespace

std::int64_t sum_of(ports::session_row const& row) {
  row_sum sum(table::sessions);
  sum.add(row.id.bytes()).add(row.token_hash).add(row.member).add(row.how);
  sum.add(row.made_at).add(row.used_at).add(row.ended_at);
  // Sessions from before version 8 have none, and keep their sums.
  if (!row.provider_session.empty()) sum.add(row.provider_session);
  return sum.value();
}

std::int64_t sum_of(ports::sign_in_link_row const& row) {
  row_sum sum(table::sign_in_links);
  sum.add(row.hashed).add(row.member).add(row.made_by);
  return sum.add(row.made_at).add(row.expires_at).add(row.used_at).value();
}

std::int64_t sum_of(ports::invitation_row const& row) {
  return row_sum(table::invitations).add(row.email).add(row.member).add(row.made_at).value();
}

ports::session_row read_session(query const& q) {
  ports::session_row row;
  protocol::uuid::bytes_type id{};
  bool const whole = q.bytes(0, id) && q.bytes(1, row.token_hash) && parse_into(q.text(2), row.member);
  row.id = protocol::session_id(protocol::uuid(id));
  row.how = q.as<ports::sign_in_way>(3);
  row.made_at = q.time(4);
  row.used_at = q.time(5);
  row.ended_at = q.maybe_time(6);
  row.provider_session = q.text(8);
  if (!whole || sum_of(row) != q.integer(7)) damaged("sessions", "of " + std::string(q.text(2)));
  return row;
}

ports::sign_in_link_row read_sign_in_link(query const& q) {
  ports::sign_in_link_row row;
  bool const whole = q.bytes(0, row.hashed) && parse_into(q.text(1), row.member) && parse_into(q.text(2), row.made_by);
  row.made_at = q.time(3);
  row.expires_at = q.time(4);
  row.used_at = q.maybe_time(5);
  if (!whole || sum_of(row) != q.integer(6)) damaged("sign_in_links", "of " + std::string(q.text(1)));
  return row;
}

ports::invitation_row read_invitation(query const& q) {
  ports::invitation_row row;
  row.email = q.text(0);
  bool const whole = parse_into(q.text(1), row.member);
  row.made_at = q.time(2);
  if (!whole || sum_of(row) != q.integer(3)) damaged("invitations", "of " + std::string(q.text(1)));
  return row;
}

}  // namespace carerelay::sqlite
