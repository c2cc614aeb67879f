#include "adapters/sqlite/rows/ladder.hpp"
#include "adapters/ports/store.hpp"
#include "adapters/sqlite/answers/answers.hpp"
#include "adapters/sqlite/writer/writer.hpp"

namespace carerelay::sqlite {

std::optional<ports::watch_row> answers::watch_due(instant now) {
  return first(
      db_.ask("SELECT message,next_at,sum FROM watches WHERE next_at<=? ORDER BY next_at,message LIMIT 1", now),
      read_watch);
}

std::optional<instant> answers::watch_next() {
  auto q = db_.ask("SELECT min(next_at) FROM watches");
  return q.step() ? q.maybe_time(0) : std::nullopt;
}

list<ports::watch_row> answers::watches(std::size_t limit) {
  auto const most = static_cast<std::int64_t>(std::min<std::size_t>(limit, 1U << 30));
  return all(db_.ask("SELECT message,next_at,sum FROM watches ORDER BY message DESC LIMIT ?", most), read_watch);
}

list<ports::rung_row> answers::rungs(std::uint32_t message, std::uint32_t from, std::uint32_t to) {
  return all(db_.ask("SELECT " CARERELAY_RUNG_COLUMNS
                     "FROM rungs WHERE message=? AND home BETWEEN ? AND ? ORDER BY home,ordinal",
                     message, from, to),
             read_rung);
}

list<ports::call_row> answers::calls(std::uint32_t message, std::uint32_t home) {
  return all(
      db_.ask("SELECT " CARERELAY_CALL_COLUMNS "FROM calls WHERE message=? AND home=? ORDER BY number", message, home),
      read_call);
}

list<ports::way_health_row> answers::way_health(std::uint32_t from_home, std::uint32_t to_home) {
  return all(db_.ask("SELECT " CARERELAY_WAY_HEALTH_COLUMNS
                     "FROM way_health WHERE home BETWEEN ? AND ? ORDER BY home,contact,channel",
                     from_home, to_home),
             read_way_health);
}

list<ports::sent_and_returned> answers::last_sent(std::string_view channel, std::size_t limit) {
  auto const most = static_cast<std::int64_t>(std::min<std::size_t>(limit, 1U << 30));
  auto q = db_.ask(
      "SELECT sent_at,returned_at FROM outbox WHERE channel=? AND sent_at IS NOT NULL ORDER BY sent_at DESC LIMIT ?",
      channel, most);
  list<ports::sent_and_returned> out;
  while (q.step()) out.push_back({q.time(0), q.maybe_time(1)});
  return out;
}

std::optional<ports::check_in_row> answers::check_in(protocol::uuid const& id) {
  return first(
      db_.ask("SELECT " CARERELAY_CHECK_IN_COLUMNS "FROM check_ins WHERE id=?", protocol::bytes_view(id.bytes())),
      read_check_in);
}

list<ports::check_in_row> answers::check_ins() {
  return all(db_.ask("SELECT " CARERELAY_CHECK_IN_COLUMNS "FROM check_ins ORDER BY id"), read_check_in);
}

void writer::put_watch(ports::watch_row const& row) {
  db().run("INSERT OR REPLACE INTO watches(message,next_at,sum) VALUES(?,?,?)", row.message, row.next_at, sum_of(row));
}

void writer::remove_watch(std::uint32_t message) { db().run("DELETE FROM watches WHERE message=?", message); }

bool writer::add_rung(ports::rung_row const& row) {
  std::int64_t ordinal = 0;
  {
    auto q = db().ask("SELECT coalesce(max(ordinal),0)+1,coalesce(sum(step=?),0) FROM rungs WHERE message=? AND home=?",
                      std::string_view(row.step), row.message, row.home);
    q.step();
    if (q.integer(1) != 0) return false;
    ordinal = q.integer(0);
  }
  db().run("INSERT INTO rungs(" CARERELAY_RUNG_COLUMNS ") VALUES(?,?,?,?,?,?,?,?,?,?)", row.message, row.home, ordinal,
           std::string_view(row.step), row.at, row.outcome, std::string_view(row.channel), row.contact,
           std::string_view(row.why), sum_of(row, ordinal));
  return true;
}

std::uint64_t writer::add_call(ports::call_row const& given) {
  auto row = given;
  row.number = static_cast<std::uint64_t>(db().number("SELECT coalesce(max(number),0)+1 FROM calls"));
  db().run("INSERT INTO calls(" CARERELAY_CALL_COLUMNS ") VALUES(?,?,?,?,?,?,?,?,?,?)", row.number, row.message,
           row.home, row.at, std::string_view(row.by), row.outcome, std::string_view(row.spoke_to), row.will_act,
           std::string_view(row.note), sum_of(row));
  return row.number;
}

void writer::put_way_health(ports::way_health_row const& row) {
  db().run("INSERT OR REPLACE INTO way_health(" CARERELAY_WAY_HEALTH_COLUMNS ") VALUES(?,?,?,?,?,?,?,?)", row.home,
           row.contact, std::string_view(row.channel), row.accepted_at, row.good_at, row.failed_at,
           std::string_view(row.failed_why), sum_of(row));
}

void writer::put_check_in(ports::check_in_row const& row) {
  db().run("INSERT OR REPLACE INTO check_ins(" CARERELAY_CHECK_IN_COLUMNS ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
           protocol::bytes_view(row.id.bytes()), row.team, row.author, row.approver, row.needs_approval, row.made_at,
           std::string_view(row.draft), row.minute, row.until, row.ended_at, row.last_day, row.last_message,
           sum_of(row));
}

}  // namespace carerelay::sqlite
