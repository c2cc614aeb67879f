#include "relay/io/agent/agent_link.hpp"

#include <boost/asio/redirect_error.hpp>

#include <algorithm>
#include <utility>

#include "relay/io/loop/io_thread.hpp"

namespace carerelay::io {

namespace {

constexpr std::chrono::milliseconds patience{15'000};  // to connect, on a slow line
constexpr std::size_t largest_message = 1024 * 1024;

}  // namespace

agent_link::agent_link(io_thread& thread, ports::transport_maker& maker, ports::clock const& clock, ws_target where,
                       core::home_agent agent, callbacks what, std::uint32_t seed)
    : thread_(thread),
      maker_(maker),
      clock_(clock),
      where_(std::move(where)),
      agent_(std::move(agent)),
      what_(std::move(what)),
      random_(seed + 1),
      timer_(thread.context()) {
  where_.path = protocol::stream_path;
  where_.subprotocol = protocol::subprotocol;
}

agent_link::~agent_link() = default;

void agent_link::start(nursery& owner) { owner.spawn(thread_.get_executor(), "agent", run()); }

void agent_link::stop() {
  stopping_ = true;
  if (stream_)
    stream_->close(1000, "goodbye");
  else
    timer_.cancel();
}

void agent_link::lose_network(std::chrono::milliseconds how_long) {
  away_ = how_long;
  if (!stream_) return;
  stream_.reset();
  agent_.disconnected();
  timer_.cancel();
}

task<void> agent_link::wait(std::chrono::milliseconds how_long) {
  timer_.expires_after(how_long);
  error_code cancelled;
  auto quietly = asio::redirect_error(use_task, cancelled);
  co_await timer_.async_wait(std::move(quietly));
}

task<void> agent_link::until_closed() {
  while (stream_) co_await wait(std::chrono::hours(24));
}

std::chrono::milliseconds agent_link::pause(core::agent_retry const& retry) {
  auto least = retry.least_ms, most = retry.most_ms;
  if (auto const& told = agent_.told_to_go()) {
    least = told->retry_ms_least;
    most = std::max(told->retry_ms_most, least);
  }
  std::uniform_int_distribution<std::uint32_t> between(least, std::max(least, most));
  auto const by_rule = std::chrono::milliseconds(between(random_));
  return std::max(by_rule, std::exchange(away_, std::chrono::milliseconds(0)));
}

task<void> agent_link::run() {
  std::string_view why;
  while (!stopping_) {
    ws_target const where = where_;
    ws_limits limits;
    limits.message_bytes = largest_message;
    limits.pings_per_second = 0;
    ws_connected made = co_await connect_websocket(thread_, where, maker_, limits, patience);
    close_code_ = 1006;
    if (made.stream && !stopping_) {
      stream_ = std::move(made.stream);
      stream_->start(*this);
      co_await until_closed();
    } else if (!made.stream) {
      what_.trouble(made.detail);
    }
    if (stopping_) break;
    auto const retry = core::after_close(close_code_, failures_++);
    if (retry.kind == core::agent_retry::what::stop) {
      why = retry.why;
      break;
    }
    co_await wait(pause(retry));
  }
  what_.ended(why);
}

template <class Work>
bool agent_link::guarded(Work&& work) {
  try {
    work();
    return true;
  } catch (std::exception const& e) {
    what_.trouble(e.what());
    hang_up("this device could not keep what it was sent");
    return false;
  }
}

bool agent_link::read(std::uint64_t seq) {
  bool known = false;
  guarded([&] { known = agent_.read(seq, clock_.now(), *this); });
  return known;
}

bool agent_link::respond(std::uint64_t seq, protocol::response what, std::string role, std::string name,
                         std::string note, protocol::event_id key) {
  bool known = false;
  guarded([&] {
    known = agent_.respond(seq, what, std::move(role), std::move(name), std::move(note), key, clock_.now(), *this);
  });
  return known;
}

void agent_link::keep(core::agent_record const& record) { what_.keep(record); }

void agent_link::say(protocol::client_frame const& frame) {
  if (!stream_) return;
  frame_.clear();
  protocol::encode(frame, frame_);
  stream_->send(frame_);
}

void agent_link::tell(core::agent_news const& news) {
  if (news.kind == core::agent_news::what::connected) failures_ = 0;
  what_.news(news);
}

void agent_link::hang_up(std::string_view why) {
  if (stream_) stream_->close(1008, why);
}

void agent_link::on_message(std::string_view text) {
  guarded([&] { agent_.heard(text, *this); });
}

void agent_link::on_closed(ws_end const& how) {
  close_code_ = how.code;
  if (!stopping_ && how.error) what_.trouble("the connection broke: " + how.error.message());
  agent_.disconnected();
  stream_.reset();
  timer_.cancel();
}

}  // namespace carerelay::io
