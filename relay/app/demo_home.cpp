#include "relay/app/demo_home.hpp"

#include <algorithm>
#include <random>

#include "relay/io/loop/io_thread.hpp"

namespace carerelay::app {

using namespace std::chrono_literals;
using protocol::response;

std::vector<home_plan> make_plans(std::size_t count, std::uint32_t seed) {
  static constexpr habit of_twelve[] = {habit::prompt, habit::prompt, habit::silent, habit::prompt,
                                        habit::slow,   habit::never,  habit::prompt, habit::late,
                                        habit::prompt, habit::reads,  habit::flaky,  habit::prompt};
  std::vector<home_plan> plans(count);
  std::minstd_rand random(seed);
  for (std::size_t i = 0; i < count; ++i) {
    auto& plan = plans[i];
    plan.what = of_twelve[i % std::size(of_twelve)];
    plan.reading = std::chrono::milliseconds(200 + random() % 1'500);
    plan.answering = std::chrono::milliseconds(200 + random() % 1'500);
    if (plan.what == habit::slow) plan.reading += 3'000ms;
    if (i % 18 == 6) plan.answer = response::need_help;
    if (i % 18 == 11) plan.answer = response::not_relevant;
    if (i % 18 == 15) plan.answer = response::in_progress;
  }
  std::shuffle(plans.begin(), plans.end(), random);
  return plans;
}

protocol::stage expected_stage(home_plan const& plan, bool wants_answer) noexcept {
  switch (plan.what) {
    case habit::never: return protocol::stage::targeted;
    case habit::silent: return protocol::stage::delivered;
    case habit::reads: return protocol::stage::read;
    case habit::prompt:
    case habit::slow:
    case habit::flaky:
    case habit::late: break;
  }
  return wants_answer ? protocol::stage::acknowledged : protocol::stage::read;
}

demo_home::demo_home(io::io_thread& thread, ports::transport_maker& maker, ports::clock const& clock,
                     io::ws_target where, core::agent_identity who, protocol::crypto::p256_private_key key,
                     home_plan plan, std::uint32_t seed, std::function<void(protocol::message const&)> look_into,
                     std::function<void()> confirmed)
    : thread_(thread),
      plan_(plan),
      look_into_(std::move(look_into)),
      confirmed_(std::move(confirmed)),
      link_(thread, maker, clock, std::move(where), core::home_agent(std::move(who), std::move(key), "demo/0.1"),
            {.keep = [](core::agent_record const&) {},  // its memory is the agent's own: a demo has no disk to lose
             .news = [this](core::agent_news const& news) { heard(news); },
             .trouble = [](std::string_view) {},
             .ended = [this](std::string_view) { ended_ = true; }},
            seed),
      alarm_(
          *this, +[](demo_home& self) { self.act(); }),
      seed_(seed) {}

void demo_home::start(io::nursery& owner) { link_.start(owner); }

void demo_home::stop() {
  alarm_.cancel();
  link_.stop();
}

void demo_home::slow_down(int times) {
  plan_.reading *= times;
  plan_.answering *= times;
}

void demo_home::heard(core::agent_news const& news) {
  if (news.kind == core::agent_news::what::confirmed) confirmed_();
  if (news.kind != core::agent_news::what::message) return;
  if (plan_.what == habit::flaky && !dropped_once_) {
    dropped_once_ = true;
    auto const seq = news.seq;
    thread_.post([this, seq] { link_.lose_network(std::chrono::milliseconds(1'500 + seq % 500)); });
  }
  look_into_(*news.message);
  plan_for(news.seq, news.message->content.ack.required);
}

void demo_home::plan_for(std::uint64_t seq, bool wants_answer) {
  if (plan_.what == habit::silent) return;
  add(plan_.reading, seq, std::nullopt);
  if (plan_.what == habit::reads || !wants_answer) return;
  add(plan_.reading + plan_.answering, seq, plan_.answer);
  if (plan_.answer == response::in_progress) add(plan_.reading + 2 * plan_.answering, seq, response::actioned);
}

void demo_home::add(std::chrono::milliseconds from_now, std::uint64_t seq, std::optional<response> answer) {
  to_do_.push_back({std::chrono::steady_clock::now() + from_now, seq, answer});
  std::stable_sort(to_do_.begin(), to_do_.end(),
                   [](task_to_do const& a, task_to_do const& b) { return a.when > b.when; });
  alarm_.set(thread_.timers(), to_do_.back().when);
}

void demo_home::act() {
  while (!to_do_.empty() && to_do_.back().when <= std::chrono::steady_clock::now()) {
    auto const now = to_do_.back();
    to_do_.pop_back();
    if (!now.answer) {
      link_.read(now.seq);
      continue;
    }
    protocol::uuid::bytes_type chance{};
    for (std::size_t i = 0; i < 4; ++i) {
      chance[i] = static_cast<std::uint8_t>(seed_ >> (8 * i));
      chance[i + 4] = static_cast<std::uint8_t>(keys_ >> (8 * i));
    }
    ++keys_;
    std::string const note = *now.answer == response::need_help ? "We are short of gloves until Monday." : "";
    link_.respond(now.seq, *now.answer, "manager", "", note, protocol::event_id(protocol::make_v4(chance)));
  }
  if (!to_do_.empty()) alarm_.set(thread_.timers(), to_do_.back().when);
}

}  // namespace carerelay::app
