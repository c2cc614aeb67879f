#pragma once

#include <memory>
#include <vector>

#include "adapters/ports/http_client.hpp"
#include "relay/core/people/oidc.hpp"

/// What is asked of an identity provider over HTTPS. Blocking: never on an I/O thread or the store's.
namespace carerelay::core {

/// A provider as it was last seen. Never changed once it is shared.
struct known_provider {
  provider_document document;
  std::vector<protocol::jws_key> keys;
  instant fetched_at{}, keys_fetched_at{};
};

/// Where it is kept between questions. Any thread.
class provider_shelf {
 public:
  virtual ~provider_shelf() = default;
  [[nodiscard]] virtual std::shared_ptr<known_provider const> get() = 0;  ///< nullptr before the first `put`
  virtual void put(std::shared_ptr<known_provider const> what) = 0;
};

using provider_ptr = std::shared_ptr<known_provider const>;

/// From the shelf while it is younger than `rules.keys_age`, else fetched: provider_away, provider_document.
[[nodiscard]] sign_in_result<provider_ptr> find_provider(ports::http_client& outside, provider_shelf& shelf,
                                                         oidc_rules const& rules, instant now);

/// Spends the code and judges the token that comes for it. A `kid` nobody knows has the keys fetched again, once, and
/// not when that was done a moment ago.
[[nodiscard]] sign_in_result<known_person> redeem(ports::http_client& outside, provider_shelf& shelf,
                                                  oidc_rules const& rules, sign_in_answer const& came,
                                                  accepted_code const& with, instant now);

/// Judges what the provider says of sessions that it has ended; keys as `redeem` finds them.
[[nodiscard]] sign_in_result<logout_notice> hear_logout(ports::http_client& outside, provider_shelf& shelf,
                                                        oidc_rules const& rules, std::string_view token, instant now);

}  // namespace carerelay::core
