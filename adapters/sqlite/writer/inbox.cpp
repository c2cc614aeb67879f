#include <algorithm>
#include <stdexcept>

#include "adapters/sqlite/writer/writer.hpp"

namespace carerelay::sqlite {
namespace {

/// After so many broadcasts every home has been filed once. More make each publish cheaper, and reading a stream from
/// its beginning dearer.
constexpr home_number slices = 32;

}  // namespace

void writer::set_stream(home_number home, answers::stream held) {
  db().run("UPDATE streams SET last=?, filed=?, sum=? WHERE home=?", held.last, held.filed,
           sum_of_stream(home, held.last, held.filed), home);
  if (db().changed() != 1) throw std::invalid_argument("add_message: no such home");
}

std::uint64_t writer::give_seq(home_number home, message_number message) {
  auto held = from_.stream_of(home);
  file(home, held);
  ++held.last;
  db().run("INSERT INTO inbox(home,seq,message) VALUES(?,?,?)", home, held.last, message);
  set_stream(home, {held.last, held.last});
  return held.last;
}

void writer::file(home_number home, answers::stream held) {
  if (held.filed == held.last) return;
  auto const rows = from_.inbox(home, held.filed, held.last - held.filed);
  for (auto const& row : rows) {
    db().run("INSERT INTO inbox(home,seq,message) VALUES(?,?,?)", home, row.seq, row.message.row->body->number);
  }
  set_stream(home, {held.last, held.last});
}

void writer::file_some(message_number newest) {
  home_number next = 1, last = 0;
  message_number round_began = 0;
  {
    auto q = db().ask("SELECT next_home, round_began, (SELECT max(number) FROM homes) FROM filing");
    q.step();
    next = q.as<home_number>(0);
    round_began = q.as<message_number>(1);
    last = q.as<home_number>(2);
  }
  auto const end = next + last / slices + 1;
  for (; next < end && next <= last; ++next) file(next, from_.stream_of(next));
  if (next > last) {
    db().run("DELETE FROM broadcasts WHERE message<=?", round_began);
    next = 1;
    round_began = newest;
  }
  db().run("UPDATE filing SET next_home=?, round_began=?", next, round_began);
}

}  // namespace carerelay::sqlite
