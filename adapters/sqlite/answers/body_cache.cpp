#include "adapters/sqlite/answers/body_cache.hpp"

namespace carerelay::sqlite {

std::size_t body_cache::cost(ports::message_row const& row) noexcept {
  return row.body->json.size() + row.headline.size() + 512;
}

message_ptr body_cache::find(ports::message_number number) {
  std::lock_guard const held(mutex_);
  auto const found = by_number_.find(number);
  if (found == by_number_.end()) return nullptr;
  by_use_.splice(by_use_.begin(), by_use_, found->second);
  return *found->second;
}

message_ptr body_cache::keep(message_ptr const& row) {
  std::lock_guard const held(mutex_);
  auto const number = row->body->number;
  if (auto const found = by_number_.find(number); found != by_number_.end()) return *found->second;
  by_use_.push_front(row);
  by_number_.emplace(number, by_use_.begin());
  held_ += cost(*row);
  while (held_ > most_ && by_use_.size() > 1) {
    held_ -= cost(*by_use_.back());
    by_number_.erase(by_use_.back()->body->number);
    by_use_.pop_back();
  }
  return row;
}

}  // namespace carerelay::sqlite
