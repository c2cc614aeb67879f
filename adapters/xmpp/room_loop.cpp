#include "adapters/xmpp/room_loop.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace carerelay::xmpp {

using namespace std::chrono_literals;

namespace {

constexpr unsigned long turn_ms = 30;
constexpr auto try_again_least = 1'000ms, try_again_most = 60'000ms;
constexpr auto pulse_every = 45s, pulse_patience = 15s;

/// libstrophe wants its own start and end, once.
struct library {
  library() { xmpp_initialize(); }
  ~library() { xmpp_shutdown(); }
};

/// Whose thread this is: a certificate that is refused names nobody.
thread_local bool* refused_here = nullptr;

struct host_and_port {
  std::string host;
  unsigned short port = 0;
};
host_and_port split(std::string const& server) {
  auto const colon = server.rfind(':');
  if (colon == std::string::npos) return {server, 5222};
  unsigned short port = 5222;
  std::from_chars(server.data() + colon + 1, server.data() + server.size(), port);
  return {server.substr(0, colon), port};
}

}  // namespace

room_link::loop::loop(room_link& of) : of_(of) {
  static library const once;
  log_.handler = on_log;
  log_.userdata = this;
  context_.reset(xmpp_ctx_new(nullptr, &log_));
}

room_link::loop::~loop() {
  where_ = place::away;
  conn_.reset();
  if (now_) end_work({now_->has_left ? post_end::no_echo : post_end::not_sent, "stopping", ""});
}

void room_link::loop::run() {
  refused_here = &certificate_refused_;
  auto const* const give_up = of_.account_.give_up;
  while (!of_.stopping_) {
    step();
    if (give_up != nullptr && *give_up) of_.give_up();
  }
  if (!conn_ || xmpp_conn_is_connected(conn_.get()) == 0) return;
  // A polite end, so that the room does not show us for hours.
  xmpp_disconnect(conn_.get());
  for (int i = 0; i < 20 && where_ != place::away; ++i) xmpp_run_once(context_.get(), turn_ms);
}

void room_link::loop::step() {
  auto const at = clock::now();
  if (std::exchange(is_hung_up_, false)) conn_.reset();
  {
    std::unique_lock lock(of_.mutex_);
    if (!now_ && !of_.asked_.empty()) {
      now_ = of_.asked_.front();
      of_.asked_.pop_front();
      lock.unlock();
      begin_work();
    }
  }
  if (where_ == place::away && at >= next_try_ && !is_destroyed_) connect();
  if (where_ == place::away) {
    std::unique_lock lock(of_.mutex_);
    of_.changed_.wait_for(lock, 30ms, [&] { return of_.stopping_ || !of_.asked_.empty(); });
  } else {
    xmpp_run_once(context_.get(), turn_ms);
  }
  if (std::exchange(is_hung_up_, false)) conn_.reset();
  bool const is_slow = where_ != place::away && where_ != place::inside && at - since_ > of_.account_.patience;
  if (is_slow) {
    hang_up();
    on_away({post_end::not_sent, "too_slow", ""});
  }
  if (where_ == place::inside) check_pulse();
  if (where_ == place::inside) say_what_waits();
  if (now_ && at >= now_->until) end_work({now_->has_left ? post_end::no_echo : post_end::not_sent, "too_slow", ""});
}

void room_link::loop::connect() {
  conn_.reset();
  certificate_refused_ = sign_in_failed_ = false;
  conn_.reset(xmpp_conn_new(context_.get()));
  auto const& how = of_.account_;
  xmpp_conn_set_flags(conn_.get(), static_cast<long>(XMPP_CONN_FLAG_MANDATORY_TLS | XMPP_CONN_FLAG_DISABLE_SM));
  xmpp_conn_set_jid(conn_.get(), how.account.c_str());
  std::string secret;
  try {
    secret = how.secret();
  } catch (std::exception const&) {
    on_away({post_end::not_let_in, "secret_unreadable", ""});
    return;
  }
  xmpp_conn_set_pass(conn_.get(), secret.c_str());
  if (!how.ca_file.empty()) xmpp_conn_set_cafile(conn_.get(), how.ca_file.c_str());
  xmpp_conn_set_certfail_handler(conn_.get(), on_certificate);
  where_ = place::connecting;
  since_ = clock::now();
  auto const to = split(how.server);
  int const rc =
      xmpp_connect_client(conn_.get(), to.host.empty() ? nullptr : to.host.c_str(), to.port, on_connection, this);
  if (rc != XMPP_EOK) on_away({post_end::not_sent, "no_connection", ""});
}

void room_link::loop::hang_up() noexcept {
  is_hung_up_ = true;
  where_ = place::away;
}

void room_link::loop::say_what_waits() {
  std::deque<std::pair<std::string, std::string>> what;
  {
    std::lock_guard const lock(of_.mutex_);
    what.swap(of_.to_say_);
  }
  for (auto const& [whom, text] : what) send(to_one(context_.get(), whom, new_id(), text));
}

