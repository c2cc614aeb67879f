#include "relay/core/stream/home_agent.hpp"

#include <algorithm>

#include <utility>
#include "protocol/evidence/checkpoint.hpp"

namespace carerelay::core {

using namespace protocol;

agent_retry after_close(std::uint16_t code, unsigned failures) noexcept {
  std::uint32_t const doubled = failures >= 6 ? 30'000u : std::min(30'000u, 500u << failures);
  agent_retry const back_off{agent_retry::what::wait, 0, doubled, {}};
  if (code < 4000 || code > 4999) return back_off;
  switch (code / 100) {
    case 40:
      if (code == std::uint16_t(close_code::replaced))
        return {agent_retry::what::stop, 0, 0, "this device is connected somewhere else"};
      if (code == std::uint16_t(close_code::revoked))
        return {agent_retry::what::stop, 0, 0, "this device was removed: enrol again with a new code"};
      if (code == std::uint16_t(close_code::suspended))
        return {agent_retry::what::stop, 0, 0, "this home is suspended: ring the team that registered it"};
      return {agent_retry::what::stop, 0, 0, "the relay does not understand this program: it may be too old"};
    case 42: return {agent_retry::what::wait, 500, std::max(doubled, 5'000u), {}};
    case 41:
    case 43:
    default: return back_off;
  }
}

home_agent::home_agent(agent_identity who, crypto::p256_private_key key, std::string client)
    : who_(std::move(who)), key_(std::move(key)), client_(std::move(client)) {}

void home_agent::restore(agent_record const& record) {
  struct replay {
    home_agent& self;
    void operator()(kept_message const& r) const {
      if (auto const what = parse_message(r.json)) self.messages_.push_back({r.seq, what->id, what->sum, false});
      self.next_ = r.seq + 1;
    }
    void operator()(kept_skip const& r) const { self.next_ = r.seq + 1; }
    void operator()(kept_epoch const& r) const {
      if (r.epoch != self.epoch_) {
        self.messages_.clear();
        self.waiting_.clear();
        self.recorded_ = 0;
      }
      self.epoch_ = r.epoch;
      self.next_ = r.next;
    }
    void operator()(kept_act const& r) const { self.waiting_.push_back(r.act); }
    void operator()(kept_done const& r) const { self.forget(r); }
    void operator()(kept_tree const& r) const { self.tree_ = r; }
    void operator()(kept_confirmed const& r) const { (void)self.mark_confirmed(r.seq, r.message); }
  };
  std::visit(replay{*this}, record);
}

void home_agent::heard(std::string_view text, agent_sink& out) {
  auto const frame = parse_server_frame(text);
  if (!frame) return out.hang_up("the relay said something that is not a frame: " + frame.error().front().detail);
  struct hearing {
    home_agent& self;
    agent_sink& out;
    void operator()(challenge_frame const& f) const { self.hear(f, out); }
    void operator()(welcome_frame const& f) const { self.hear(f, out); }
    void operator()(deliver_frame const& f) const { self.hear(f, out); }
    void operator()(skip_frame const& f) const { self.hear(f, out); }
    void operator()(recorded_up_to_frame const& f) const { self.hear(f, out); }
    void operator()(recorded_frame const& f) const { self.hear(f, out); }
    void operator()(ping_frame const& f) const {
      if (f.recorded != 0) self.hear(recorded_up_to_frame{f.recorded}, out);
      out.say(pong_frame{});
      self.look_at_log(f.log, out);
    }
    void operator()(checkpoint_frame const& f) const { self.hear(f, out); }
    void operator()(confirmed_frame const& f) const { self.hear(f, out); }
    void operator()(goaway_frame const& f) const {
      self.goaway_ = f;
      out.tell({agent_news::what::going_away, 0, nullptr, "the relay is restarting"});
    }
    void operator()(error_frame const& f) const { self.hear(f, out); }
    void operator()(token_answer_frame const&) const {}
    void operator()(publisher_welcome_frame const&) const {}
    void operator()(watching_frame const&) const {}
    void operator()(coverage_frame const&) const {}
    void operator()(receipts_frame const&) const {}
    void operator()(unknown_frame const&) const {}  // a newer relay may say more
  };
  std::visit(hearing{*this, out}, *frame);
}

void home_agent::hear(challenge_frame const& frame, agent_sink& out) {
  goaway_.reset();
  hello_frame hello;
  hello.home = who_.home;
  hello.device = who_.device;
  hello.signature = key_.sign(hello_signing_text(who_.host, frame.nonce, who_.home, who_.device));
  hello.resume = {epoch_, seq()};
  hello.client = client_;
  out.say(std::move(hello));
}

void home_agent::hear(welcome_frame const& frame, agent_sink& out) {
  std::string detail(word(frame.resume));
  switch (frame.resume) {
    case resume_verdict::ok:
      if (epoch_ != frame.epoch) out.keep(kept_epoch{frame.epoch, next_});
      epoch_ = frame.epoch;
      break;
    case resume_verdict::ahead:
      // The epoch given is this device's own continuation: what it holds keeps its numbers, nothing is numbered twice.
      out.tell({agent_news::what::missed_alarm, frame.last, nullptr,
                "this device holds more than the relay, which seems to have been restored from an old backup: "
                "ring the team"});
      [[fallthrough]];
    case resume_verdict::reset: {
      if (!waiting_.empty())
        out.tell({agent_news::what::missed_alarm, frame.first, nullptr,
                  std::to_string(waiting_.size()) +
                      " answer(s) the relay had not recorded belonged to its register before it was restored: "
                      "please answer those messages again"});
      kept_epoch const begun{frame.epoch, frame.first};
      out.keep(begun);
      restore(begun);
      break;
    }
    case resume_verdict::truncated: {
      kept_epoch const moved{frame.epoch, frame.first};
      out.keep(moved);
      restore(moved);
      out.tell({agent_news::what::missed_alarm, frame.first, nullptr,
                "the relay no longer keeps everything this device missed: look at the guidance in force"});
      break;
    }
  }
  live_ = true;
  recorded_ = std::max(recorded_, std::min(seq(), frame.last));
  out.tell({agent_news::what::connected, frame.last, nullptr, std::move(detail)});
  for (auto const& act : waiting_) say(act, out);
  look_at_log(frame.log, out);
}

/// Asks for what is new. Also for what is less than was verified: then the relay has to show its signature for it.
void home_agent::look_at_log(std::uint64_t size, agent_sink& out) {
  if (size == 0 || (tree_ && tree_->seen.size == size)) return;
  out.say(tree_ ? log_frame{tree_->seen.origin, tree_->seen.size} : log_frame{});
}

void home_agent::hear(checkpoint_frame const& frame, agent_sink& out) {
  auto const alarm = [&](std::string why) { out.tell({agent_news::what::log_alarm, 0, nullptr, std::move(why)}); };
  if (frame.note.empty()) return;
  auto const key = evidence::log_key::parse(frame.key);
  auto const head =
      key ? evidence::open_checkpoint(frame.note, *key) : boost::system::result<evidence::checkpoint>(key.error());
  if (!head) return alarm("the relay showed a checkpoint of its evidence log that its key has not signed");
  if (tree_ && tree_->seen.origin == head->origin) {
    auto const& seen = tree_->seen;
    if (frame.key != tree_->key) return alarm("the relay's evidence log is signed by another key than before");
    if (head->size < seen.size)
      return alarm(
          "ahead: this device has verified more of the relay's evidence log than the relay shows now: was it "
          "restored from an old backup? ring the team");
    bool const goes_on = evidence::is_consistent(seen.size, head->size, frame.proof, seen.root, head->root);
    if (!goes_on)
      return alarm(
          "the relay's evidence log does not go on from what this device had verified: it was rewritten. "
          "Keep this device's folder, and ring the team");
  } else if (tree_) {
    alarm("the relay began a new evidence log, " + head->origin + ", after " + tree_->seen.origin + " at " +
          std::to_string(tree_->seen.size) + " entries: ask the team why");
  }
  kept_tree const verified{{head->origin, head->size, head->root}, frame.key};
  out.keep(verified);
  tree_ = verified;
}

bool home_agent::is_next(std::uint64_t seq, agent_sink& out) {
  if (seq == next_) return true;
  if (seq < next_) {  // again after a resume: it is held already
    out.say(stored_frame{this->seq()});
    return false;
  }
  out.hang_up("entry " + std::to_string(seq) + " came where " + std::to_string(next_) + " was due");
  return false;
}

void home_agent::hear(deliver_frame const& frame, agent_sink& out) {
  if (!is_next(frame.seq, out)) return;
  auto what = parse_message(frame.message);
  if (!what) return out.hang_up("a message that does not read: " + what.error().front().detail);
  auto const sum = digest_of(frame.message);
  if (!sum || *sum != what->sum) return out.hang_up("a message whose digest does not match its text");
  bool const held = std::any_of(messages_.begin(), messages_.end(), [&](known const& k) { return k.id == what->id; });
  out.keep(kept_message{frame.seq, std::string(frame.message)});
  messages_.push_back({frame.seq, what->id, what->sum, false});
  next_ = frame.seq + 1;
  out.say(stored_frame{frame.seq});
  out.tell({held ? agent_news::what::repeated : agent_news::what::message, frame.seq, &*what, {}});
}

void home_agent::hear(skip_frame const& frame, agent_sink& out) {
  if (!is_next(frame.seq, out)) return;
  out.keep(kept_skip{frame.seq, frame.message, frame.reason, frame.by});
  next_ = frame.seq + 1;
  out.say(stored_frame{frame.seq});
  out.tell({agent_news::what::skipped, frame.seq, nullptr, std::string(word(frame.reason))});
}

void home_agent::hear(confirmed_frame const& frame, agent_sink& out) {
  if (!mark_confirmed(frame.seq, frame.message)) return;  // known already: it is said again on every connection
  out.keep(kept_confirmed{frame.seq, frame.message, frame.at});
  out.tell({agent_news::what::confirmed, frame.seq, nullptr, to_text(frame.at)});
}

/// False when there is nothing new in it.
bool home_agent::mark_confirmed(std::uint64_t seq, message_id message) noexcept {
  auto const at = std::find_if(messages_.begin(), messages_.end(),
                               [&](known const& k) { return k.seq == seq && k.id == message && !k.confirmed; });
  if (at == messages_.end()) return false;
  at->confirmed = true;
  return true;
}

void home_agent::hear(recorded_up_to_frame const& frame, agent_sink& out) {
  recorded_ = std::max(recorded_, frame.up_to);
  out.tell({agent_news::what::stored_recorded, frame.up_to, nullptr, {}});
}

void home_agent::hear(recorded_frame const& frame, agent_sink& out) {
  kept_done done{frame.seq, std::nullopt};
  bool found = false;
  for (auto const& act : waiting_) {
    if (act.seq != frame.seq) continue;
    if (act.answer && act.answer->key == frame.receipt) {
      done.key = frame.receipt;
      found = true;
      break;
    }
    if (!act.answer && !found) found = true;
  }
  if (!found) return;
  out.keep(done);
  forget(done);
  out.tell({agent_news::what::act_recorded, frame.seq, nullptr, std::string(word(frame.state))});
}

void home_agent::hear(error_frame const& frame, agent_sink& out) {
  out.tell(
      {agent_news::what::refused, frame.seq.value_or(0), nullptr, std::string(word(frame.code)) + ": " + frame.detail});
  if (frame.temporary || !frame.seq) return;
  // The relay will never take this act: saying it again on every connection would help nobody.
  auto const act = std::find_if(waiting_.begin(), waiting_.end(),
                                [&](agent_act const& a) { return a.seq == *frame.seq && a.answer; });
  if (act == waiting_.end()) return;
  kept_done const done{act->seq, act->answer->key};
  out.keep(done);
  forget(done);
}

void home_agent::disconnected() noexcept { live_ = false; }

home_agent::known const* home_agent::find(std::uint64_t seq) const noexcept {
  auto const at = std::lower_bound(messages_.begin(), messages_.end(), seq,
                                   [](known const& k, std::uint64_t s) { return k.seq < s; });
  return at == messages_.end() || at->seq != seq ? nullptr : &*at;
}

bool home_agent::read(std::uint64_t seq, instant now, agent_sink& out) {
  if (find(seq) == nullptr) return false;
  agent_act act{seq, std::nullopt, now};
  out.keep(kept_act{act});
  waiting_.push_back(act);
  if (live_) say(act, out);
  return true;
}

bool home_agent::respond(std::uint64_t seq, response what, std::string role, std::string name, std::string note,
                         event_id key, instant now, agent_sink& out) {
  known const* const target = find(seq);
  if (target == nullptr) return false;
  respond_frame answer;
  answer.seq = seq;
  answer.response = what;
  answer.role = std::move(role);
  answer.name = std::move(name);
  answer.note = std::move(note);
  answer.key = key;
  answer.at = now;
  answer.at_text = to_text(now);
  if (tree_) answer.tree = tree_->seen;
  answer.signature = key_.sign(respond_signing_text(target->id, target->sum, who_.home, who_.device, answer));
  agent_act act{seq, std::move(answer), std::nullopt};
  out.keep(kept_act{act});
  waiting_.push_back(act);
  if (live_) say(waiting_.back(), out);
  return true;
}

void home_agent::say(agent_act const& act, agent_sink& out) const {
  if (act.answer)
    out.say(*act.answer);
  else
    out.say(read_frame{act.seq, act.read_at});
}

void home_agent::forget(kept_done const& done) {
  std::erase_if(waiting_, [&](agent_act const& a) {
    if (a.seq != done.seq) return false;
    return done.key ? a.answer && a.answer->key == *done.key : !a.answer;
  });
}

}  // namespace carerelay::core
