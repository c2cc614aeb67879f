#include "adapters/sqlite/rows/ladder.hpp"

#include "adapters/sqlite/rows/row_sum.hpp"
#include "adapters/sqlite/rows/rows.hpp"

namespace carerelay::sqlite {
namespace {

enum table : std::uint64_t { watches = 128, rungs, calls, way_health, check_ins };

}  // namespace

std::int64_t sum_of(ports::watch_row const& row) {
  return row_sum(table::watches).add(row.message).add(row.next_at).value();
}

std::int64_t sum_of(ports::rung_row const& row, std::int64_t ordinal) {
  row_sum sum(table::rungs);
  sum.add(row.message).add(row.home).add(ordinal).add(row.step).add(row.at).add(row.outcome).add(row.channel);
  return sum.add(row.contact).add(row.why).value();
}

std::int64_t sum_of(ports::call_row const& row) {
  row_sum sum(table::calls);
  sum.add(row.number).add(row.message).add(row.home).add(row.at).add(row.by).add(row.outcome).add(row.spoke_to);
  return sum.add(row.will_act).add(row.note).value();
}

std::int64_t sum_of(ports::way_health_row const& row) {
  row_sum sum(table::way_health);
  sum.add(row.home).add(row.contact).add(row.channel).add(row.accepted_at).add(row.good_at).add(row.failed_at);
  return sum.add(row.failed_why).value();
}

std::int64_t sum_of(ports::check_in_row const& row) {
  row_sum sum(table::check_ins);
  sum.add(row.id.bytes()).add(row.team).add(row.author).add(row.approver).add(row.needs_approval).add(row.made_at);
  sum.add(row.draft).add(row.minute).add(row.until).add(row.ended_at).add(row.last_day);
  return sum.add(row.last_message).value();
}

ports::watch_row read_watch(query const& q) {
  ports::watch_row const row{q.as<std::uint32_t>(0), q.time(1)};
  if (sum_of(row) != q.integer(2)) damaged("watches", row.message);
  return row;
}

ports::rung_row read_rung(query const& q) {
  ports::rung_row row;
  row.message = q.as<std::uint32_t>(0);
  row.home = q.as<std::uint32_t>(1);
  row.step = q.text(3);
  row.at = q.time(4);
  row.outcome = q.as<ports::rung_outcome>(5);
  row.channel = q.text(6);
  row.contact = q.as<std::uint32_t>(7);
  row.why = q.text(8);
  if (sum_of(row, q.integer(2)) != q.integer(9)) damaged("rungs", row.message);
  return row;
}

ports::call_row read_call(query const& q) {
  ports::call_row row;
  row.number = q.as<std::uint64_t>(0);
  row.message = q.as<std::uint32_t>(1);
  row.home = q.as<std::uint32_t>(2);
  row.at = q.time(3);
  row.by = q.text(4);
  row.outcome = q.as<ports::call_outcome>(5);
  row.spoke_to = q.text(6);
  row.will_act = q.maybe_time(7);
  row.note = q.text(8);
  if (sum_of(row) != q.integer(9)) damaged("calls", static_cast<std::int64_t>(row.number));
  return row;
}

ports::way_health_row read_way_health(query const& q) {
  ports::way_health_row row;
  row.home = q.as<std::uint32_t>(0);
  row.contact = q.as<std::uint32_t>(1);
  row.channel = q.text(2);
  row.accepted_at = q.maybe_time(3);
  row.good_at = q.maybe_time(4);
  row.failed_at = q.maybe_time(5);
  row.failed_why = q.text(6);
  if (sum_of(row) != q.integer(7)) damaged("way_health", row.home);
  return row;
}

ports::check_in_row read_check_in(query const& q) {
  ports::check_in_row row;
  std::array<std::uint8_t, 16> id{};
  bool const whole = q.bytes(0, id);
  row.id = protocol::uuid(id);
  auto const team = protocol::publisher_id::parse(q.text(1));
  auto const author = protocol::member_id::parse(q.text(2));
  auto const approver = protocol::member_id::parse(q.text(3));
  if (team) row.team = *team;
  if (author) row.author = *author;
  if (approver) row.approver = *approver;
  row.needs_approval = q.integer(4) != 0;
  row.made_at = q.time(5);
  row.draft = q.text(6);
  row.minute = q.as<std::uint16_t>(7);
  row.until = q.time(8);
  row.ended_at = q.maybe_time(9);
  row.last_day = q.integer(10);
  row.last_message = q.as<std::uint32_t>(11);
  if (!whole || sum_of(row) != q.integer(12)) damaged("check_ins", row.team.text());
  return row;
}

}  // namespace carerelay::sqlite
