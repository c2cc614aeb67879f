#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocol/message/message.hpp"
#include "protocol/message/result.hpp"
#include "protocol/seal/device_list.hpp"
#include "protocol/seal/open.hpp"
#include "protocol/seal/sheet.hpp"
#include "relay/cli/door.hpp"
#include "relay/core/stream/home_agent.hpp"

/// The home's end of sealed results: its device list, its keys, and opening. Values and a door; files are elsewhere.
namespace carerelay::cli {

/// One device of a home with the keys it holds.
struct home_device {
  core::agent_identity who;
  protocol::crypto::p256_private_key key;      ///< signs
  protocol::crypto::p256_private_key sealing;  ///< opens
  std::optional<protocol::crypto::p256_private_key>
      identity;  ///< the home's: signs lists; devices that are trusted hold it
  /// Those it opened with before, and one that it made and may not have told the home yet: they still open.
  std::vector<protocol::crypto::p256_private_key> earlier;
  std::vector<protocol::crypto::p256_private_key> recovered;  ///< of sheets: open what was sealed before this device
};

[[nodiscard]] std::string words_of(home_device const& device);

/// A short token for the device's own calls; `relay` needs none. Throws refusal.
[[nodiscard]] std::string ask_token(door& relay, home_device const& device, protocol::instant now);

/// Where the home stands, as the relay tells it and the chain proves it.
struct home_standing {
  std::optional<protocol::seal::signed_list> newest;
  std::vector<protocol::device_id> revoked;
  [[nodiscard]] bool is_listed(protocol::device_id id) const;
};
/// `relay` asks with the device's token. `pinned`: the newest list this device knows, "" at first. Throws refusal when
/// the chain does not hold.
[[nodiscard]] home_standing ask_standing(door& relay, home_device const& device, std::string const& pinned);

/// A new list by `signer`, after the newest, of these devices. `keys`: whose home keys it names from now on.
struct list_wish {
  std::vector<protocol::seal::listed_device> devices;
  protocol::crypto::p256_public_key identity;
  protocol::crypto::p256_public_key recovery;
};
[[nodiscard]] protocol::seal::signed_list next_list(home_standing const& now, home_device const& device,
                                                    list_wish const& wish,
                                                    protocol::crypto::p256_private_key const& signer,
                                                    protocol::instant made_at);
/// Hands it in, with `identity` locked for each device of `also`. `new_sealing_key`: when the list names one for this
/// device. Throws refusal.
void hand_in(door& relay, home_device const& device, protocol::seal::signed_list const& list,
             protocol::crypto::p256_private_key const& identity, std::vector<protocol::seal::listed_device> const& also,
             std::optional<protocol::crypto::p256_public_key> const& new_sealing_key = {});

/// Tells the relay that this device read the home's recovery sheet, in the words of the sheet's own key. Throws refusal
/// when the sheet is not one of this home.
void tell_recovery(door& relay, home_device const& device, protocol::home_id const& home,
                   protocol::crypto::p256_private_key const& identity, protocol::instant at);

/// Makes the home's first list, of this device alone; its words must have been confirmed. Throws refusal.
protocol::seal::signed_list found_home(door& relay, home_device& device, home_standing const& now,
                                       protocol::seal::recovery_seed const& seed, protocol::instant at);

/// The home's identity key that waits for this device at the relay; none when there is none.
[[nodiscard]] std::optional<protocol::crypto::p256_private_key> fetch_identity(door& relay, home_device const& device);

/// What a result says, and by whose key.
struct opened_result {
  protocol::result_content content;
  protocol::crypto::p256_public_key sender;
  protocol::instant sealed_at{};
};
/// errc::not_found when none of the device's keys is a recipient, seal_broken when it is not what its sender sealed.
[[nodiscard]] boost::system::result<opened_result> open_result(protocol::message const& what,
                                                               home_device const& device);

}  // namespace carerelay::cli
