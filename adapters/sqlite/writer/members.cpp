#include <stdexcept>

#include "adapters/sqlite/rows/row_lists.hpp"
#include "adapters/sqlite/writer/writer.hpp"

namespace carerelay::sqlite {

void writer::put_publisher(ports::publisher_row const& publisher) {
  auto const& grant = publisher.grant;
  auto const areas = pack_ids(grant.areas);
  db().run(
      "INSERT INTO publishers(" CARERELAY_PUBLISHER_COLUMNS
      ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET name=excluded.name,kinds=excluded.kinds,"
      "areas=excluded.areas,all_areas=excluded.all_areas,highest=excluded.highest,"
      "administrator=excluded.administrator,channels=excluded.channels,daily_quota=excluded.daily_quota,"
      "grant_expires=excluded.grant_expires,made_at=excluded.made_at,revoked_at=excluded.revoked_at,sum=excluded.sum",
      publisher.id, std::string_view(publisher.name), bytes_of(grant.kinds), protocol::as_bytes(areas), grant.all_areas,
      grant.highest, grant.administrator, grant.channels.bits(), grant.daily_quota, grant.expires, publisher.made_at,
      publisher.revoked_at, sum_of(publisher));
}

void writer::put_member(ports::member_row const& member) {
  auto const before = from_.member(member.id);
  if (before && before->team != member.team) throw std::invalid_argument("put_member: of another team");
  static ports::grant const nothing;
  auto const& grant = member.own ? *member.own : nothing;
  auto const areas = pack_ids(grant.areas);
  auto const token = member.token_hash ? std::optional(protocol::bytes_view(*member.token_hash)) : std::nullopt;
  auto const key = member.signing_key ? std::optional(protocol::bytes_view(*member.signing_key)) : std::nullopt;
  db().run("INSERT INTO members(" CARERELAY_MEMBER_COLUMNS
           ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET "
           "is_person=excluded.is_person,name=excluded.name,roles=excluded.roles,own=excluded.own,kinds=excluded.kinds,"
           "areas=excluded.areas,all_areas=excluded.all_areas,highest=excluded.highest,"
           "administrator=excluded.administrator,channels=excluded.channels,daily_quota=excluded.daily_quota,"
           "grant_expires=excluded.grant_expires,token_hash=excluded.token_hash,issuer=excluded.issuer,"
           "subject=excluded.subject,signing_key=excluded.signing_key,made_at=excluded.made_at,"
           "revoked_at=excluded.revoked_at,sum=excluded.sum",
           member.id, member.team, member.is_person, std::string_view(member.name), member.roles.bits(),
           member.own.has_value(), bytes_of(grant.kinds), protocol::as_bytes(areas), grant.all_areas, grant.highest,
           grant.administrator, grant.channels.bits(), grant.daily_quota, grant.expires, token,
           std::string_view(member.issuer), std::string_view(member.subject), key, member.made_at, member.revoked_at,
           sum_of(member));
}

}  // namespace carerelay::sqlite
