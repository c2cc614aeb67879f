#include <charconv>
#include <cstring>

#include "protocol/crypto/base64.hpp"
#include "protocol/frame/frames.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/message/receipt_json.hpp"

namespace carerelay::protocol {
namespace {

using json::writer;

void add(writer& out, challenge_frame const& frame) {
  out.member("type", "challenge").member("nonce", frame.nonce).member("time", to_text(frame.time));
}
void add(writer& out, welcome_frame const& frame) {
  out.member("type", "welcome").member("epoch", frame.epoch).member("first", frame.first).member("last", frame.last);
  out.member("resume", word(frame.resume)).member("heartbeat_ms", frame.heartbeat_ms).member("window", frame.window);
  if (frame.log != 0) out.member("log", frame.log);
}
void add(writer& out, publisher_welcome_frame const& frame) {
  out.member("type", "welcome").member("publisher", frame.publisher.text()).member("heartbeat_ms", frame.heartbeat_ms);
}
void add(writer& out, skip_frame const& frame) {
  out.member("type", "skip").member("seq", frame.seq).member("message", frame.message.text());
  out.member("reason", word(frame.reason));
  if (frame.by) out.member("by", frame.by->text());
}
void add(writer& out, confirmed_frame const& frame) {
  out.member("type", "confirmed").member("seq", frame.seq).member("message", frame.message.text());
  out.member("at", to_text(frame.at));
}
void add(writer& out, recorded_up_to_frame const& frame) {
  out.member("type", "recorded").member("up_to", frame.up_to);
}
void add(writer& out, recorded_frame const& frame) {
  out.member("type", "recorded").member("seq", frame.seq).member("state", word(frame.state));
  out.member("receipt", frame.receipt.text());
}
void add(writer& out, ping_frame const& frame) {
  out.member("type", "ping").member("last", frame.last);
  if (frame.recorded != 0) out.member("recorded", frame.recorded);
  if (frame.log != 0) out.member("log", frame.log);
}
void add(writer& out, checkpoint_frame const& frame) {
  out.member("type", "checkpoint").member("checkpoint", frame.note).member("key", frame.key);
  out.member("from", frame.from).begin_array("proof");
  for (auto const& each : frame.proof) out.value(crypto::to_base64url(each));
  out.end_array();
}
void add(writer& out, goaway_frame const& frame) {
  out.member("type", "goaway").begin_array("retry_ms");
  out.value(frame.retry_ms_least).value(frame.retry_ms_most).end_array();
}
void add(writer& out, token_answer_frame const& frame) {
  out.member("type", "token").member("token", frame.token).member("expires", to_text(frame.expires));
}
void add(writer& out, error_frame const& frame) {
  out.member("type", "error").member("code", word(frame.code)).member("temporary", frame.temporary);
  out.member("detail", frame.detail);
  if (frame.seq) out.member("seq", *frame.seq);
}
void add(writer& out, watching_frame const& frame) {
  out.member("type", "watching").member("message", frame.message.text());
}
void add(writer& out, coverage_frame const& frame) {
  out.member("type", "coverage").member("message", frame.message.text());
  write_members(out, frame.coverage);
}
void add(writer& out, receipts_frame const& frame) {
  out.member("type", "receipts").member("message", frame.message.text()).begin_array("receipts");
  for (home_receipt const& one : frame.receipts) write(out, one);
  out.end_array();
}

void add(writer& out, hello_frame const& frame) {
  out.member("type", "hello").member("home", frame.home.text()).member("device", frame.device.text());
  out.member("signature", crypto::to_base64url(frame.signature));
  if (!frame.resume.epoch.empty()) {
    out.begin_object("resume").member("epoch", frame.resume.epoch).member("seq", frame.resume.seq).end_object();
  }
  out.member("window", frame.window);
  if (!frame.client.empty()) out.member("client", frame.client);
}
void add(writer& out, stored_frame const& frame) { out.member("type", "stored").member("up_to", frame.up_to); }
void add(writer& out, read_frame const& frame) {
  out.member("type", "read").member("seq", frame.seq);
  if (frame.at) out.member("at", to_text(*frame.at));
}
std::string at_of(respond_frame const& frame) { return frame.at_text.empty() ? to_text(frame.at) : frame.at_text; }
void add(writer& out, respond_frame const& frame) {
  out.member("type", "respond").member("seq", frame.seq).member("response", word(frame.response));
  out.member("role", frame.role);
  if (!frame.name.empty()) out.member("name", frame.name);
  if (!frame.note.empty()) out.member("note", frame.note);
  out.member("key", frame.key.text()).member("at", at_of(frame));
  if (frame.tree) {
    out.begin_object("checkpoint").member("origin", frame.tree->origin).member("size", frame.tree->size);
    out.member("root", crypto::to_base64url(frame.tree->root)).end_object();
  }
  out.member("signature", crypto::to_base64url(frame.signature));
}
void add(writer& out, pong_frame const&) { out.member("type", "pong"); }
void add(writer& out, token_frame const&) { out.member("type", "token"); }
void add(writer& out, watch_frame const& frame) { out.member("type", "watch").member("message", frame.message.text()); }
void add(writer& out, unwatch_frame const& frame) {
  out.member("type", "unwatch").member("message", frame.message.text());
}
void add(writer& out, log_frame const& frame) {
  out.member("type", "log").member("origin", frame.origin).member("size", frame.size);
}
void add(writer& out, unknown_frame const& frame) { out.member("type", frame.type); }

template <class Frame>
void encode_any(Frame const& frame, std::string& out) {
  writer to(out);
  to.begin_object();
  std::visit([&to](auto const& one) { add(to, one); }, frame);
  to.end_object();
}

}  // namespace

void encode(server_frame const& frame, std::string& out) { encode_any(frame, out); }
void encode(client_frame const& frame, std::string& out) { encode_any(frame, out); }

std::size_t encode_deliver_head(std::uint64_t seq, char* out) noexcept {
  constexpr std::string_view before = R"({"type":"deliver","seq":)";
  constexpr std::string_view after = R"(,"message":)";
  constexpr std::size_t longest_number = 20;
  static_assert(before.size() + longest_number + after.size() <= deliver_head_bytes);
  std::memcpy(out, before.data(), before.size());
  char* const end = std::to_chars(out + before.size(), out + before.size() + longest_number, seq).ptr;
  std::memcpy(end, after.data(), after.size());
  return static_cast<std::size_t>(end - out) + after.size();
}

std::string hello_signing_text(std::string_view host, std::string_view nonce, home_id const& home, device_id device) {
  std::string out = "carerelay.v1 hello\n";
  out.append(host).append("\n").append(nonce).append("\n");
  out.append(home.text()).append("\n").append(device.text());
  return out;
}

std::string respond_signing_text(message_id message, digest const& sum, home_id const& home, device_id device,
                                 respond_frame const& act) {
  std::string out = "carerelay.v1 respond\n";
  out.append(message.text()).append("\n");
  crypto::append_base64url(sum, out);
  out.append("\n").append(home.text()).append("\n").append(device.text()).append("\n");
  out.append(std::to_string(act.seq)).append("\n").append(word(act.response)).append("\n");
  out.append(act.key.text()).append("\n").append(at_of(act));
  if (!act.tree) return out;
  out.append("\n").append(act.tree->origin).append("\n").append(std::to_string(act.tree->size)).append("\n");
  crypto::append_base64url(act.tree->root, out);
  return out;
}

}  // namespace carerelay::protocol
