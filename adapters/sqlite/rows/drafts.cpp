#include <charconv>

#include "adapters/ports/store.hpp"
#include "adapters/sqlite/rows/row_lists.hpp"
#include "adapters/sqlite/rows/row_sum.hpp"

namespace carerelay::sqlite {
namespace {

enum table : std::uint64_t { drafts = 56, origins };

bool unpack_signatures(std::string_view blob, std::vector<ports::draft_signature>& out) {
  std::vector<std::string> texts;
  if (!unpack(blob, texts) || texts.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < texts.size(); i += 2) {
    ports::draft_signature one;
    std::int64_t when = 0;
    auto const& digits = texts[i + 1];
    auto const read = std::from_chars(digits.data(), digits.data() + digits.size(), when);
    if (!parse_into(texts[i], one.member) || read.ptr != digits.data() + digits.size()) return false;
    one.when = instant(std::chrono::milliseconds(when));
    out.push_back(std::move(one));
  }
  return true;
}

/// An id that may be nobody's.
bool parse_if_any(std::string_view text, protocol::member_id& out) { return text.empty() || parse_into(text, out); }

}  // namespace

std::string packed_signatures(ports::draft_row const& row) {
  std::vector<std::string> texts;
  for (auto const& one : row.signatures) {
    texts.push_back(one.member.text());
    texts.push_back(std::to_string(one.when.time_since_epoch().count()));
  }
  return pack(texts);
}

std::int64_t sum_of(ports::draft_row const& row) {
  row_sum sum(table::drafts);
  sum.add(row.id.bytes()).add(row.team).add(row.author).add(row.reference).add(row.sum).add(row.audience_hash);
  sum.add(row.homes).add(row.immediate).add(row.all_homes).add(row.needs).add(packed_signatures(row));
  sum.add(row.made_at).add(row.expires_at).add(row.state).add(row.message).add(row.due).add(row.closed_by);
  return sum.add(row.closed_at).add(row.reason).add(row.json).value();
}

std::int64_t sum_of_origin(message_number message, std::string_view team, std::string_view author, bool all_homes,
                           instant sent) {
  return row_sum(table::origins).add(message).add(team).add(author).add(all_homes).add(sent).value();
}

ports::draft_row read_draft(query const& q) {
  ports::draft_row row;
  protocol::uuid::bytes_type id{};
  bool whole = q.bytes(0, id) && parse_into(q.text(1), row.team) && parse_into(q.text(2), row.author) &&
               q.bytes(4, row.sum) && q.bytes(5, row.audience_hash);
  row.id = protocol::draft_id(protocol::uuid(id));
  row.reference = q.text(3);
  row.homes = q.as<std::uint64_t>(6);
  row.immediate = q.integer(7) != 0;
  row.all_homes = q.integer(8) != 0;
  row.needs = q.as<std::uint32_t>(9);
  whole = whole && unpack_signatures(q.text(10), row.signatures) && parse_if_any(q.text(16), row.closed_by);
  row.made_at = q.time(11);
  row.expires_at = q.time(12);
  row.state = q.as<ports::draft_state>(13);
  row.message = q.as<message_number>(14);
  row.due = q.maybe_time(15);
  row.closed_at = q.maybe_time(17);
  row.reason = q.text(18);
  row.json = q.text(19);
  if (!whole || sum_of(row) != q.integer(20)) damaged("drafts", "of " + row.team.text());
  return row;
}

}  // namespace carerelay::sqlite
