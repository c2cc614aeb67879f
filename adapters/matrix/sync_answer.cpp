#include "adapters/matrix/sync_answer.hpp"

#include <algorithm>

#include "protocol/channel/chat_command.hpp"
#include "protocol/json/reader.hpp"

namespace carerelay::matrix {

namespace json = protocol::json;

namespace {

/// nullptr when there is no such object.
json::value const* object_in(json::value const* of, std::string_view name) {
  auto const* const found = of == nullptr ? nullptr : of->find(name);
  return found != nullptr && found->is(json::kind::object) ? found : nullptr;
}

std::string text_in(json::value const* of, std::string_view name) {
  auto const* const found = of == nullptr ? nullptr : of->find(name);
  return found != nullptr && found->is(json::kind::string) ? found->string() : std::string();
}

bool is_true(json::value const* of, std::string_view name) {
  auto const* const found = of == nullptr ? nullptr : of->find(name);
  return found != nullptr && found->is(json::kind::boolean) && found->boolean();
}

std::vector<json::value> const* list_in(json::value const* of, std::string_view name) {
  auto const* const found = of == nullptr ? nullptr : of->find(name);
  return found != nullptr && found->is(json::kind::array) ? &found->items() : nullptr;
}

std::optional<said_event> said_in(json::value const& event, std::string const& room) {
  if (!event.is(json::kind::object) || text_in(&event, "type") != "m.room.message") return std::nullopt;
  auto const* const content = object_in(&event, "content");
  // An edit is not what was said; nor is what a program says (m.notice), so that two programs never talk for ever.
  if (text_in(content, "msgtype") != "m.text" || text_in(object_in(content, "m.relates_to"), "rel_type") == "m.replace")
    return std::nullopt;
  said_event out{room, text_in(&event, "event_id"), text_in(&event, "sender"), text_in(content, "body")};
  out.about = text_in(object_in(object_in(content, "m.relates_to"), "m.in_reply_to"), "event_id");
  if (!out.about.empty()) out.text = std::string(protocol::without_quote(out.text));
  if (out.id.empty() || out.sender.empty() || out.text.empty()) return std::nullopt;
  return out;
}

/// {"$event":{"m.read":{"@user":{"ts":1}}}}: receipts of threads, and those that are kept private, say nothing here.
void read_receipts(json::value const& receipt, std::string const& room, sync_answer& out) {
  auto const* const content = object_in(&receipt, "content");
  if (text_in(&receipt, "type") != "m.receipt" || content == nullptr) return;
  for (auto const& event : content->members()) {
    auto const* const readers = object_in(&event.value, "m.read");
    if (readers == nullptr) continue;
    for (auto const& reader : readers->members()) {
      auto const thread = text_in(&reader.value, "thread_id");
      if (thread.empty() || thread == "main") out.shown.push_back({room, event.name, reader.name});
    }
  }
}

void read_joined(json::member const& room, sync_answer& out) {
  auto const* const timeline = object_in(&room.value, "timeline");
  if (is_true(timeline, "limited")) out.cut.push_back(room.name);
  if (auto const* const receipts = list_in(object_in(&room.value, "ephemeral"), "events"))
    for (auto const& one : *receipts) read_receipts(one, room.name, out);
  auto const* const events = list_in(timeline, "events");
  if (events == nullptr) return;
  for (auto const& event : *events) {
    if (!event.is(json::kind::object)) continue;
    if (text_in(&event, "type") == "m.room.message")
      out.order.push_back({room.name, text_in(&event, "event_id"), text_in(&event, "sender")});
    if (auto said = said_in(event, room.name)) out.said.push_back(std::move(*said));
  }
}

}  // namespace

std::optional<sync_answer> read_sync(std::string_view text) {
  auto const read = json::read(text, sync_bytes);
  if (!read || !read->is(json::kind::object)) return std::nullopt;
  sync_answer out;
  out.next = text_in(&*read, "next_batch");
  if (out.next.empty()) return std::nullopt;
  auto const* const rooms = object_in(&*read, "rooms");
  if (auto const* const joined = object_in(rooms, "join"))
    for (auto const& room : joined->members()) read_joined(room, out);
  if (auto const* const invited = object_in(rooms, "invite"))
    for (auto const& room : invited->members()) out.invited.push_back(room.name);
  if (auto const* const left = object_in(rooms, "leave"))
    for (auto const& room : left->members()) out.put_out.push_back(room.name);
  return out;
}

std::vector<said_event> read_messages(std::string_view text, std::string const& room) {
  std::vector<said_event> out;
  auto const read = json::read(text, sync_bytes);
  auto const* const events = read ? list_in(&*read, "chunk") : nullptr;
  if (events == nullptr) return out;
  for (auto const& event : *events)
    if (auto said = said_in(event, room)) out.push_back(std::move(*said));
  std::reverse(out.begin(), out.end());
  return out;
}

std::string read_context(std::string_view text, std::string_view sender) {
  auto const read = json::read(text, sync_bytes);
  if (!read || !read->is(json::kind::object)) return {};
  auto const is_theirs = [&](json::value const& event) {
    return text_in(&event, "type") == "m.room.message" && text_in(&event, "sender") == sender;
  };
  auto const* const it = object_in(&*read, "event");
  if (it != nullptr && is_theirs(*it)) return text_in(it, "event_id");
  auto const* const before = list_in(&*read, "events_before");  // the newest first
  if (before == nullptr) return {};
  for (auto const& event : *before)
    if (event.is(json::kind::object) && is_theirs(event)) return text_in(&event, "event_id");
  return {};
}

}  // namespace carerelay::matrix
