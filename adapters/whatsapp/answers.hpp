#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "adapters/whatsapp/whatsapp_channel.hpp"

/// Answers to people who have written to our number: plain text, which may be sent for 24 hours after they wrote.
namespace carerelay::whatsapp {

struct answer {
  std::string key;      ///< of what it answers: told again, it is answered once
  std::string number;   ///< E.164; "": by the id
  std::string user_id;  ///< what the service calls them
  std::string text;
  int attempts = 0;
  std::chrono::steady_clock::time_point not_before{};
};

/// Hands them from whoever understood the words to whoever may wait for the service. Any thread. In memory alone: who
/// gets no answer says it again.
class answer_queue {
 public:
  /// Once for each key. Beyond 1,000 the newest are dropped.
  void push(answer what);
  /// One that could not go.
  void put_back(answer what);
  /// One whose time has come, or none after `patience`.
  [[nodiscard]] std::optional<answer> take(std::chrono::milliseconds patience);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<answer> held_;
  std::set<std::string> keys_;
  std::deque<std::string> order_;  ///< of the keys, the oldest first
};

/// Sends them. Nothing comes back by it: what people say arrives at the webhook.
class answer_box final : public ports::return_box {
 public:
  answer_box(std::unique_ptr<whatsapp_channel> by, std::shared_ptr<answer_queue> queue)
      : by_(std::move(by)), queue_(std::move(queue)) {}
  [[nodiscard]] std::vector<std::string> waiting(std::size_t limit) override;
  [[nodiscard]] ports::came_back read(std::string const&) override { return {}; }
  void put_away(std::string const&, ports::came_back const&) override {}

 private:
  std::unique_ptr<whatsapp_channel> by_;
  std::shared_ptr<answer_queue> queue_;
};

}  // namespace carerelay::whatsapp
