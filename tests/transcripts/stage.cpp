#include "tests/transcripts/stage.hpp"

#include <array>
#include <set>

#include "protocol/crypto/base64.hpp"
#include "relay/core/people/identity.hpp"
#include "relay/core/publish/two_persons.hpp"
#include "relay/core/publish/visibility.hpp"
#include "relay/core/stream/acts.hpp"
#include "relay/core/stream/backlog.hpp"

namespace carerelay::transcripts {

/// Obeys the session: reads and writes wait in line until the step is over, as they would in the relay.
struct stage::home_ear final : core::home_sink {
  explicit home_ear(stage& at) : at(at) {}
  stage& at;
  std::vector<ports::delivered_mark> marks;

  void send(protocol::server_frame const& frame) override {
    if (auto const* const challenge = std::get_if<protocol::challenge_frame>(&frame)) at.nonce_ = challenge->nonce;
    std::string text;
    protocol::encode(frame, text);
    at.heard.push_back("relay says " + text);
  }
  bool deliver(std::uint64_t seq, protocol::shared_message const& body) override {
    std::array<char, 64> head{};
    std::string text(head.data(), protocol::encode_deliver_head(seq, head.data()));
    text += body->json;
    text += protocol::deliver_tail;
    auto const parsed = protocol::parse_server_frame(text);
    bool const good = parsed && std::get<protocol::deliver_frame>(*parsed).seq == seq;
    at.heard.push_back(good ? "relay delivers " + std::to_string(seq) : "relay says nonsense: " + text);
    return !at.blocked_;
  }
  void look_up(protocol::hello_frame const& hello) override {
    at.reads_.push_back(
        [this, hello] { at.session_->identified(core::look_up_device(*at.reader_, hello), at.now, *this); });
  }
  void subscribe(ports::home_number, ports::device_number) override { at.subscribed_ = true; }
  void fetch(std::uint64_t after, std::uint32_t limit) override {
    at.reads_.push_back([this, after, limit] {
      auto const page = core::read_backlog(*at.reader_, at.home_, after, limit, at.now);
      at.session_->confirmations(page.confirmed, *this);
      at.session_->backlog(page.entries, page.last, at.now, *this);
    });
  }
  void look_up_entry(std::uint64_t seq) override {
    at.reads_.push_back(
        [this, seq] { at.session_->entry_found(seq, core::find_entry(*at.reader_, at.home_, seq), at.now, *this); });
  }
  void record_delivered(ports::delivered_mark const& mark) override {
    at.writes_.push_back([this, mark] {
      at.store_.write([&](ports::store_writer& store) { (void)store.record_delivered({&mark, 1}); });
      at.session_->recorded(mark.seq, at.in_a_crowd_, *this);
      at.after_commit({mark.home}, mark.message);
    });
  }
  void record_held(std::uint64_t after, std::uint64_t up_to) override {
    at.writes_.push_back([this, after, up_to] {
      at.store_.write([&](ports::store_writer& store) {
        auto const marks = core::held_marks(store, at.home_, at.device_.number, after, up_to, at.now);
        (void)store.record_delivered(marks);
      });
    });
  }
  void record_act(std::uint64_t seq, ports::receipt_event const& event) override {
    at.writes_.push_back([this, seq, event] {
      boost::system::result<core::recorded_act> done = protocol::make_error_code(protocol::errc::internal);
      at.store_.write([&](ports::store_writer& store) { done = core::apply_act(store, at.home_, seq, event); });
      if (!done) return at.session_->act_refused(seq, static_cast<protocol::errc>(done.error().value()), *this);
      at.session_->act_recorded(seq, done->what, done->receipt, *this);
      at.after_commit({at.home_}, done->message);
    });
  }
  void give_token() override {
    std::string const secret = at.reader_->secret(core::home_token_secret);
    instant const expires = at.now + std::chrono::minutes(15);
    send(protocol::token_answer_frame{core::make_home_token(secret, at.home_, at.device_.id, expires), expires});
  }
  void close(protocol::close_code code, std::string_view reason) override {
    at.subscribed_ = false;
    at.heard.push_back("relay closes " + std::to_string(static_cast<int>(code)) + ' ' + std::string(reason));
  }
  void alarm(std::string_view event) override { at.heard.push_back("alarm " + std::string(event)); }
};

struct stage::publisher_ear final : core::watch_sink {
  explicit publisher_ear(stage& at) : at(at) {}
  stage& at;
  std::set<ports::message_number> watched;

