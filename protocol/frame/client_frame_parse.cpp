#include <array>

#include "protocol/evidence/checkpoint.hpp"
#include "protocol/frame/frame_fields.hpp"
#include "protocol/limits.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::protocol {
namespace {

using json::object_reader;
using json::presence;
using shape = json::text_rules::shape;

constexpr auto optional = presence::optional;
constexpr auto required = presence::required;

signature read_signature(object_reader& from) {
  return from
      .parsed("signature", required, frame_fields::to_signature,
              "an ECDSA P-256 signature: 64 bytes, r and s, in base64url without padding")
      .value_or(signature{});
}

resume_point read_resume(object_reader& from, faults& wrong) {
  resume_point out;
  auto const text = from.raw("resume", optional, json::kind::object);
  if (!text) return out;
  json::flat_object members;
  if (!members.read(*text, limits::client_frame_bytes)) {
    wrong.push_back({"/resume", members.error().rule, members.error().detail});
    return out;
  }
  faults inside;
  object_reader resume(members, inside);
  out.epoch = resume.text("epoch", required, {.most = 64});
  out.seq = frame_fields::read_seq(resume, "seq", 0);
  for (auto& one : inside) wrong.push_back({"/resume" + one.pointer, one.rule, std::move(one.detail)});
  return out;
}

client_frame read_hello(object_reader& from, faults& wrong) {
  hello_frame out;
  out.home = from.parsed("home", required, home_id::parse, home_tag::expected).value_or(home_id{});
  out.device = from.parsed("device", required, device_id::parse, "a device's id, a UUID").value_or(device_id{});
  out.signature = read_signature(from);
  out.resume = read_resume(from, wrong);
  auto const window = from.integer("window", optional, 1, limits::window_most);
  out.window = static_cast<std::uint32_t>(window.value_or(limits::window_default));
  out.client = from.text("client", optional, {.most = 40});
  return out;
}

client_frame read_stored(object_reader& from, faults&) { return stored_frame{frame_fields::read_seq(from, "up_to")}; }

client_frame read_read(object_reader& from, faults&) {
  return read_frame{frame_fields::read_seq(from, "seq"), message_fields::read_instant(from, "at")};
}

/// The origin has no line break, so no line can be slipped into what is signed.
std::optional<evidence::witnessed> read_tree(object_reader& from) {
  auto const text = from.raw("checkpoint", optional, json::kind::object);
  if (!text) return std::nullopt;
  json::flat_object members;
  evidence::witnessed out;
  auto const* const origin = members.read(*text, text->size()) ? members.find("origin") : nullptr;
  auto const* const size = members.find("size");
  auto const* const root = members.find("root");
  bool const reads = origin != nullptr && origin->kind == json::kind::string && evidence::is_origin(origin->text) &&
                     size != nullptr && size->kind == json::kind::integer && size->integer > 0 && root != nullptr &&
                     root->kind == json::kind::string && crypto::from_base64url(root->text, out.root);
  if (!reads) {
    from.refuse("checkpoint", errc::bad_format, "expected origin, size and root of the tree that was verified");
    return std::nullopt;
  }
  out.origin = origin->text;
  out.size = static_cast<std::uint64_t>(size->integer);
  return out;
}

client_frame read_log(object_reader& from, faults&) {
  log_frame out;
  out.origin = from.text("origin", optional, {.most = evidence::most_origin_bytes});
  out.size = static_cast<std::uint64_t>(from.integer("size", optional, 0, json::largest_integer).value_or(0));
  return out;
}

client_frame read_respond(object_reader& from, faults&) {
  respond_frame out;
  out.seq = frame_fields::read_seq(from, "seq");
  out.response = message_fields::read_word<response>(from, "response", required).value_or(response{});
  out.role = from.text("role", required, {.least = 1, .most = 40});
  out.name = from.text("name", optional, {.most = 80});
  out.note = from.text("note", optional, {.most = 1'000, .form = shape::block});
  out.key = from.parsed("key", required, event_id::parse, "a UUID made by the device, new for each answer")
                .value_or(event_id{});
  out.at = message_fields::read_instant(from, "at", required).value_or(instant{});
  out.at_text = from.text("at", optional, {.form = shape::any});
  out.tree = read_tree(from);
  out.signature = read_signature(from);
  return out;
}

client_frame read_pong(object_reader&, faults&) { return pong_frame{}; }
client_frame read_token(object_reader&, faults&) { return token_frame{}; }
client_frame read_watch(object_reader& from, faults&) {
  return watch_frame{frame_fields::read_message_id(from, "message")};
}
client_frame read_unwatch(object_reader& from, faults&) {
  return unwatch_frame{frame_fields::read_message_id(from, "message")};
}

struct frame_type {
  std::string_view word;
  client_frame (*read)(object_reader&, faults&);
};
/// Most frequent first.
constexpr std::array<frame_type, 9> types{{{"stored", read_stored},
                                           {"pong", read_pong},
                                           {"read", read_read},
                                           {"respond", read_respond},
                                           {"hello", read_hello},
                                           {"token", read_token},
                                           {"watch", read_watch},
                                           {"unwatch", read_unwatch},
                                           {"log", read_log}}};

/// The frame every delivery is answered with, when it is written as most clients write it: one comparison and a few
/// digits instead of a reader. Anything else, right or wrong, is none and goes the long way.
std::optional<stored_frame> read_plain_stored(std::string_view text) noexcept {
  static constexpr std::string_view head = R"({"type":"stored","up_to":)";
  if (!text.starts_with(head) || text.back() != '}') return std::nullopt;
  auto const digits = text.substr(head.size(), text.size() - head.size() - 1);
  if (digits.empty() || digits.size() > 15 || digits.front() == '0') return std::nullopt;
  std::uint64_t up_to = 0;
  for (char const c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    up_to = up_to * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return stored_frame{up_to};
}

}  // namespace

checked<client_frame> parse_client_frame(std::string_view text) {
  if (auto const stored = read_plain_stored(text)) return client_frame{*stored};
  json::flat_object members;
  if (!members.read(text, limits::client_frame_bytes)) return faults{members.error().to_fault()};
  faults wrong;
  object_reader from(members, wrong);
  auto const type = from.string("type", required, {.form = shape::any});
  if (!type) return wrong;
  for (frame_type const& known : types) {
    if (known.word != *type) continue;
    client_frame out = known.read(from, wrong);
    if (!wrong.empty()) return wrong;
    return out;
  }
  return client_frame{unknown_frame{std::string(utf8::prefix(*type, frame_fields::type_characters))}};
}

}  // namespace carerelay::protocol
