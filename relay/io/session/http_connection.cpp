#include "relay/io/session/http_connection.hpp"

#include "relay/http/problem.hpp"

namespace carerelay::io {

std::string header(request_head const& head, std::string_view name) { return std::string(value_of(head, name)); }

http::answer answer_of(refusal const& why) {
  auto out = http::problem(why.rule, why.detail, why.status);
  if (why.status == 426) out.headers = {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}};
  if (why.status == 429 || why.status == 503) out.headers = {{"Retry-After", "5"}};
  return out;
}

void count(lane& on, http::answer const& what) {
  on.counters.answered[static_cast<std::size_t>(what.status / 100) % on.counters.answered.size()].add();
}

task<void> refuse(connection& with, http_wire& wire, refusal why) {
  with.on.counters.refused[static_cast<std::size_t>(why.rule)].add();
  with.on.parts.log.debug("request_refused", {{"status", why.status},
                                              {"rule", protocol::word(why.rule)},
                                              {"detail", why.detail},
                                              {"source", with.admitted.source()}});
  auto const answer = answer_of(why);
  count(with.on, answer);
  co_await wire.write(answer, false, false);
  with.stream.finish();
}

}  // namespace carerelay::io
