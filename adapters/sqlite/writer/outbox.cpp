#include <stdexcept>

#include "adapters/ports/store.hpp"
#include "adapters/sqlite/answers/answers.hpp"
#include "adapters/sqlite/writer/writer.hpp"

namespace carerelay::sqlite {

std::optional<ports::outbox_row> answers::outbox(ports::outbox_number number) {
  return first(db_.ask("SELECT " CARERELAY_OUTBOX_COLUMNS "FROM outbox WHERE number=?", number), read_outbox);
}

list<ports::outbox_row> answers::outbox_of(std::uint32_t message, std::uint32_t from, std::uint32_t to) {
  return all(db_.ask("SELECT " CARERELAY_OUTBOX_COLUMNS
                     "FROM outbox WHERE message=? AND home BETWEEN ? AND ? ORDER BY home,number",
                     message, from, to),
             read_outbox);
}

list<ports::outbox_row> answers::outbox_due(std::string_view channel, instant now, std::size_t limit) {
  auto const most = static_cast<std::int64_t>(std::min<std::size_t>(limit, 1U << 30));
  return all(db_.ask("SELECT " CARERELAY_OUTBOX_COLUMNS
                     "FROM outbox WHERE channel=? AND state=0 AND next_at<=? ORDER BY rank,next_at,number LIMIT ?",
                     channel, now, most),
             read_outbox);
}

std::optional<instant> answers::outbox_next(std::string_view channel) {
  std::optional<instant> out;
  // One step into the index for each rank there can be.
  for (int rank = 0; rank <= 2; ++rank) {
    auto q = db_.ask("SELECT min(next_at) FROM outbox WHERE channel=? AND state=0 AND rank=?", channel, rank);
    if (!q.step() || q.is_null(0)) continue;
    if (!out || q.time(0) < *out) out = q.time(0);
  }
  return out;
}

list<ports::outbox_row> answers::outbox_sending(std::string_view channel) {
  return all(
      db_.ask("SELECT " CARERELAY_OUTBOX_COLUMNS "FROM outbox WHERE channel=? AND state=1 ORDER BY number", channel),
      read_outbox);
}

list<ports::outbox_count> answers::outbox_counts(std::string_view channel) {
  list<ports::outbox_count> out;
  auto q = db_.ask("SELECT state,count(*) FROM outbox WHERE channel=? GROUP BY state ORDER BY state", channel);
  while (q.step()) out.push_back({q.as<ports::outbox_state>(0), q.as<std::uint64_t>(1)});
  return out;
}

list<ports::outbox_row> answers::outbox_held(std::string_view channel, std::size_t limit) {
  auto const most = static_cast<std::int64_t>(std::min<std::size_t>(limit, 1U << 30));
  return all(
      db_.ask("SELECT " CARERELAY_OUTBOX_COLUMNS "FROM outbox WHERE channel=? AND state=8 ORDER BY number LIMIT ?",
              channel, most),
      read_outbox);
}

list<ports::outbox_row> answers::outbox_to(std::string_view address) {
  return all(db_.ask("SELECT " CARERELAY_OUTBOX_COLUMNS "FROM outbox WHERE address=? ORDER BY number", address),
             read_outbox);
}

list<ports::outbox_row> answers::outbox_posts(std::string_view channel, std::size_t limit) {
  auto const most = static_cast<std::int64_t>(limit);
  return all(db_.ask("SELECT " CARERELAY_OUTBOX_COLUMNS
                     "FROM outbox WHERE channel=? AND home=0 AND state=2 AND sent_at IS NOT NULL "
                     "ORDER BY sent_at DESC,number DESC LIMIT ?",
                     channel, most),
             read_outbox);
}

list<ports::outbox_event> answers::outbox_events(ports::outbox_number row) {
  return all(db_.ask("SELECT row,key,ordinal,at,what,detail,sum FROM outbox_events WHERE row=? ORDER BY ordinal", row),
             read_outbox_event);
}

std::optional<std::string> answers::rendered(std::uint32_t message, std::string_view channel, std::uint32_t variant) {
  auto q = db_.ask("SELECT bytes,sum FROM outbox_bytes WHERE message=? AND channel=? AND variant=?", message, channel,
                   variant);
  if (!q.step()) return std::nullopt;
  if (sum_of_rendered(message, channel, variant, q.text(0)) != q.integer(1)) damaged("outbox_bytes", message);
  return std::string(q.text(0));
}

std::optional<ports::lane_row> answers::lane(std::string_view channel) {
  return first(db_.ask("SELECT channel,state,why,tokens_milli,tokens_at,day,sent_today,failures,closed_until,sum "
                       "FROM outbox_lanes WHERE channel=?",
                       channel),
               read_lane);
}

list<ports::unmatched_row> answers::unmatched(std::uint64_t after, std::size_t limit) {
  auto const most = static_cast<std::int64_t>(std::min<std::size_t>(limit, 1U << 30));
  return all(
      db_.ask("SELECT number,channel,key,at,why,sum FROM outbox_unmatched WHERE number>? ORDER BY number LIMIT ?",
              after, most),
      read_unmatched);
}

void writer::add_outbox(std::vector<ports::outbox_row> const& rows) {
  if (rows.empty()) return;
  auto next = static_cast<ports::outbox_number>(db().number("SELECT coalesce(max(number),0)+1 FROM outbox"));
  for (auto row : rows) {
    row.number = next++;
    db().run("INSERT INTO outbox(" CARERELAY_OUTBOX_COLUMNS ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
             row.number, row.message, row.home, row.contact, std::string_view(row.channel), std::string_view(row.to),
             row.level, row.rank, row.state, row.attempts, row.in_doubt, row.queued_at, row.next_at, row.until,
             row.sent_at, std::string_view(row.reason), std::string_view(row.remote), row.returned, row.returned_at,
             sum_of(row));
  }
}

void writer::put_outbox(ports::outbox_row const& row) {
  int const changed = db().run(
      "UPDATE outbox SET address=?,level=?,rank=?,state=?,attempts=?,in_doubt=?,queued_at=?,next_at=?,until=?,"
      "sent_at=?,reason=?,remote=?,returned=?,returned_at=?,sum=? WHERE number=?",
      std::string_view(row.to), row.level, row.rank, row.state, row.attempts, row.in_doubt, row.queued_at, row.next_at,
      row.until, row.sent_at, std::string_view(row.reason), std::string_view(row.remote), row.returned, row.returned_at,
      sum_of(row), row.number);
  if (changed != 1) throw std::invalid_argument("put_outbox: no such row");
}

void writer::erase_address(ports::outbox_number row) {
  auto held = from_.outbox(row);
  if (!held) throw std::invalid_argument("erase_address: no such row");
  held->to.clear();
  put_outbox(*held);
  owe_scrub();
}

bool writer::add_outbox_event(ports::outbox_event const& event) {
  std::int64_t ordinal = 0;
  {
    auto q = db().ask("SELECT coalesce(max(ordinal),0)+1,coalesce(sum(key=?),0) FROM outbox_events WHERE row=?",
                      std::string_view(event.key), event.row);
    q.step();
    if (q.integer(1) != 0) return false;
    ordinal = q.integer(0);
  }
  db().run("INSERT INTO outbox_events(row,key,ordinal,at,what,detail,sum) VALUES(?,?,?,?,?,?,?)", event.row,
           std::string_view(event.key), ordinal, event.at, std::string_view(event.what), std::string_view(event.detail),
           sum_of(event, ordinal));
  return true;
}

void writer::put_rendered(std::uint32_t message, std::string_view channel, std::uint32_t variant,
                          std::string_view bytes) {
  db().run("INSERT INTO outbox_bytes(message,channel,variant,bytes,sum) VALUES(?,?,?,?,?) ON CONFLICT DO NOTHING",
           message, channel, variant, protocol::as_bytes(bytes), sum_of_rendered(message, channel, variant, bytes));
}

void writer::put_lane(ports::lane_row const& row) {
  db().run(
      "INSERT OR REPLACE INTO outbox_lanes(channel,state,why,tokens_milli,tokens_at,day,sent_today,failures,"
      "closed_until,sum) VALUES(?,?,?,?,?,?,?,?,?,?)",
      std::string_view(row.channel), row.state, std::string_view(row.why), row.tokens_milli, row.tokens_at, row.day,
      row.sent_today, row.failures, row.closed_until, sum_of(row));
}

bool writer::add_unmatched(ports::unmatched_row const& given) {
  auto row = given;
  {
    auto q = db().ask("SELECT 1 FROM outbox_unmatched WHERE channel=? AND key=?", std::string_view(row.channel),
                      std::string_view(row.key));
    if (q.step()) return false;
  }
  row.number = static_cast<std::uint64_t>(db().number("SELECT coalesce(max(number),0)+1 FROM outbox_unmatched"));
  db().run("INSERT INTO outbox_unmatched(number,channel,key,at,why,sum) VALUES(?,?,?,?,?,?)", row.number,
           std::string_view(row.channel), std::string_view(row.key), row.at, std::string_view(row.why), sum_of(row));
  return true;
}

}  // namespace carerelay::sqlite
