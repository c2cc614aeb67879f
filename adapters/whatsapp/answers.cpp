#include "adapters/whatsapp/answers.hpp"

#include <algorithm>

namespace carerelay::whatsapp {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t held_most = 1'000, keys_most = 5'000;
constexpr int attempts_most = 5;
constexpr auto patience = 300ms, first_pause = 2'000ms, longest_pause = 60'000ms;

}  // namespace

void answer_queue::push(answer what) {
  {
    std::lock_guard const lock(mutex_);
    if (held_.size() >= held_most || !keys_.insert(what.key).second) return;
    order_.push_back(what.key);
    if (order_.size() > keys_most) {
      keys_.erase(order_.front());
      order_.pop_front();
    }
    held_.push_back(std::move(what));
  }
  changed_.notify_one();
}

void answer_queue::put_back(answer what) {
  std::lock_guard const lock(mutex_);
  held_.push_back(std::move(what));
}

std::optional<answer> answer_queue::take(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  auto const is_due = [](answer const& one) { return one.not_before <= std::chrono::steady_clock::now(); };
  changed_.wait_for(lock, patience, [&] { return std::any_of(held_.begin(), held_.end(), is_due); });
  auto const found = std::find_if(held_.begin(), held_.end(), is_due);
  if (found == held_.end()) return std::nullopt;
  auto out = std::move(*found);
  held_.erase(found);
  return out;
}

std::vector<std::string> answer_box::waiting(std::size_t) {
  auto next = queue_->take(patience);
  if (!next) return {};
  auto const said = by_->say(*next);
  // In doubt it is left at that: the same words twice would look like two answers.
  bool const again = said.what == ports::send_outcome::later || said.what == ports::send_outcome::not_sent ||
                     said.what == ports::send_outcome::account;
  if (!again || ++next->attempts >= attempts_most) return {};
  auto const asked = said.after.value_or(first_pause * next->attempts);
  next->not_before =
      std::chrono::steady_clock::now() + std::clamp<std::chrono::milliseconds>(asked, first_pause, longest_pause);
  queue_->put_back(std::move(*next));
  return {};
}

}  // namespace carerelay::whatsapp
