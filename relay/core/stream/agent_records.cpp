#include "relay/core/stream/agent_records.hpp"

#include "protocol/crypto/base64.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/limits.hpp"

namespace carerelay::core {

using namespace protocol;

namespace {

constexpr std::size_t line_bytes = limits::message_bytes + 1024;

struct writing {
  json::writer& out;
  void operator()(kept_message const& r) const {
    out.member("kept", "message").member("seq", r.seq).raw_member("message", r.json);
  }
  void operator()(kept_skip const& r) const {
    out.member("kept", "skip").member("seq", r.seq).member("message", r.message.text());
    out.member("reason", word(r.reason));
    if (r.by) out.member("by", r.by->text());
  }
  void operator()(kept_epoch const& r) const {
    out.member("kept", "epoch").member("epoch", r.epoch).member("next", r.next);
  }
  void operator()(kept_act const& r) const {
    std::string frame;
    if (r.act.answer)
      protocol::encode(client_frame(*r.act.answer), frame);
    else
      protocol::encode(client_frame(read_frame{r.act.seq, r.act.read_at}), frame);
    out.member("kept", "act").raw_member("frame", frame);
  }
  void operator()(kept_done const& r) const {
    out.member("kept", "done").member("seq", r.seq);
    if (r.key) out.member("key", r.key->text());
  }
  void operator()(kept_confirmed const& r) const {
    out.member("kept", "confirmed").member("seq", r.seq).member("message", r.message.text());
    out.member("at", to_text(r.at));
  }
  void operator()(kept_tree const& r) const {
    out.member("kept", "tree").member("origin", r.seen.origin).member("size", r.seen.size);
    out.member("root", crypto::to_base64url(r.seen.root)).member("key", r.key);
  }
};

faults strange() { return refuse(errc::bad_format, "", "a line of the inbox that this version did not write"); }

/// The members of one line, with a memory of whether all that were asked for were there and right.
class reading {
 public:
  explicit reading(json::flat_object const& line) : line_(line) {}
  std::string_view text(std::string_view name, json::kind kind = json::kind::string) {
    auto const* const m = line_.find(name);
    if (m == nullptr || m->kind != kind) ok_ = false;
    return m == nullptr ? std::string_view{} : m->text;
  }
  std::uint64_t number(std::string_view name) {
    auto const* const m = line_.find(name);
    if (m == nullptr || m->kind != json::kind::integer || m->integer < 0) ok_ = false;
    return m == nullptr ? 0 : static_cast<std::uint64_t>(m->integer);
  }
  template <class Id>
  Id id(std::string_view name) {
    auto const parsed = Id::parse(text(name));
    if (!parsed) ok_ = false;
    return parsed ? *parsed : Id{};
  }
  [[nodiscard]] bool has(std::string_view name) const { return line_.find(name) != nullptr; }
  void fail() noexcept { ok_ = false; }
  [[nodiscard]] bool ok() const noexcept { return ok_; }

 private:
  json::flat_object const& line_;
  bool ok_ = true;
};

agent_record read_skip(reading& line) {
  kept_skip skip{line.number("seq"), line.id<message_id>("message"), {}, {}};
  auto const reason = from_word<skip_reason>(line.text("reason"));
  if (reason)
    skip.reason = *reason;
  else
    line.fail();
  if (line.has("by")) skip.by = line.id<message_id>("by");
  return skip;
}

agent_record read_act(reading& line) {
  kept_act kept;
  auto frame = parse_client_frame(line.text("frame", json::kind::object));
  if (frame && std::holds_alternative<respond_frame>(*frame)) {
    kept.act.answer = std::get<respond_frame>(*frame);
    kept.act.seq = kept.act.answer->seq;
  } else if (frame && std::holds_alternative<read_frame>(*frame)) {
    kept.act.seq = std::get<read_frame>(*frame).seq;
    kept.act.read_at = std::get<read_frame>(*frame).at;
  } else {
    line.fail();
  }
  return kept;
}

agent_record read_tree(reading& line) {
  kept_tree tree{{std::string(line.text("origin")), line.number("size"), {}}, std::string(line.text("key"))};
  if (!crypto::from_base64url(line.text("root"), tree.seen.root)) line.fail();
  return tree;
}

agent_record read_confirmed(reading& line) {
  kept_confirmed kept{line.number("seq"), line.id<message_id>("message"), {}};
  auto const at = parse_instant(line.text("at"));
  if (at)
    kept.at = *at;
  else
    line.fail();
  return kept;
}

agent_record read_done(reading& line) {
  kept_done done{line.number("seq"), {}};
  if (line.has("key")) done.key = line.id<event_id>("key");
  return done;
}

}  // namespace

std::string encode(agent_record const& record) {
  std::string line;
  json::writer out(line);
  out.begin_object();
  std::visit(writing{out}, record);
  out.end_object();
  return line;
}

checked<agent_record> parse_agent_record(std::string_view text) {
  json::flat_object members;
  if (!members.read(text, line_bytes)) return faults{members.error().to_fault()};
  reading line(members);
  auto const what = line.text("kept");
  agent_record record;
  if (what == "message")
    record = kept_message{line.number("seq"), std::string(line.text("message", json::kind::object))};
  else if (what == "skip")
    record = read_skip(line);
  else if (what == "epoch")
    record = kept_epoch{std::string(line.text("epoch")), line.number("next")};
  else if (what == "act")
    record = read_act(line);
  else if (what == "done")
    record = read_done(line);
  else if (what == "confirmed")
    record = read_confirmed(line);
  else if (what == "tree")
    record = read_tree(line);
  else
    return strange();
  if (!line.ok()) return strange();
  return record;
}

}  // namespace carerelay::core
