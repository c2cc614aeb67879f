#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "protocol/instant.hpp"

/// Who may come in how often. Budgets are per source: an IPv4 address, or the /64 of an IPv6 one.
namespace carerelay::core {

using protocol::instant;

struct admission_rules {
  std::uint32_t connections = 100'000;             ///< live ones, all sources
  std::uint32_t connections_per_source = 1'000;    ///< live ones
  std::uint32_t new_per_minute = 1'200;            ///< connections from one source
  std::uint32_t requests_per_minute = 600;         ///< HTTP requests from one source
  std::uint32_t free_failures = 5;                 ///< wrong codes, tokens and signatures before the waiting begins
  std::chrono::milliseconds first_penalty{1'000};  ///< doubles with every failure after that
  std::chrono::milliseconds most_penalty{900'000};
  std::size_t sources = 65'536;  ///< remembered at once; the rest share one budget
};

enum class admitted : std::uint8_t { yes, too_many_connections, too_many_from_source, too_fast };

/// Token buckets per source, in bounded memory. Time comes in; used by one thread at a time.
class admission {
 public:
  explicit admission(admission_rules const& rules);

  /// A connection was accepted. When the answer is yes, `disconnected` must follow at its end.
  [[nodiscard]] admitted connect(std::string_view source, instant now);
  void disconnected(std::string_view source, instant now);
  /// Whether the source may make one more request now; counts it when so.
  [[nodiscard]] bool may_request(std::string_view source, instant now);
  /// A code, token or signature was wrong. Failures are forgotten one by one, one every `most_penalty`.
  void failed(std::string_view source, instant now);
  /// How long the source must wait before it may try a code, token or signature again; zero: not at all. Never
  /// asked of a device that has proved who it is: nothing here stops a home receiving.
  [[nodiscard]] std::chrono::milliseconds penalty(std::string_view source, instant now);

  [[nodiscard]] std::size_t live_connections() const noexcept { return live_; }
  [[nodiscard]] std::size_t remembered_sources() const noexcept { return sources_.size(); }

 private:
  using key = std::array<std::uint8_t, 16>;
  struct key_hash {
    std::size_t operator()(key const& value) const noexcept;
  };
  struct record {
    instant new_spent{}, request_spent{};  ///< until when the budgets are spent (as in home_session)
    instant blocked_until{}, forgets_at{};
    std::uint32_t live = 0, failures = 0;
    [[nodiscard]] bool is_idle(instant now) const noexcept;
  };

  [[nodiscard]] static key key_of(std::string_view source) noexcept;
  [[nodiscard]] record& of(std::string_view source, instant now);
  void forget_idle(instant now);
  static void fade(record& who, instant now, std::chrono::milliseconds step) noexcept;

  admission_rules rules_;
  std::unordered_map<key, record, key_hash> sources_;
  record others_;
  std::size_t live_ = 0;
  instant next_sweep_{};
};

}  // namespace carerelay::core
