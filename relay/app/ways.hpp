#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/curl/https_proxy.hpp"
#include "adapters/ports/callback.hpp"
#include "adapters/ports/clock.hpp"
#include "config/settings.hpp"
#include "relay/core/ways/outbox.hpp"
#include "relay/io/desk/outbox_lane.hpp"

/// The ways beside the stream, made of their adapters as the settings say.
namespace carerelay::app {

/// What is wrong with files that the channels' settings name, a sentence each; nothing is sent or connected to.
[[nodiscard]] std::vector<std::string> faults_of_channels(config::settings const& all);

/// The channels there are; none when none is configured. Throws std::runtime_error with a sentence.
[[nodiscard]] core::outbox_rules rules_of_channels(config::settings const& all);

/// What the shell needs of them. `rules` must outlive what is made; `secret` makes names that
/// stay; `delivery_keys` (core::keep_delivery_keys) sign deliveries.
[[nodiscard]] std::vector<io::way_out> ways_of(config::settings const& all, core::outbox_rules const& rules,
                                               std::string const& secret, std::string const& delivery_keys);

/// Who understands what services call us for, by channel. Throws std::runtime_error with a sentence.
using callback_readers = std::map<std::string, std::shared_ptr<ports::callback_reader const>, std::less<>>;
[[nodiscard]] callback_readers callbacks_of(config::settings const& all, core::outbox_rules const& rules,
                                            std::string const& secret);

/// Tries a channel by itself: signs in, and sends a harmless mail when `to` is given. Tells each step to `say`; false
/// when something did not work.
[[nodiscard]] bool try_channel(config::settings const& all, std::string const& name, std::string const& to,
                               protocol::instant now, std::function<void(std::string const&)> const& say);

/// By which all that the relay asks over HTTPS leaves; none when none is configured.
[[nodiscard]] curl::https_proxy proxy_of(config::settings const& all);

/// See ways/way_maker.hpp.
[[nodiscard]] bool look_after_group(config::settings const& all, std::string const& title, std::string const& room,
                                    std::function<void(std::string const&)> const& say);

}  // namespace carerelay::app
