#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/ports/store.hpp"
#include "protocol/seal/device_list.hpp"
#include "relay/core/people/identity.hpp"
#include "relay/core/record/event.hpp"

/// The second trust step of a device, as far as the relay has a say: it looks after order and freshness of a home's
/// lists. Who may read results is the home's own word, which the relay cannot write.
namespace carerelay::core {

[[nodiscard]] protocol::crypto::p256_public_key key_of(ports::public_point const& point);
/// The eight words of a device; "" when it has no key to seal for.
[[nodiscard]] std::string words_of(protocol::home_id const& home, ports::device_row const& device,
                                   std::optional<ports::device_seal_row> const& seal);

/// An administrator has had the words read back by telephone. errc::not_found when the device has no sealing key,
/// device_revoked, words_differ. `by` is who, for the log.
[[nodiscard]] boost::system::result<void> confirm_device(ports::store_writer& store, ports::home_row const& home,
                                                         ports::device_row const& device, std::string_view typed,
                                                         std::string_view by, instant now);

/// A list as a device of the home hands it in, with the home's identity key locked for devices that are new on it.
struct handed_list {
  protocol::seal::signed_list list;
  std::vector<std::pair<protocol::device_id, std::string>> keys;
  /// The list names another sealing key for the device that hands it in, which says so with its own key
  /// (seal::new_key_text).
  std::optional<protocol::crypto::p256_signature> new_key{};
};
/// Stores the list and what follows from it for each device's trust. Refused with errc::list_refused unless
/// - it follows the newest one; or it begins a chain (the first, or anew after everything was lost), and then the
/// device
///   that hands it in was confirmed since, and is alone on it;
/// - every device on it is a live one of this home, with the keys the register has; the device that hands it in may
/// have
///   signed for a new sealing key of its own, when the list follows one that it was on.
/// Gives its version. The same list again changes nothing. `told`: what is to be told after the commit.
[[nodiscard]] boost::system::result<std::uint64_t> take_list(ports::store_writer& store, home_caller const& from,
                                                             handed_list const& what, instant now,
                                                             std::vector<event>& told);

/// The device says that it read the home's recovery sheet (seal::sign_recovery): logged, and an alarm. Refused with
/// errc::signature_invalid unless it says so of itself and now, signed by an identity key that a list of the home has
/// named.
[[nodiscard]] boost::system::result<void> note_recovery(ports::store_writer& store, home_caller const& from,
                                                        std::string_view statement, instant now,
                                                        std::vector<event>& told);

/// What a device waits for before results are sealed for it: that its eight words are read back to an administrator, or
/// that a device of the home names it on the list (for the first, that is itself). Nothing when it is sealed for,
/// ended, or has no key to seal for.
enum class awaited : std::uint8_t { nothing, words, list };
[[nodiscard]] awaited awaited_by(ports::store_reader& store, ports::device_row const& device,
                                 std::optional<ports::device_seal_row> const& seal);

/// The devices of a home that are revoked.
[[nodiscard]] std::vector<protocol::device_id> revoked_devices(ports::store_reader& store, ports::home_number home);

/// Whether a device that has no connection of its own may have a token: it signs the lines `carerelay.v1 token`, home,
/// device, at. Within two minutes of `now` either way.
[[nodiscard]] bool is_token_proof(ports::home_row const& home, ports::device_row const& device, std::string_view at,
                                  protocol::crypto::p256_signature const& signature, instant now);
[[nodiscard]] std::string token_proof_text(protocol::home_id const& home, protocol::device_id device,
                                           std::string_view at);

}  // namespace carerelay::core