void room_link::loop::on_away(post_result why) {
  where_ = place::away;
  people_.clear();
  query_.clear();
  form_.clear();
  room_question_.clear();
  wait_ = std::clamp(wait_ * 2, try_again_least, try_again_most);
  if (why.how == post_end::not_let_in) wait_ = try_again_most;  // an account that is refused is not to be locked
  next_try_ = clock::now() + wait_;
  trouble_ = why;
  {
    std::lock_guard const lock(of_.mutex_);
    of_.is_in_ = false;
    of_.trouble_ = why.why;
  }
  if (now_) end_work(now_->has_left ? post_result{post_end::no_echo, why.why, ""} : why);
}

void room_link::loop::on_connection(xmpp_conn_t* conn, xmpp_conn_event_t what, int, xmpp_stream_error_t* why,
                                    void* self) {
  auto& me = *static_cast<loop*>(self);
  if (conn != me.conn_.get()) return;
  if (what == XMPP_CONN_CONNECT) {
    me.where_ = place::asking;
    me.since_ = clock::now();
    xmpp_handler_add(conn, on_stanza, nullptr, nullptr, nullptr, self);
    me.nick_ = me.of_.account_.nick;
    me.send(here_we_are(me.context_.get()));
    // Whoever goes into a room that is not there makes it: so it is asked first.
    me.room_question_ = me.new_id();
    me.send(room_question(me.context_.get(), me.of_.account_.room, me.room_question_));
    return;
  }
  if (me.where_ == place::away) return;
  bool const refused = why != nullptr && (why->type == XMPP_SE_NOT_AUTHORIZED || why->type == XMPP_SE_HOST_UNKNOWN);
  if (me.certificate_refused_)
    me.on_away({post_end::not_let_in, "certificate_refused", ""});
  else if (me.sign_in_failed_ || refused)
    me.on_away({post_end::not_let_in, "sign_in_refused", ""});
  else if (why != nullptr && why->type == XMPP_SE_CONFLICT)
    me.on_away({post_end::not_let_in, "signed_in_elsewhere", ""});
  else
    me.on_away({post_end::not_sent, me.where_ == place::connecting ? "no_connection" : "connection_lost", ""});
}

int room_link::loop::on_certificate(xmpp_tlscert_t const*, char const*) {
  if (refused_here != nullptr) *refused_here = true;
  return 0;
}

void room_link::loop::on_log(void* self, xmpp_log_level_t, char const*, char const* text) {
  // libstrophe tells this in its log and nowhere else. Nothing of it is kept: it has stanzas in it.
  std::string_view const said(text == nullptr ? "" : text);
  auto& me = *static_cast<loop*>(self);
  if (me.where_ != place::connecting) return;
  if (said.find("SASL") != std::string_view::npos && said.find("failed") != std::string_view::npos)
    me.sign_in_failed_ = true;
}

int room_link::loop::on_stanza(xmpp_conn_t*, xmpp_stanza_t* stanza, void* self) {
  auto& me = *static_cast<loop*>(self);
  if (me.where_ == place::away) return 1;
  me.heard_at_ = clock::now();
  auto const name = text_of(xmpp_stanza_get_name(stanza));
  if (name == "presence") me.take_presence(stanza);
  if (name == "message") me.take_message(stanza);
  if (name == "iq") me.take_iq(stanza);
  return 1;
}

std::string room_link::loop::new_id() { return "cr" + std::to_string(++ids_); }

void room_link::loop::check_pulse() {
  auto const at = clock::now();
  bool const is_asked = pinged_at_ > heard_at_;
  if (is_asked && at - pinged_at_ > pulse_patience) {
    hang_up();
    on_away({post_end::not_sent, "connection_lost", ""});
    return;
  }
  if (is_asked || at - std::max(heard_at_, pinged_at_) < pulse_every) return;
  pinged_at_ = at;
  // To ourselves in the room (XEP-0410): a room that has forgotten us says so.
  send(ping(context_.get(), of_.account_.room + '/' + nick_, "pulse" + new_id()));
}

void room_link::loop::begin_work() {
  if (where_ == place::inside) {
    if (now_->what == work_kind::enter) return end_work({post_end::echoed, "", ""});
    if (!now_->look_first) return post_now();
    pages_ = 0;
    query_ = new_id();
    send(archive_query(context_.get(), of_.account_.room, query_, ""));
    return;
  }
  if (is_destroyed_ && !std::exchange(is_told_, true)) return end_work({post_end::room_is_gone, "room_destroyed", ""});
  // Somebody has started the channel again, knowing that: now it looks whether there is a room again.
  is_destroyed_ = is_told_ = false;
  may_make_ = now_->may_make;
  if (where_ == place::away) next_try_ = std::min(next_try_, since_ + try_again_least);
}

void room_link::loop::post_now() {
  {
    std::lock_guard const lock(of_.mutex_);
    now_->has_left = true;
  }
  send(group_post(context_.get(), of_.account_.room, now_->name, now_->text));
}

void room_link::loop::end_work(post_result how) {
  auto const done = std::exchange(now_, nullptr);
  query_.clear();
  may_make_ = false;
  {
    std::lock_guard const lock(of_.mutex_);
    done->done = std::move(how);
  }
  of_.changed_.notify_all();
}

}  // namespace carerelay::xmpp
