#include "adapters/sqlite/rows/row_lists.hpp"
#include "adapters/sqlite/writer/writer.hpp"

namespace carerelay::sqlite {

void writer::insert_origin(ports::new_message const& message, message_number number) {
  auto const& what = *message.what;
  db().run("INSERT INTO origins(message,team,author,all_homes,sent,sum) VALUES(?,?,?,?,?,?)", number, what.sender,
           message.author, message.all_homes, what.sent,
           sum_of_origin(number, what.sender.text(), message.author.text(), message.all_homes, what.sent));
}

void writer::put_draft(ports::draft_row const& draft) {
  auto const signatures = packed_signatures(draft);
  db().run("INSERT INTO drafts(" CARERELAY_DRAFT_COLUMNS
           ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET team=excluded.team,"
           "author=excluded.author,reference=excluded.reference,digest=excluded.digest,"
           "audience_hash=excluded.audience_hash,homes=excluded.homes,immediate=excluded.immediate,"
           "all_homes=excluded.all_homes,needs=excluded.needs,signatures=excluded.signatures,made_at=excluded.made_at,"
           "expires_at=excluded.expires_at,state=excluded.state,message=excluded.message,due=excluded.due,"
           "closed_by=excluded.closed_by,closed_at=excluded.closed_at,reason=excluded.reason,json=excluded.json,"
           "sum=excluded.sum",
           protocol::bytes_view(draft.id.bytes()), draft.team, draft.author, std::string_view(draft.reference),
           protocol::bytes_view(draft.sum), protocol::bytes_view(draft.audience_hash), draft.homes, draft.immediate,
           draft.all_homes, draft.needs, protocol::as_bytes(signatures), draft.made_at, draft.expires_at, draft.state,
           draft.message, draft.due, draft.closed_by, draft.closed_at, std::string_view(draft.reason),
           std::string_view(draft.json), sum_of(draft));
}

}  // namespace carerelay::sqlite
