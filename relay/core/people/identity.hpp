#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/ports/random.hpp"
#include "adapters/ports/store.hpp"
#include "protocol/fault.hpp"

/// Who somebody is: enrolment codes, devices, publishers' tokens, homes' short tokens.
namespace carerelay::core {

using protocol::instant;

// Enrolment. A code is 50 random bits, good for one home and one device. What is guessed wrong cannot be found by its
// hash, so a wrong try is counted against the source (admission), and, when the home is named with it, against every
// open code of that home: after five of those they are dead. That can stop an enrolment, never a home's receiving.

struct code_rules {
  std::chrono::milliseconds life = std::chrono::hours(72);
  int tries = 5;
};
struct made_code {
  std::string text;               ///< `ABCDE-FGHJK`: shown once
  ports::enrolment_code_row row;  ///< to be stored
};
[[nodiscard]] made_code make_code(ports::home_number home, instant now, ports::random& random, code_rules const& rules);

struct enrolment {
  std::string code;  ///< as typed
  ports::public_point key{};
  std::optional<ports::public_point> sealing_key{};  ///< none: results can never be sealed for this device
  std::string name;                                  ///< of the device, at most 80 characters
  std::optional<protocol::home_id> home;             ///< when the person said which home it is
};
struct enrolled {
  ports::device_row device;
  ports::home_row home;
};
/// Uses the code up and registers the device. errc::code_invalid (wrong, used, out of date, of another home),
/// code_locked (this was the fifth wrong one, or the code is dead), device_limit. A refusal may have changed the tries
/// left: commit either way.
[[nodiscard]] boost::system::result<enrolled> enrol(ports::store_writer& store, enrolment const& asked, instant now,
                                                    ports::random& random);

// Members' tokens (core/people/actor.hpp finds who has one)

inline constexpr std::string_view member_token_prefix = "crp_";

struct made_token {
  std::string text;           ///< `crp_` and 43 characters: shown once
  protocol::digest hashed{};  ///< what is stored
};
[[nodiscard]] made_token make_member_token(ports::random& random);
[[nodiscard]] protocol::digest hash_of_token(std::string_view token);

// Homes' own HTTP calls

inline constexpr std::string_view home_token_secret = "home_token";
/// Signs the names of deliveries in mail (`delivery_token`).
inline constexpr std::string_view delivery_secret = "delivery";
inline constexpr std::string_view sign_in_secret = "sign_in";  ///< of state cookies and session headers

/// Makes the relay's own secrets when they are not there yet. Called once at start, in a transaction.
void ensure_secrets(ports::store_writer& store, ports::random& random);

/// `crh_`, device, home and expiry, with an HMAC-SHA-256 under `secret`. Good for this home until `expires`, as long as
/// the device is not revoked.
[[nodiscard]] std::string make_home_token(std::string_view secret, ports::home_number home, protocol::device_id device,
                                          instant expires);

struct home_caller {
  ports::home_row home;
  ports::device_row device;
};
/// None when it is forged, out of date, of a revoked device or of a suspended home.
[[nodiscard]] std::optional<home_caller> check_home_token(ports::store_reader& store, std::string_view token,
                                                          instant now);

}  // namespace carerelay::core
