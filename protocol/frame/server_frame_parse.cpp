#include <array>

#include "protocol/evidence/checkpoint.hpp"
#include "protocol/frame/frame_fields.hpp"
#include "protocol/limits.hpp"
#include "protocol/message/receipt_json.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::protocol {
namespace {

using json::object_reader;
using json::presence;
using shape = json::text_rules::shape;

constexpr auto optional = presence::optional;
constexpr auto required = presence::required;

/// A deliver frame is a message and a few words round it.
constexpr std::size_t server_frame_bytes = limits::message_bytes + 1'024;
constexpr std::size_t most_receipts = 100'000;
constexpr std::size_t most_proof = 64;

/// The size of the newest checkpoint; 0 when an older relay says none.
std::uint64_t read_log_size(object_reader& from) {
  return static_cast<std::uint64_t>(from.integer("log", optional, 0, json::largest_integer).value_or(0));
}

std::uint32_t read_milliseconds(object_reader& from, std::string_view name) {
  return static_cast<std::uint32_t>(from.integer(name, required, 0, 86'400'000).value_or(0));
}

heard_frame read_challenge(object_reader& from) {
  challenge_frame out;
  out.nonce = from.text("nonce", required, {.least = 1, .most = 100});
  out.time = message_fields::read_instant(from, "time", required).value_or(instant{});
  return out;
}

heard_frame read_welcome(object_reader& from) {
  if (from.has("publisher")) {
    publisher_welcome_frame out;
    out.publisher =
        from.parsed("publisher", required, publisher_id::parse, publisher_tag::expected).value_or(publisher_id{});
    out.heartbeat_ms = read_milliseconds(from, "heartbeat_ms");
    return out;
  }
  welcome_frame out;
  out.epoch = from.text("epoch", required, {.least = 1, .most = 64});
  out.first = frame_fields::read_seq(from, "first");
  out.last = frame_fields::read_seq(from, "last", 0);
  out.resume = message_fields::read_word<resume_verdict>(from, "resume", required).value_or(resume_verdict::ok);
  out.heartbeat_ms = read_milliseconds(from, "heartbeat_ms");
  out.window = static_cast<std::uint32_t>(from.integer("window", required, 1, limits::window_most).value_or(1));
  out.log = read_log_size(from);
  return out;
}

heard_frame read_deliver(object_reader& from) {
  return deliver_frame{frame_fields::read_seq(from, "seq"),
                       from.raw("message", required, json::kind::object).value_or(std::string_view{})};
}

heard_frame read_skip(object_reader& from) {
  skip_frame out;
  out.seq = frame_fields::read_seq(from, "seq");
  out.message = frame_fields::read_message_id(from, "message");
  out.reason = message_fields::read_word<skip_reason>(from, "reason", required).value_or(skip_reason{});
  out.by = from.parsed("by", optional, message_id::parse, "the id of a message");
  return out;
}

heard_frame read_confirmed(object_reader& from) {
  confirmed_frame out;
  out.seq = frame_fields::read_seq(from, "seq");
  out.message = frame_fields::read_message_id(from, "message");
  out.at = message_fields::read_instant(from, "at", required).value_or(instant{});
  return out;
}

heard_frame read_recorded(object_reader& from) {
  if (from.has("up_to")) return recorded_up_to_frame{frame_fields::read_seq(from, "up_to")};
  recorded_frame out;
  out.seq = frame_fields::read_seq(from, "seq");
  out.state = message_fields::read_word<stage>(from, "state", required).value_or(stage{});
  out.receipt = from.parsed("receipt", required, event_id::parse, "a UUID").value_or(event_id{});
  return out;
}

heard_frame read_ping(object_reader& from) {
  ping_frame out;
  out.last = frame_fields::read_seq(from, "last", 0);
  if (from.has("recorded")) out.recorded = frame_fields::read_seq(from, "recorded", 1);
  out.log = read_log_size(from);
  return out;
}

heard_frame read_checkpoint(object_reader& from) {
  checkpoint_frame out;
  out.note = from.text("checkpoint", required, {.most = evidence::most_note_bytes, .form = shape::any});
  out.key = from.text("key", required, {.most = 400, .form = shape::any});
  out.from = frame_fields::read_seq(from, "from", 0);
  out.proof = from.parsed_list(
      "proof", required, most_proof,
      [](std::string_view text) {
        evidence::hash hash{};
        return crypto::from_base64url(text, hash) ? std::optional(hash) : std::nullopt;
      },
      "a hash in base64url");
  return out;
}

heard_frame read_goaway(object_reader& from) {
  goaway_frame out;
  auto const text = from.raw("retry_ms", required, json::kind::array);
  if (!text) return out;
  auto const list = json::read(*text, text->size());
  bool const is_range = list && list->items().size() == 2 && list->items()[0].is(json::kind::integer) &&
                        list->items()[1].is(json::kind::integer);
  auto const number = [&](std::size_t i) { return list->items()[i].integer(); };
  if (!is_range || number(0) < 0 || number(1) < number(0) || number(1) > 86'400'000) {
    from.refuse("retry_ms", errc::out_of_range, "expected two numbers of milliseconds, the smaller first");
    return out;
  }
  out.retry_ms_least = static_cast<std::uint32_t>(number(0));
  out.retry_ms_most = static_cast<std::uint32_t>(number(1));
  return out;
}

heard_frame read_token_answer(object_reader& from) {
  token_answer_frame out;
  out.token = from.text("token", required, {.least = 1, .most = 200});
  out.expires = message_fields::read_instant(from, "expires", required).value_or(instant{});
  return out;
}

/// A word of a newer relay is an error all the same.
errc to_errc(std::string_view text) noexcept {
  for (int i = 1;; ++i) {
    auto const code = static_cast<errc>(i);
    if (word(code) == text || word(code) == word(errc::internal)) return code;
  }
}

heard_frame read_error(object_reader& from) {
  error_frame out;
  out.code = to_errc(from.string("code", required, {.most = 60}).value_or(std::string_view{}));
  out.temporary = from.boolean("temporary", required).value_or(false);
  out.detail = from.text("detail", optional, {.form = shape::block});
  auto const seq = from.integer("seq", optional, 1, json::largest_integer);
  if (seq) out.seq = static_cast<std::uint64_t>(*seq);
  return out;
}

heard_frame read_watching(object_reader& from) {
  return watching_frame{frame_fields::read_message_id(from, "message")};
}

heard_frame read_coverage_frame(object_reader& from) {
  coverage_frame out;
  out.message = frame_fields::read_message_id(from, "message");
  out.coverage = read_coverage(from);
  return out;
}

heard_frame read_receipts(object_reader& from) {
  receipts_frame out;
  out.message = frame_fields::read_message_id(from, "message");
  from.for_each("receipts", required, most_receipts,
                [&out](object_reader& item) { out.receipts.push_back(read_receipt(item)); });
  return out;
}

struct frame_type {
  std::string_view word;
  heard_frame (*read)(object_reader&);
  bool needs_tree;  ///< holds lists of objects
};
constexpr std::array<frame_type, 14> types{{{"deliver", read_deliver, false},
                                            {"recorded", read_recorded, false},
                                            {"ping", read_ping, false},
                                            {"skip", read_skip, false},
                                            {"challenge", read_challenge, false},
                                            {"welcome", read_welcome, false},
                                            {"goaway", read_goaway, false},
                                            {"token", read_token_answer, false},
                                            {"error", read_error, false},
                                            {"watching", read_watching, false},
                                            {"coverage", read_coverage_frame, true},
                                            {"receipts", read_receipts, true},
                                            {"checkpoint", read_checkpoint, true},
                                            {"confirmed", read_confirmed, false}}};

checked<heard_frame> read_as(frame_type const& type, object_reader& from, faults& wrong) {
  heard_frame out = type.read(from);
  if (!wrong.empty()) return wrong;
  return out;
}

}  // namespace

checked<heard_frame> parse_server_frame(std::string_view text) {
  json::flat_object members;
  if (!members.read(text, server_frame_bytes)) return faults{members.error().to_fault()};
  faults wrong;
  object_reader from(members, wrong);
  auto const type = from.string("type", required, {.form = shape::any});
  if (!type) return wrong;
  for (frame_type const& known : types) {
    if (known.word != *type) continue;
    if (!known.needs_tree) return read_as(known, from, wrong);
    auto const document = json::read(text, server_frame_bytes);
    if (!document) return faults{document.error().to_fault()};
    object_reader tree(*document, "", wrong);
    return read_as(known, tree, wrong);
  }
  return heard_frame{unknown_frame{std::string(utf8::prefix(*type, frame_fields::type_characters))}};
}

}  // namespace carerelay::protocol
