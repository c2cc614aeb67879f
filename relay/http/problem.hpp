#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "protocol/fault.hpp"
#include "protocol/json/writer.hpp"
#include "relay/http/route.hpp"

/// Refusals as RFC 9457 problem documents: {"type":"urn:carerelay:problem:unknown_area","title":…,"status":422,
/// "detail":…,"errors":[{"pointer":"/audience/areas/0","rule":"unknown_area","detail":…}]}.
namespace carerelay::http {

/// The one place where a refusal becomes a status.
[[nodiscard]] int status_of(protocol::errc code) noexcept;

[[nodiscard]] answer problem(protocol::errc code, std::string_view detail);
/// The same with a status finer than the usual one: what the request gate refuses.
[[nodiscard]] answer problem(protocol::errc code, std::string_view detail, int status);
/// All faults named; the first decides type and status.
[[nodiscard]] answer problem(protocol::faults const& wrong);
/// The same; `more` adds members to the fault of that index.
[[nodiscard]] answer problem(protocol::faults const& wrong,
                             std::function<void(protocol::json::writer&, std::size_t)> const& more);
/// 429 or 503 with Retry-After in whole seconds.
[[nodiscard]] answer try_again(protocol::errc code, std::string_view detail, std::chrono::milliseconds after);

}  // namespace carerelay::http
