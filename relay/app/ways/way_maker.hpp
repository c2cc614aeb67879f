#pragma once

#include <functional>
#include <string>
#include <vector>

#include "adapters/curl/web_sender.hpp"
#include "adapters/ports/callback.hpp"
#include "config/settings.hpp"
#include "relay/core/ways/outbox.hpp"
#include "relay/io/desk/outbox_lane.hpp"

/// One sort of way beside the stream: made of its adapter as its part of the settings says. A new sort is a file here
/// and a line in ways.cpp.
namespace carerelay::app {

using say_line = std::function<void(std::string const&)>;
/// Tells what is wrong with a file that a setting names.
using fault_teller = std::function<void(std::string_view key, std::string const& what)>;

class way_maker {
 public:
  virtual ~way_maker() = default;
  /// Whether its channels are what rooms of this kind are.
  [[nodiscard]] virtual bool is_for_rooms(std::string_view) const { return false; }
  /// What is wrong with the files its settings name; nothing is sent or connected to.
  virtual void look(config::settings const& all, fault_teller const& tell) const = 0;
  /// Its channels; none when none is configured. Throws std::runtime_error with a sentence.
  [[nodiscard]] virtual std::vector<core::channel_rules> channels(config::settings const& all) const = 0;
  /// Whether `open` is given the keys of deliveries (core::keys_in), which change now and then, in place of a secret
  /// that stays.
  [[nodiscard]] virtual bool wants_delivery_keys() const { return false; }
  /// What the shell needs of one of them. `rules` must outlive it; `secret` signs the names of deliveries.
  [[nodiscard]] virtual io::way_out open(config::settings const& all, core::channel_rules const& rules,
                                         std::string const& secret) const = 0;
  /// Who understands what its service calls us for; null when nobody calls.
  [[nodiscard]] virtual std::shared_ptr<ports::callback_reader const> callback(config::settings const&,
                                                                               core::channel_rules const&,
                                                                               std::string const&) const {
    return nullptr;
  }
  /// Tries one of them by itself: signs in, and sends something harmless when `to` is given. False when something did
  /// not work.
  [[nodiscard]] virtual bool test(config::settings const& all, core::channel_rules const& rules, std::string const& to,
                                  protocol::instant now, say_line const& say) const = 0;
};

[[nodiscard]] way_maker const& email_ways();
[[nodiscard]] way_maker const& room_ways();
[[nodiscard]] way_maker const& notify_ways();
[[nodiscard]] way_maker const& whatsapp_ways();
[[nodiscard]] way_maker const& xmpp_ways();
[[nodiscard]] way_maker const& matrix_ways();

/// Makes a WhatsApp group of this title, or looks at that of `room`: says its address and invite link, and how many
/// are in it.
[[nodiscard]] bool look_after_group(config::settings const& all, std::string const& title, std::string const& room,
                                    say_line const& say);

// What they share

/// Of a file with a password or token. Throws std::runtime_error with a sentence.
[[nodiscard]] std::string first_line(std::string const& file);
/// Tells of a file that cannot be read or is empty; "" is no file.
void look_at_file(std::string_view key, std::string const& file, fault_teller const& tell);
/// "https://relay.example": where people sign in.
[[nodiscard]] std::string public_url(config::settings const& all);
/// Hosts that links in a message may lead to, our own among them.
[[nodiscard]] std::vector<std::string> known_hosts(config::settings const& all);
[[nodiscard]] std::string in_words(ports::verdict const& what);
/// Names of deliveries that only who has the secret can make.
[[nodiscard]] ports::delivery_names names_of(std::string const& secret);

/// How posts over HTTPS leave, as the settings have it. `ca_file`: "" for the system's.
[[nodiscard]] curl::web_account egress_of(config::settings const& all, std::string const& ca_file, bool private_address,
                                          std::atomic<bool> const* give_up);

/// What every sort of room has: name, areas, title, its pace. Its kind, adapter and way are for who makes it.
[[nodiscard]] core::channel_rules rules_of_room(config::settings const& all, config::room_settings const& room);

}  // namespace carerelay::app
