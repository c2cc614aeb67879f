#include "adapters/xmpp/room_link.hpp"

#include <stdexcept>

#include "adapters/xmpp/room_loop.hpp"

namespace carerelay::xmpp {

room_link::room_link(room_account account) : account_(std::move(account)) {
  thread_ = std::thread([this] { loop(*this).run(); });
}

room_link::~room_link() {
  give_up();
  thread_.join();
}

void room_link::give_up() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
}

post_result room_link::ask(work what) {
  what.until = std::chrono::steady_clock::now() + account_.patience;
  auto const mine = std::make_shared<work>(std::move(what));
  std::unique_lock lock(mutex_);
  if (stopping_) return {post_end::not_sent, "stopping", ""};
  asked_.push_back(mine);
  changed_.notify_all();
  // The loop answers by the deadline; a little later it is known to be stuck.
  changed_.wait_until(lock, mine->until + std::chrono::seconds(5), [&] { return mine->done || stopping_.load(); });
  if (mine->done) return *mine->done;
  return {mine->has_left ? post_end::no_echo : post_end::not_sent, "stopping", ""};
}

post_result room_link::post(std::string const& name, std::string const& text, bool look_first, bool may_make) {
  work what;
  what.what = work_kind::post;
  what.name = name;
  what.text = text;
  what.look_first = look_first;
  what.may_make = may_make;
  return ask(std::move(what));
}

post_result room_link::enter() {
  work what;
  what.what = work_kind::enter;
  what.may_make = true;
  return ask(std::move(what));
}

std::vector<heard> room_link::take(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [&] { return !heard_.empty() || stopping_.load(); });
  std::vector<heard> out(std::make_move_iterator(heard_.begin()), std::make_move_iterator(heard_.end()));
  heard_.clear();
  if (out.empty() && !is_in_ && !trouble_.empty())
    throw std::runtime_error("The room cannot be entered: " + trouble_ + '.');
  return out;
}

void room_link::say_to(std::string const& whom, std::string const& text) {
  constexpr std::size_t most = 1'000;
  std::lock_guard const lock(mutex_);
  if (to_say_.size() < most) to_say_.emplace_back(whom, text);
}

}  // namespace carerelay::xmpp
