#include "config/agreement.hpp"

#include <fmt/format.h>

namespace carerelay::config {
namespace {

bool is_every_address(std::string_view address) { return address == "0.0.0.0" || address == "::"; }

bool listens_overlap(listen_settings const& listen) {
  if (listen.port == 0 || listen.port != listen.internal_port) return false;
  return listen.address == listen.internal_address || is_every_address(listen.address) ||
         is_every_address(listen.internal_address);
}

}  // namespace

std::vector<contradiction> contradictions(settings const& all) {
  std::vector<contradiction> found;
  auto const no_less = [&](std::string_view key, auto value, std::string_view other_key, auto other) {
    if (value < other) found.push_back({key, fmt::format("must be at least {} ({}), not {}", other, other_key, value)});
  };
  if (listens_overlap(all.listen)) {
    found.push_back({"listen.internal_port", "must be another than listen.port: both would listen on one address"});
  }
  no_less("stream.frame_burst", all.stream.frame_burst, "stream.frames_per_second", all.stream.frames_per_second);
  no_less("limits.connections", all.limits.connections, "limits.per_source_connections",
          all.limits.per_source_connections);
  no_less("drain.retry_most_ms", all.drain.retry_most.count(), "drain.retry_least_ms", all.drain.retry_least.count());
  no_less("sign_in.longest_minutes", all.sign_in.longest.count(), "sign_in.idle_minutes", all.sign_in.idle.count());
  if (!all.sign_in.issuer.empty() && all.sign_in.client_id.empty())
    found.push_back({"sign_in.client_id", "must be set when sign_in.issuer is: what the provider calls this relay"});
  return found;
}

}  // namespace carerelay::config
