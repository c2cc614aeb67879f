#include "relay/http/pacing.hpp"

#include "relay/http/pacer.hpp"
#include "relay/http/problem.hpp"

namespace carerelay::http {

namespace {

note limited(core::paced what, std::string const& who) {
  return {"too_often", {{"what", std::string(word(what))}, {"who", who}}, true};
}

answer wait_for(std::chrono::milliseconds wait) {
  return try_again(protocol::errc::rate_limited,
                   "too often: wait, then try again; what the home receives on its stream is not held up", wait);
}

}  // namespace

std::optional<answer> must_wait(context const& with, core::paced what, std::string const& who) {
  auto const wait = with.pace == nullptr ? std::chrono::milliseconds(0) : with.pace->wait(what, who);
  return wait.count() > 0 ? std::optional(wait_for(wait)) : std::nullopt;
}

std::optional<answer> count_or_wait(context const& with, core::paced what, std::string const& who) {
  if (auto early = must_wait(with, what, who)) return early;
  auto const penalty = with.pace == nullptr ? std::chrono::milliseconds(0) : with.pace->count(what, who);
  if (penalty.count() == 0) return std::nullopt;
  auto out = wait_for(penalty);
  out.notes.push_back(limited(what, who));
  return out;
}

void count(context const& with, core::paced what, std::string const& who, answer& refused) {
  if (with.pace != nullptr && with.pace->count(what, who).count() > 0) refused.notes.push_back(limited(what, who));
}

}  // namespace carerelay::http
