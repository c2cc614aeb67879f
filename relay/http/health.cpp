#include "relay/http/health.hpp"

#include "protocol/json/writer.hpp"

namespace carerelay::http {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds store_slow{5'000};
constexpr milliseconds store_dead{60'000};

milliseconds store_waits(relay_facts const& facts, protocol::instant now) {
  std::int64_t const since = facts.store_waiting_since.load(std::memory_order_relaxed);
  return since == 0 ? milliseconds(0) : now.time_since_epoch() - milliseconds(since);
}

answer health(bool good, bool draining, relay_facts const& facts, milliseconds waits) {
  answer out;
  out.status = good ? 200 : 503;
  protocol::json::writer json(out.body);
  json.begin_object().member("status", good ? "ok" : "not ok").member("draining", draining);
  json.member("storage_full", facts.storage_full.load(std::memory_order_relaxed));
  json.member("store_waits_ms", waits.count()).end_object();
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

}  // namespace

answer health_live(relay_facts const& facts, protocol::instant now) {
  milliseconds const waits = store_waits(facts, now);
  return health(waits < store_dead, facts.draining.load(), facts, waits);
}

answer health_ready(relay_facts const& facts, protocol::instant now) {
  milliseconds const waits = store_waits(facts, now);
  bool const draining = facts.draining.load();
  return health(!draining && waits < store_slow, draining, facts, waits);
}

}  // namespace carerelay::http
