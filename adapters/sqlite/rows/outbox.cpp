#include "adapters/ports/store.hpp"
#include "adapters/sqlite/rows/row_sum.hpp"
#include "adapters/sqlite/rows/rows.hpp"

namespace carerelay::sqlite {
namespace {

enum table : std::uint64_t { outbox = 88, outbox_events, outbox_bytes, outbox_lanes, outbox_unmatched };

}  // namespace

std::int64_t sum_of(ports::outbox_row const& row) {
  row_sum sum(table::outbox);
  sum.add(row.number)
      .add(row.message)
      .add(row.home)
      .add(row.contact)
      .add(row.channel)
      .add(row.to)
      .add(row.level)
      .add(row.rank);
  sum.add(row.state).add(row.attempts).add(row.in_doubt).add(row.queued_at).add(row.next_at).add(row.until);
  sum.add(row.sent_at).add(row.reason).add(row.remote).add(row.returned);
  return sum.add(row.returned_at).value();
}

std::int64_t sum_of(ports::outbox_event const& row, std::int64_t ordinal) {
  row_sum sum(table::outbox_events);
  return sum.add(row.row).add(row.key).add(ordinal).add(row.at).add(row.what).add(row.detail).value();
}

std::int64_t sum_of_rendered(std::uint32_t message, std::string_view channel, std::uint32_t variant,
                             std::string_view bytes) {
  return row_sum(table::outbox_bytes).add(message).add(channel).add(variant).add(bytes).value();
}

std::int64_t sum_of(ports::lane_row const& row) {
  row_sum sum(table::outbox_lanes);
  sum.add(row.channel).add(row.state).add(row.why).add(row.tokens_milli).add(row.tokens_at).add(row.day);
  return sum.add(row.sent_today).add(row.failures).add(row.closed_until).value();
}

std::int64_t sum_of(ports::unmatched_row const& row) {
  return row_sum(table::outbox_unmatched)
      .add(row.number)
      .add(row.channel)
      .add(row.key)
      .add(row.at)
      .add(row.why)
      .value();
}

ports::outbox_row read_outbox(query const& q) {
  ports::outbox_row row;
  row.number = q.as<ports::outbox_number>(0);
  row.message = q.as<std::uint32_t>(1);
  row.home = q.as<std::uint32_t>(2);
  row.contact = q.as<std::uint32_t>(3);
  row.channel = q.text(4);
  row.to = q.text(5);
  row.level = q.as<protocol::disclosure>(6);
  row.rank = q.as<std::uint8_t>(7);
  row.state = q.as<ports::outbox_state>(8);
  row.attempts = q.as<std::uint32_t>(9);
  row.in_doubt = q.integer(10) != 0;
  row.queued_at = q.time(11);
  row.next_at = q.time(12);
  row.until = q.maybe_time(13);
  row.sent_at = q.maybe_time(14);
  row.reason = q.text(15);
  row.remote = q.text(16);
  row.returned = q.as<ports::returned_news>(17);
  row.returned_at = q.maybe_time(18);
  if (sum_of(row) != q.integer(19)) damaged("outbox", static_cast<std::int64_t>(row.number));
  return row;
}

ports::outbox_event read_outbox_event(query const& q) {
  ports::outbox_event row;
  row.row = q.as<ports::outbox_number>(0);
  row.key = q.text(1);
  row.at = q.time(3);
  row.what = q.text(4);
  row.detail = q.text(5);
  if (sum_of(row, q.integer(2)) != q.integer(6)) damaged("outbox_events", static_cast<std::int64_t>(row.row));
  return row;
}

ports::lane_row read_lane(query const& q) {
  ports::lane_row row;
  row.channel = q.text(0);
  row.state = q.as<ports::lane_state>(1);
  row.why = q.text(2);
  row.tokens_milli = q.integer(3);
  row.tokens_at = q.time(4);
  row.day = q.integer(5);
  row.sent_today = q.as<std::uint32_t>(6);
  row.failures = q.as<std::uint32_t>(7);
  row.closed_until = q.time(8);
  if (sum_of(row) != q.integer(9)) damaged("outbox_lanes", row.channel);
  return row;
}

ports::unmatched_row read_unmatched(query const& q) {
  ports::unmatched_row row;
  row.number = q.as<std::uint64_t>(0);
  row.channel = q.text(1);
  row.key = q.text(2);
  row.at = q.time(3);
  row.why = q.text(4);
  if (sum_of(row) != q.integer(5)) damaged("outbox_unmatched", static_cast<std::int64_t>(row.number));
  return row;
}

}  // namespace carerelay::sqlite
