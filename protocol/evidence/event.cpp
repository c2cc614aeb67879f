#include "protocol/evidence/event.hpp"

#include <algorithm>
#include <charconv>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/p256.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"

namespace carerelay::protocol::evidence {
namespace {

void append_id(uuid const& id, std::string& out) {
  std::array<char, 36> text{};
  id.write_to(text.data());
  out += '"';
  out.append(text.data(), text.size());
  out += '"';
}

void append_number(std::uint64_t number, std::string& out) {
  std::array<char, 20> digits{};
  auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_member(std::string_view name, std::string_view text, std::string& out) {
  if (text.empty()) return;
  out += name;
  json::append_string(text, out);
}

}  // namespace

std::string_view word(event_type value) noexcept {
  switch (value) {
    case event_type::log_started: return "log_started";
    case event_type::message_published: return "message_published";
    case event_type::audience_taken: return "audience_taken";
    case event_type::message_closed: return "message_closed";
    case event_type::receipt: return "receipt";
    case event_type::device_enrolled: return "device_enrolled";
    case event_type::device_revoked: return "device_revoked";
    case event_type::device_trusted: return "device_trusted";
    case event_type::device_list_signed: return "device_list_signed";
    case event_type::identity_key_set: return "identity_key_set";
    case event_type::grant_changed: return "grant_changed";
    case event_type::member_changed: return "member_changed";
    case event_type::approval_asked: return "approval_asked";
    case event_type::approved: return "approved";
    case event_type::sent_alone: return "sent_alone";
    case event_type::confirmed: return "confirmed";
    case event_type::correction_sent: return "correction_sent";
    case event_type::recovery_used: return "recovery_used";
    case event_type::device_confirmed: return "device_confirmed";
    case event_type::draft_rejected: return "draft_rejected";
    case event_type::draft_expired: return "draft_expired";
    case event_type::sealing_key_changed: return "sealing_key_changed";
    case event_type::event_erased: return "event_erased";
    case event_type::contacts_changed: return "contacts_changed";
    case event_type::escalated: return "escalated";
    case event_type::call_noted: return "call_noted";
    case event_type::check_in_changed: return "check_in_changed";
    case event_type::chat_bound: return "chat_bound";
    case event_type::chat_unbound: return "chat_unbound";
    case event_type::channel: return "channel";
    case event_type::address_erased: return "address_erased";
  }
  return {};
}

std::string to_text(event const& what) {
  json::object members = what.more;
  members.push_back({"type", std::string(word(what.type))});
  members.push_back({"at", protocol::to_text(what.at)});
  if (!what.by.empty()) members.push_back({"by", what.by});
  if (what.message) members.push_back({"message", what.message->text()});
  if (what.home) members.push_back({"home", what.home->text()});
  if (what.device) members.push_back({"device", what.device->text()});
  return json::canonical(json::value(std::move(members)));
}

void append_text(receipt_words const& what, std::string& out) {
  // The members stand in the order of their names.
  out += R"({"act":")";
  out += word(what.act);
  out += '"';
  if (what.answer) append_member(R"(,"answer":)", word(*what.answer), out);
  append_member(R"(,"at":)", what.at, out);
  append_member(R"(,"channel":)", what.channel, out);
  if (what.checkpoint) {
    out += R"(,"checkpoint":{"origin":)";
    json::append_string(what.checkpoint->origin, out);
    out += R"(,"root":")";
    crypto::append_base64url(what.checkpoint->root, out);
    out += R"(","size":)";
    append_number(what.checkpoint->size, out);
    out += '}';
  }
  if (what.device) {
    out += R"(,"device":)";
    append_id(what.device->value(), out);
  }
  out += R"(,"event":)";
  append_id(what.id.value(), out);
  append_member(R"(,"home":)", what.home, out);
  if (what.late) out += R"(,"late":true)";
  out += R"(,"message":)";
  append_id(what.message.value(), out);
  append_member(R"(,"name":)", what.name, out);
  append_member(R"(,"note":)", what.note, out);
  append_member(R"(,"role":)", what.role, out);
  append_member(R"(,"said_at":)", what.said_at, out);
  out += R"(,"seq":)";
  append_number(what.seq, out);
  if (what.signature) {
    out += R"(,"signature":")";
    crypto::append_base64url(*what.signature, out);
    out += '"';
  }
  out += R"(,"type":"receipt"})";
}

hash audience_hash(std::vector<std::string_view>& homes) {
  std::sort(homes.begin(), homes.end());
  std::string all;
  all.reserve(homes.size() * 16);
  for (auto const home : homes) {
    all += home;
    all += '\n';
  }
  return crypto::sha256(all);
}

event audience_taken(message_id message, instant at, std::size_t count, hash const& homes) {
  event out{event_type::audience_taken, at};
  out.message = message;
  out.more = {{"count", count}, {"homes", crypto::to_base64url(homes)}};
  return out;
}

event message_published(message const& what) {
  event out{event_type::message_published, what.sent};
  out.by = what.sender.text();
  out.message = what.id;
  auto const& content = what.content;
  out.more = {{"digest", crypto::to_base64url(what.sum)},
              {"kind", std::string(word(content.kind))},
              {"msg_type", std::string(word(content.type))},
              {"status", std::string(word(content.status))},
              {"urgency", std::string(word(content.urgency))}};
  return out;
}

event device_enrolled(device_id device, home_id const& home, std::string_view name, instant at,
                      std::array<std::uint8_t, 64> const& point) {
  event out{event_type::device_enrolled, at};
  out.device = device;
  out.home = home;
  json::object key{{"crv", "P-256"},
                   {"kty", "EC"},
                   {"x", crypto::to_base64url(bytes_view(point).first(32))},
                   {"y", crypto::to_base64url(bytes_view(point).last(32))}};
  out.more = {{"public_key", std::move(key)}};
  if (!name.empty()) out.more.push_back({"name", std::string(name)});
  return out;
}

event device_revoked(device_id device, home_id const& home, instant at) {
  event out{event_type::device_revoked, at};
  out.device = device;
  out.home = home;
  return out;
}

hash commitment(salt const& with, std::string_view text) {
  thread_local crypto::sha256_stream stream;
  stream.update(with);
  stream.update(as_bytes(text));
  return stream.finish();
}

}  // namespace carerelay::protocol::evidence
