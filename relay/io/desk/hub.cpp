#include "relay/io/desk/hub.hpp"

namespace carerelay::io {
namespace {

template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
overloaded(Ts...) -> overloaded<Ts...>;

}  // namespace

void hub_shard::add(subscriber& who, ports::home_number home, ports::device_number device, std::uint64_t stamp) {
  remove(who);
  if (home >= by_home_.size()) by_home_.resize(home + 1 + home / 2, nullptr);
  who.home_ = home;
  who.device_ = device;
  who.stamp_ = stamp;
  who.next_ = by_home_[home];
  by_home_[home] = &who;
}

void hub_shard::remove(subscriber& who) noexcept {
  if (who.home_ == 0) return;
  if (next_up_ == &who) next_up_ = who.next_;
  subscriber** link = &by_home_[who.home_];
  while (*link != nullptr && *link != &who) link = &(*link)->next_;
  if (*link != nullptr) *link = who.next_;
  who.next_ = nullptr;
  who.home_ = 0;
}

subscriber* hub_shard::first_of(ports::home_number home) const noexcept {
  return home < by_home_.size() ? by_home_[home] : nullptr;
}

/// `call` may close a session, and so take it or its neighbour from the list.
template <class Call>
void hub_shard::each_of(ports::home_number home, Call call) {
  for (auto* who = first_of(home); who != nullptr; who = next_up_) {
    next_up_ = who->next_;
    call(*who);
  }
  next_up_ = nullptr;
}

void hub_shard::replace(ports::home_number home, ports::device_number device, std::uint64_t stamp) {
  each_of(home, [&](subscriber& who) {
    if (who.device_ == device && who.stamp_ < stamp) who.replaced();
  });
}

void hub_shard::announce(std::shared_ptr<std::vector<core::event> const> events) {
  waiting_.push_back(std::move(events));
  if (busy_) return;
  busy_ = true;
  go_on();
}

void hub_shard::go_on() {
  left_ = turn_;
  while (!waiting_.empty()) {
    auto const events = waiting_.front();
    for (; at_.event < events->size(); ++at_.event, at_.target = 0) {
      bool const whole = obey((*events)[at_.event]);
      if (!whole) return out_.later([this] { go_on(); });
    }
    at_ = {};
    waiting_.pop_front();
  }
  busy_ = false;
}

/// False when the turn is over before the event is.
bool hub_shard::obey(core::event const& what) {
  return std::visit(overloaded{[&](core::message_published const& it) {
                                 return each_target(
                                     it, [&](subscriber& who, std::uint64_t seq) { who.published(seq, it.body); });
                               },
                               [&](core::message_confirmed const& it) {
                                 return each_target(it, [&](subscriber& who, std::uint64_t seq) {
                                   who.confirmed({seq, it.message, it.at});
                                 });
                               },
                               [&](core::device_revoked const& it) {
                                 each_of(it.home, [&](subscriber& who) {
                                   if (who.device_ == it.device) who.device_revoked();
                                 });
                                 return true;
                               },
                               [&](core::home_suspended const& it) {
                                 each_of(it.home, [](subscriber& who) { who.home_suspended(); });
                                 return true;
                               },
                               [&](auto const&) {
                                 out_.for_watchers(what);
                                 return true;
                               }},
                    what);
}

/// Those of the event's homes that are here, in turns.
template <class Event, class Call>
bool hub_shard::each_target(Event const& what, Call call) {
  for (; at_.target < what.homes.size(); ++at_.target) {
    if (left_ == 0) return false;
    auto const seq = what.seqs[at_.target];
    each_of(what.homes[at_.target], [&](subscriber& who) {
      if (left_ > 0) --left_;
      call(who, seq);
    });
  }
  return true;
}

void hub::announce(std::vector<core::event> events) {
  auto const shared = std::make_shared<std::vector<core::event> const>(std::move(events));
  for (std::size_t i = 0; i < shards_.size(); ++i) post_(i, [shard = shards_[i], shared] { shard->announce(shared); });
}

void hub::join(std::size_t shard, subscriber& who, ports::home_number home, ports::device_number device) {
  auto const stamp = ++stamps_;
  shards_[shard]->add(who, home, device, stamp);
  shards_[shard]->replace(home, device, stamp);
  for (std::size_t i = 0; i < shards_.size(); ++i)
    if (i != shard) post_(i, [other = shards_[i], home, device, stamp] { other->replace(home, device, stamp); });
}

}  // namespace carerelay::io