  void send(protocol::server_frame const& frame) override {
    std::string text;
    protocol::encode(frame, text);
    at.heard.push_back("publisher hears " + text);
  }
  void look_up(protocol::message_id message) override {
    at.reads_.push_back([this, message] {
      at.watching_->found(message, core::find_watched(*at.reader_, at.publisher_.member.id, message, at.now), at.now,
                          *this);
    });
  }
  void subscribe(ports::message_number message) override { watched.insert(message); }
  void unsubscribe(ports::message_number message) override { watched.erase(message); }
  void read(ports::message_number message, std::vector<ports::home_number> const& homes) override {
    at.reads_.push_back([this, message, homes] {
      auto const what = core::read_news(*at.reader_, at.publisher_.member.id, message, homes, at.now);
      if (what)
        at.watching_->news(message, *what, at.now, *this);
      else
        at.watching_->gone(message, *this);
    });
  }
  void close(protocol::close_code code, std::string_view reason) override {
    at.heard.push_back("publisher is closed " + std::to_string(static_cast<int>(code)) + ' ' + std::string(reason));
  }
};

stage::stage()
    : reader_(store_.reader()),
      key_(protocol::crypto::p256_private_key::generate()),
      stranger_(protocol::crypto::p256_private_key::generate()),
      home_id_(*protocol::home_id::parse("1-1000000001")),
      other_home_id_(*protocol::home_id::parse("1-1000000002")),
      ear_(std::make_unique<home_ear>(*this)),
      publisher_ear_(std::make_unique<publisher_ear>(*this)) {
  rules_.host = "relay.example";
  protocol::home_record home;
  home.id = home_id_;
  home.name = "Rosewood House";
  home.area = *protocol::area_code::parse("E09000010");
  device_.id = protocol::device_id(*protocol::uuid::parse("7f6d1b52-8a1e-4c38-9d55-0c9a3cf1a001"));
  device_.name = "tablet";
  device_.enrolled_at = now;
  auto const& point = key_.public_key().point();
  std::copy(point.begin() + 1, point.end(), device_.key.begin());
  auto& team = publisher_.team;
  team.id = *protocol::publisher_id::parse("ipc-team");
  team.name = "IPC team";
  team.grant.kinds = {protocol::message_kind::guidance_bulletin};
  team.grant.all_areas = true;
  team.grant.highest = protocol::urgency::immediate;
  team.grant.channels.add(protocol::way::stream);
  publisher_.member = core::first_member(team, {});
  publisher_.grant = team.grant;
  store_.write([&](ports::store_writer& store) {
    core::ensure_secrets(store, random_);
    home_ = store.put_home(home);
    home.id = other_home_id_;
    home.name = "Elm Court";
    (void)store.put_home(home);
    device_.home = home_;
    device_.number = store.add_device(device_);
    store.put_publisher(publisher_.team);
    store.put_member(publisher_.member);
  });
}
stage::~stage() = default;

protocol::draft stage::bulletin() const {
  protocol::draft what;
  what.audience.homes = {home_id_};
  what.topic = "infection-control";
  what.info = {{"en-GB", "Bulletin " + std::to_string(messages_.size() + 1), "Wash hands.", {}, {}, {}}};
  what.part = protocol::guidance_part{};
  return what;
}

std::uint64_t stage::publish(protocol::draft what, bool tell_session) {
  auto const decided = core::decide(std::move(what), publisher_, *reader_, now, random_);
  if (!decided) throw std::runtime_error("the publisher was refused: " + decided.error().front().detail);
  keep(std::get<core::publication>(*decided), false);
  if (tell_session) tell(messages_.size());
  return messages_.size();
}

void stage::keep(core::publication const& what, bool alone) {
  core::message_published told;
  store_.write([&](ports::store_writer& store) {
    told = core::put(store, what);
    if (!alone) return;
    ports::draft_row draft;
    draft.id = protocol::draft_id(what.message.id.value());
    draft.team = publisher_.team.id;
    draft.author = draft.closed_by = *protocol::member_id::parse("jane");
    draft.state = ports::draft_state::sent_alone;
    draft.due = now + std::chrono::minutes(15);
    draft.message = told.body->number;
    store.put_draft(draft);
  });
  messages_.push_back(told.body->id);
  bodies_.push_back(told.body);
  for (auto const old : what.supersedes) after_commit({}, old);
}

std::uint64_t stage::publish_alone(protocol::draft what, bool tell_session) {
  auto decided = core::decide(std::move(what), publisher_, *reader_, now, random_);
  if (!decided) throw std::runtime_error("the publisher was refused: " + decided.error().front().detail);
  auto& out = std::get<core::publication>(*decided);
  out.message.sent_alone = true;
  out.json = protocol::encode(out.message);
  keep(out, true);
  if (tell_session) tell(messages_.size());
  return messages_.size();
}

void stage::confirm(std::uint64_t seq, bool tell_session) {
  auto const& body = bodies_.at(seq - 1);
  auto draft = reader_->draft_of(body->number).value();
  draft.state = ports::draft_state::confirmed;
  draft.signatures.push_back({*protocol::member_id::parse("john"), now});
  store_.write([&](ports::store_writer& store) { store.put_draft(draft); });
  auto const told = core::confirmation_of(*reader_->message(body->number)->row, *reader_, now);
  if (tell_session && subscribed_) session_->confirmed({told.seqs.at(0), told.message, told.at}, *ear_);
  settle();
}

void stage::tell(std::uint64_t seq) {
  if (subscribed_) session_->published(seq, bodies_.at(seq - 1), now, *ear_);
  settle();
}

void stage::take_grants_away() {
  publisher_.team.grant.kinds.clear();
  store_.write([&](ports::store_writer& store) { store.put_publisher(publisher_.team); });
}

void stage::suspend() {
  store_.write([&](ports::store_writer& store) { store.suspend_home(home_, true); });
  if (subscribed_) session_->suspended(*ear_);
}

void stage::revoke() {
  store_.write([&](ports::store_writer& store) { store.revoke_device(device_.id, now); });
  if (subscribed_) session_->revoked(*ear_);
}

std::string stage::state_of(std::uint64_t seq) {
  auto const entry = reader_->inbox_entry(home_, seq);
  if (!entry) return "not there";
  std::string text(word(entry->state.stage));
  if (entry->state.answer) text += ' ' + std::string(word(*entry->state.answer));
  if (entry->state.closed != protocol::closure::open) text += ", " + std::string(word(entry->state.closed));
  return text;
}

void stage::connect() {
  reads_.clear();
  writes_.clear();
  subscribed_ = blocked_ = false;
  std::array<std::uint8_t, 16> nonce{};
  random_.fill(nonce);
  session_ = std::make_unique<core::home_session>(rules_, nonce, 0.5F);
  session_->opened(now, *ear_);
}

void stage::say(std::string const& frame) {
  session_->received(frame, now, *ear_);
  settle();
}

void stage::hello(greeting const& how) {
  protocol::hello_frame frame;
  frame.home = how.other_home ? other_home_id_ : home_id_;
  frame.device = how.unknown_device
                     ? protocol::device_id(*protocol::uuid::parse("00000000-0000-4000-8000-000000000009"))
                     : device_.id;
  frame.resume = {how.epoch, how.seq};
  frame.window = how.window;
  frame.client = "transcript/1";
  auto const text = protocol::hello_signing_text(rules_.host, nonce_, frame.home, frame.device);
  frame.signature = (how.by_stranger ? stranger_ : key_).sign(text);
  std::string json;
  protocol::encode(protocol::client_frame(std::move(frame)), json);
  say(json);
}

void stage::answer(reply const& what) {
  protocol::respond_frame frame;
  frame.seq = what.seq;
  frame.response = protocol::from_word<protocol::response>(what.response).value();
  frame.role = "manager";
  frame.note = what.note;
  char key[37];
  std::snprintf(key, sizeof key, "00000000-0000-4000-9000-%012d", what.key.empty() ? next_key_++ : std::stoi(what.key));
  frame.key = protocol::event_id(*protocol::uuid::parse(key));
  frame.at = now;
  frame.at_text = protocol::to_text(now);
  auto const& body = *bodies_.at(std::min<std::size_t>(what.seq, bodies_.size()) - 1);
  auto const text = protocol::respond_signing_text(body.id, body.sum, home_id_, device_.id, frame);
  frame.signature = (what.by_stranger ? stranger_ : key_).sign(text);
  std::string json;
  protocol::encode(protocol::client_frame(std::move(frame)), json);
  say(json);
}

void stage::drain() {
  session_->drain(2'000, 60'000, now, *ear_);
  if (watching_) watching_->drain(2'000, 60'000, *publisher_ear_);
}
void stage::replace() { session_->replaced(*ear_); }

void stage::wait(std::chrono::milliseconds time) {
  instant const end = now + time;
  for (;;) {
    instant next = instant::max();
    if (session_) next = std::min(next, session_->next_tick());
    if (watching_) next = std::min(next, watching_->next_tick());
    if (next > end) break;
    now = std::max(now, next);
    if (session_) session_->tick(now, *ear_);
    if (watching_) watching_->tick(now, *publisher_ear_);
    settle();
  }
  now = end;
}

void stage::block_line(bool blocked) {
  blocked_ = blocked;
  if (!blocked) session_->drained(now, *ear_);
  settle();
}
void stage::trickle() { session_->wrote(now); }

void stage::hold_store(bool held, bool in_a_crowd) {
  held_ = held;
  in_a_crowd_ = in_a_crowd;
  settle();
}

void stage::publisher_connect() {
  watching_ = std::make_unique<core::watch_session>(rules_, publisher_.team.id, 0.5F);
  watching_->opened(now, *publisher_ear_);
}
void stage::publisher_say(std::string const& frame) {
  watching_->received(frame, now, *publisher_ear_);
  settle();
}
void stage::publisher_revoked() { watching_->revoked(*publisher_ear_); }

void stage::after_commit(std::vector<ports::home_number> const& homes, ports::message_number message) {
  if (watching_ && publisher_ear_->watched.contains(message)) watching_->changed(message, homes, now, *publisher_ear_);
}

void stage::settle() {
  while (!reads_.empty() || (!held_ && !writes_.empty())) {
    auto& queue = reads_.empty() ? writes_ : reads_;
    work next = std::move(queue.front());
    queue.pop_front();
    next();
  }
}

}  // namespace carerelay::transcripts
