#include "adapters/sqlite/schema/schema_2.hpp"

#include <string>

#include "adapters/sqlite/rows/row_sum.hpp"
#include "adapters/sqlite/rows/rows.hpp"
#include "protocol/bytes.hpp"

// Sums and words as versions 1 and 2 have them, said here again so that no later change can reach them.

namespace carerelay::sqlite {
namespace {

enum : std::uint64_t { table_publishers_1 = 5, table_publishers_2 = 40, table_members_2 = 41 };
enum : std::uint32_t { role_publisher = 1U << 1, role_administrator = 1U << 5, role_result_sender = 1U << 6 };
constexpr std::uint32_t only_the_stream = 1;
constexpr char test_result = 2;

struct account {
  std::string id, name, token_hash, kinds, areas;
  std::int64_t all_areas = 0, highest = 0, administrator = 0, made_at = 0;
  std::optional<std::int64_t> revoked_at;
  std::int64_t sum = 0;
};

account read_account(query const& q) {
  account out{std::string(q.text(0)), std::string(q.text(1)),
              std::string(q.text(2)), std::string(q.text(3)),
              std::string(q.text(4)), q.integer(5),
              q.integer(6),           q.integer(7),
              q.integer(8),           {},
              q.integer(10)};
  if (!q.is_null(9)) out.revoked_at = q.integer(9);
  row_sum sum(table_publishers_1);
  sum.add(out.id).add(out.name).add(out.token_hash).add(out.kinds).add(out.areas).add(out.all_areas);
  sum.add(out.highest).add(out.administrator).add(out.made_at).add(out.revoked_at);
  if (sum.value() != out.sum) damaged("publishers", "of " + out.id);
  return out;
}

void put_team(connection& db, account const& from) {
  row_sum sum(table_publishers_2);
  sum.add(from.id).add(from.name).add(from.kinds).add(from.areas).add(from.all_areas).add(from.highest);
  sum.add(from.administrator).add(only_the_stream).add(false).add(false).add(from.made_at).add(from.revoked_at);
  db.run("INSERT INTO publishers VALUES(?,?,?,?,?,?,?,?,NULL,NULL,?,?,?)", std::string_view(from.id),
         std::string_view(from.name), protocol::as_bytes(from.kinds), protocol::as_bytes(from.areas), from.all_areas,
         from.highest, from.administrator, only_the_stream, from.made_at, from.revoked_at, sum.value());
}

void put_first_member(connection& db, account const& from) {
  bool const sends_results = from.kinds.find(test_result) != std::string::npos;
  bool const sends_others = from.kinds.size() > (sends_results ? 1U : 0U);
  std::uint32_t const roles = (sends_others ? role_publisher : 0U) |
                              (from.administrator != 0 ? role_administrator : 0U) |
                              (sends_results ? role_result_sender : 0U);
  constexpr std::string_view nobody;
  row_sum sum(table_members_2);
  sum.add(from.id).add(from.id).add(false).add(from.name).add(roles).add(false);
  sum.add(true).add(from.token_hash).add(nobody).add(nobody).add(false).add(from.made_at).add(from.revoked_at);
  db.run("INSERT INTO members VALUES(?,?,0,?,?,0,x'',x'',0,1,0,0,NULL,NULL,?,'','',NULL,?,?,?)",
         std::string_view(from.id), std::string_view(from.id), std::string_view(from.name), roles,
         protocol::as_bytes(from.token_hash), from.made_at, from.revoked_at, sum.value());
}

}  // namespace

void fill_members(connection& db) {
  {
    auto q = db.ask("SELECT * FROM publishers_1 ORDER BY id");
    while (q.step()) {
      auto const from = read_account(q);
      put_team(db, from);
      put_first_member(db, from);
    }
  }
  db.script("DROP TABLE publishers_1;");
}

}  // namespace carerelay::sqlite
