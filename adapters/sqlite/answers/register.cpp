#include <algorithm>
#include <map>

#include "adapters/ports/store.hpp"
#include "adapters/sqlite/answers/answers.hpp"
#include "protocol/register/canary.hpp"

namespace carerelay::sqlite {
namespace {

std::int64_t sql_limit(std::size_t limit) noexcept {
  return static_cast<std::int64_t>(std::min<std::size_t>(limit, 1U << 30));
}

}  // namespace

answers::held::held(connection* db) : db_(db) {
  if (db_ != nullptr) db_->run("BEGIN");
}

answers::held::~held() {
  if (db_ != nullptr) db_->roll_back();
}

std::optional<ports::home_row> answers::home(home_number number) {
  return first(db_.ask("SELECT " CARERELAY_HOME_COLUMNS "FROM homes WHERE number=?", number), read_home);
}

std::optional<ports::home_row> answers::home(protocol::home_id const& id) {
  auto found = first(db_.ask("SELECT " CARERELAY_HOME_COLUMNS "FROM homes WHERE id=?", id), read_home);
  if (found) {
    require_found(found->record.id == id, "homes", found->number);
    return found;
  }
  home_number number = 0;
  {
    auto q = db_.ask("SELECT home FROM former_ids WHERE id=?", id);
    if (!q.step()) return std::nullopt;
    number = q.as<home_number>(0);
  }
  found = home(number);
  auto const is_former = [&] {
    return std::ranges::find(found->record.former_ids, id) != found->record.former_ids.end();
  };
  require_found(found && is_former(), "former_ids", number);
  return found;
}

list<ports::home_row> answers::homes(std::string_view after, std::size_t limit,
                                     std::optional<protocol::area_code> const& area) {
  if (area) {
    return all(db_.ask("SELECT " CARERELAY_HOME_COLUMNS "FROM homes WHERE area=? AND id>? ORDER BY id LIMIT ?", *area,
                       after, sql_limit(limit)),
               read_home);
  }
  return all(
      db_.ask("SELECT " CARERELAY_HOME_COLUMNS "FROM homes WHERE id>? ORDER BY id LIMIT ?", after, sql_limit(limit)),
      read_home);
}

list<home_number> answers::matching(protocol::audience const& who) {
  list<home_number> out;
  auto const keep_matching = [&](query q) {
    while (q.step()) {
      auto const row = read_home(q);
      // Asked again of the row itself: an index may be damaged.
      if (is_in(who, row.record.id, traits_of(row.record))) out.push_back(row.number);
    }
  };
  if (who.areas.empty()) {
    keep_matching(db_.ask("SELECT " CARERELAY_HOME_COLUMNS "FROM homes WHERE dormant=0"));
  }
  for (auto const& area : who.areas) {
    keep_matching(db_.ask("SELECT " CARERELAY_HOME_COLUMNS "FROM homes WHERE area=? AND dormant=0", area));
  }
  return out;
}

list<home_number> answers::resolve(protocol::audience const& who) {
  list<home_number> out;
  if (!who.homes.empty()) {
    for (auto const& id : who.homes) {
      auto const row = home(id);
      if (row && !row->record.dormant) out.push_back(row->number);
    }
  } else if (who.everyone) {
    auto q = db_.ask("SELECT number FROM homes WHERE dormant=0");
    while (q.step()) out.push_back(q.as<home_number>(0));
    for (auto const& one : canaries()) std::erase(out, one.number);
  } else {
    out = matching(who);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

list<ports::home_row> answers::canaries() {
  // The tag as rows keep it; the row itself is asked, since another tag may end so.
  auto out = all(
      db_.ask("SELECT " CARERELAY_HOME_COLUMNS "FROM homes WHERE dormant=0 AND instr(tags,CAST('6:canary' AS BLOB))>0"),
      read_home);
  std::erase_if(out, [](auto const& one) { return !protocol::is_canary(one.record.tags); });
  return out;
}

list<ports::area_row> answers::areas() {
  std::map<protocol::area_code, std::uint64_t> ours;
  for (auto const& one : canaries()) ++ours[one.record.area];
  list<ports::area_row> out;
  auto q = db_.ask(
      "SELECT h.area, coalesce(a.name, h.area), sum(h.dormant=0) FROM homes h LEFT JOIN areas a ON a.code=h.area "
      "GROUP BY h.area ORDER BY h.area");
  while (q.step()) {
    auto const area = protocol::area_code::parse(q.text(0));
    if (!area) damaged("homes", "of area " + std::string(q.text(0)));
    auto const canaries = ours.find(*area);
    out.push_back(
        {*area, std::string(q.text(1)), q.as<std::uint64_t>(2) - (canaries == ours.end() ? 0 : canaries->second)});
  }
  return out;
}

#define FROM_DEVICES "FROM devices d JOIN cursors c ON c.device=d.number "

std::optional<ports::device_row> answers::device(protocol::device_id id) {
  auto found =
      first(db_.ask("SELECT " CARERELAY_DEVICE_COLUMNS FROM_DEVICES "WHERE d.id=?", protocol::bytes_view(id.bytes())),
            read_device);
  if (found) require_found(found->id == id, "devices", found->number);
  return found;
}

list<ports::device_row> answers::devices(home_number home) {
  auto found = all(db_.ask("SELECT " CARERELAY_DEVICE_COLUMNS FROM_DEVICES "WHERE d.home=? ORDER BY d.number", home),
                   read_device);
  for (auto const& row : found) require_found(row.home == home, "devices", row.number);
  return found;
}

std::optional<ports::enrolment_code_row> answers::enrolment_code(protocol::digest const& hashed) {
  return first(db_.ask("SELECT " CARERELAY_CODE_COLUMNS "FROM codes WHERE hashed=?", protocol::bytes_view(hashed)),
               read_code);
}

list<ports::enrolment_code_row> answers::open_codes(home_number home, instant now) {
  auto found =
      all(db_.ask("SELECT " CARERELAY_CODE_COLUMNS "FROM codes WHERE home=? AND used_at IS NULL AND tries_left>0 AND "
                  "expires_at>? ORDER BY hashed",
                  home, now),
          read_code);
  for (auto const& row : found) {
    if (row.home != home) damaged("codes", "of home " + std::to_string(row.home));
  }
  return found;
}

std::string answers::secret(std::string_view name) {
  auto q = db_.ask("SELECT value FROM secrets WHERE name=?", name);
  return q.step() ? std::string(q.text(0)) : std::string();
}

}  // namespace carerelay::sqlite
