#include <algorithm>
#include <limits>

#include "adapters/ports/store.hpp"
#include "adapters/sqlite/answers/answers.hpp"

namespace carerelay::sqlite {
namespace {

std::int64_t sql_limit(std::size_t limit) noexcept {
  return static_cast<std::int64_t>(std::min<std::size_t>(limit, 1U << 30));
}

}  // namespace

message_ptr answers::body(message_number number) {
  if (is_writer_) {
    if (auto const found = uncommitted_.find(number); found != uncommitted_.end()) return found->second;
  }
  if (auto found = bodies_.find(number)) return found;
  auto q = db_.ask("SELECT " CARERELAY_MESSAGE_COLUMNS "FROM messages WHERE number=?", number);
  if (!q.step()) damaged("messages", number);
  auto row = read_message(q);
  if (!is_writer_) return bodies_.keep(row);
  // Perhaps this transaction's own, and perhaps never committed.
  return uncommitted_[number] = std::move(row);
}

void answers::share_committed() {
  for (auto const& [number, row] : uncommitted_) bodies_.keep(row);
  uncommitted_.clear();
}

ports::message_view answers::view(message_number number, int closed, message_number by, std::int64_t sum) {
  ports::message_view out{nullptr, static_cast<protocol::closure>(closed), by};
  if (closed < 0 || closed > 3 || sum_of_state(number, out.closed, by) != sum) damaged("message_states", number);
  out.row = body(number);
  return out;
}

list<ports::message_view> answers::views(query q) {
  list<ports::message_view> out;
  while (q.step()) out.push_back(view(q.as<message_number>(0), q.as<int>(1), q.as<message_number>(2), q.integer(3)));
  return out;
}

std::optional<ports::message_view> answers::message(message_number number) {
  auto found = views(db_.ask("SELECT number,closed,closed_by,sum FROM message_states WHERE number=?", number));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::optional<ports::message_view> answers::message(protocol::message_id id) {
  message_number number = 0;
  {
    auto q = db_.ask("SELECT number FROM messages WHERE id=?", protocol::bytes_view(id.bytes()));
    if (!q.step()) return std::nullopt;
    number = q.as<message_number>(0);
  }
  auto found = message(number);
  require_found(found && found->row->body->id == id, "messages", number);
  return found;
}

std::optional<ports::message_view> answers::message_by_reference(protocol::publisher_id const& sender,
                                                                 std::string_view reference) {
  if (reference.empty()) return std::nullopt;
  message_number number = 0;
  {
    auto q = db_.ask("SELECT number FROM messages WHERE sender=? AND reference=? AND reference<>''", sender, reference);
    if (!q.step()) return std::nullopt;
    number = q.as<message_number>(0);
  }
  auto found = message(number);
  bool const is_it = found && found->row->sender == sender && found->row->reference == reference;
  require_found(is_it, "messages", number);
  return found;
}

list<ports::message_view> answers::messages(message_number before, std::size_t limit,
                                            std::optional<protocol::publisher_id> const& sender) {
  std::int64_t const below = before == 0 ? std::numeric_limits<std::int64_t>::max() : before;
  if (!sender) {
    return views(
        db_.ask("SELECT number,closed,closed_by,sum FROM message_states WHERE number<? ORDER BY number DESC LIMIT ?",
                below, sql_limit(limit)));
  }
  auto found = views(
      db_.ask("SELECT s.number,s.closed,s.closed_by,s.sum FROM messages m JOIN message_states s ON s.number=m.number "
              "WHERE m.sender=? AND m.number<? ORDER BY m.number DESC LIMIT ?",
              *sender, below, sql_limit(limit)));
  for (auto const& each : found) require_found(each.row->sender == *sender, "messages", each.row->body->number);
  return found;
}

list<ports::message_view> answers::open_messages(protocol::message_kind kind, std::string_view topic) {
  auto found =
      views(db_.ask("SELECT number,closed,closed_by,sum FROM message_states WHERE kind=? AND topic=? AND closed=0 "
                    "ORDER BY number",
                    kind, topic));
  for (auto const& each : found) {
    bool const is_it = each.row->kind == kind && each.row->topic == topic && each.closed == protocol::closure::open;
    require_found(is_it, "message_states", each.row->body->number);
  }
  return found;
}

std::shared_ptr<std::string const> answers::resource(protocol::digest const& sha256) {
  auto q = db_.ask("SELECT sum, bytes FROM resources WHERE sha256=?", protocol::bytes_view(sha256));
  if (!q.step()) return nullptr;
  auto const bytes = q.text(1);
  if (sum_of_resource(sha256, bytes) != q.integer(0))
    damaged("resources", "of " + std::to_string(bytes.size()) + " bytes");
  return std::make_shared<std::string const>(bytes);
}

}  // namespace carerelay::sqlite
