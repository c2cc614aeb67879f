#include <algorithm>

#include "adapters/ports/store.hpp"
#include "adapters/sqlite/answers/answers.hpp"
#include "adapters/sqlite/rows/row_lists.hpp"

namespace carerelay::sqlite {
namespace {

std::uint64_t count(query q) {
  q.step();
  return q.as<std::uint64_t>(0);
}

/// The greatest id there can be: every other comes before it.
protocol::uuid::bytes_type last_id() noexcept {
  protocol::uuid::bytes_type out{};
  out.fill(0xFF);
  return out;
}

}  // namespace

protocol::member_id answers::author(message_number message) {
  auto q = db_.ask("SELECT team,author,all_homes,sent,sum FROM origins WHERE message=?", message);
  protocol::member_id out;
  if (!q.step()) return out;
  bool const is_whole = sum_of_origin(message, q.text(0), q.text(1), q.integer(2) != 0, q.time(3)) == q.integer(4) &&
                        (q.text(1).empty() || parse_into(q.text(1), out));
  if (!is_whole) damaged("origins", message);
  return out;
}

std::uint64_t answers::published_since(protocol::publisher_id const& team, instant since) {
  return count(db_.ask("SELECT count(*) FROM origins WHERE team=? AND sent>=?", team, since));
}

std::uint64_t answers::published_since(protocol::member_id const& author, instant since) {
  return count(db_.ask("SELECT count(*) FROM origins WHERE author=? AND sent>=?", author, since));
}

std::uint64_t answers::to_all_homes_since(instant since) {
  return count(db_.ask("SELECT count(*) FROM origins WHERE all_homes=1 AND sent>=?", since));
}

std::optional<ports::draft_row> answers::draft(protocol::draft_id id) {
  auto found =
      first(db_.ask("SELECT " CARERELAY_DRAFT_COLUMNS "FROM drafts WHERE id=?", protocol::bytes_view(id.bytes())),
            read_draft);
  if (found && found->id != id) damaged("drafts", "of " + found->team.text());
  return found;
}

std::optional<ports::draft_row> answers::draft_by_reference(protocol::publisher_id const& team,
                                                            std::string_view reference) {
  return first(db_.ask("SELECT " CARERELAY_DRAFT_COLUMNS "FROM drafts WHERE team=? AND reference=? AND state=0", team,
                       reference),
               read_draft);
}

std::optional<ports::draft_row> answers::draft_of(message_number message) {
  return first(db_.ask("SELECT " CARERELAY_DRAFT_COLUMNS "FROM drafts WHERE message=? AND message<>0", message),
               read_draft);
}

list<ports::draft_row> answers::drafts(protocol::draft_id before, std::size_t limit,
                                       std::optional<protocol::publisher_id> const& team) {
  auto const from = before.is_nil() ? last_id() : before.bytes();
  auto const most = static_cast<std::int64_t>(std::min<std::size_t>(limit, 1U << 30));
  if (team)
    return all(db_.ask("SELECT " CARERELAY_DRAFT_COLUMNS "FROM drafts WHERE team=? AND id<? ORDER BY id DESC LIMIT ?",
                       *team, protocol::bytes_view(from), most),
               read_draft);
  return all(db_.ask("SELECT " CARERELAY_DRAFT_COLUMNS "FROM drafts WHERE id<? ORDER BY id DESC LIMIT ?",
                     protocol::bytes_view(from), most),
             read_draft);
}

list<ports::draft_row> answers::drafts_due(instant now) {
  return all(db_.ask("SELECT " CARERELAY_DRAFT_COLUMNS
                     "FROM drafts WHERE (state=0 AND expires_at<=?) OR (state=4 AND due<=?) ORDER BY id",
                     now, now),
             read_draft);
}

list<ports::confirmed_row> answers::confirmations(home_number home) {
  list<ports::confirmed_row> out;
  // Few: each is a message that one person sent in need.
  for (auto const& draft :
       all(db_.ask("SELECT " CARERELAY_DRAFT_COLUMNS "FROM drafts WHERE state=5 ORDER BY message"), read_draft)) {
    auto const receipt = stored(draft.message, home);
    if (!receipt || draft.signatures.empty()) continue;
    out.push_back({receipt->what.seq, row_of(draft.message)->body->id, draft.signatures.back().when});
  }
  std::sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.seq < b.seq; });
  return out;
}

}  // namespace carerelay::sqlite
