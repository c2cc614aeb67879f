#pragma once

#include <boost/system/result.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/crypto/p256.hpp"
#include "protocol/ids.hpp"
#include "protocol/instant.hpp"
#include "protocol/seal/jws.hpp"

/// Whom results of a home may be sealed for: a list that the home signs itself, so that nobody who only carries it, the
/// relay above all, can add a reader. Lists are a chain. Version 1 is signed by the identity key it names; each later
/// one by the identity key that the one before names, and holds that one's SHA-256. A list that names another identity
/// key is how a home changes it: signed by the old key.
namespace carerelay::protocol::seal {

inline constexpr std::string_view list_type = "carerelay.devices.v1";
inline constexpr std::size_t list_bytes = 16 * 1024;  ///< at most, as compact JWS

struct listed_device {
  device_id id{};
  crypto::p256_public_key key;      ///< signs what the device says
  crypto::p256_public_key sealing;  ///< what results are sealed for
};

struct device_list {
  home_id home{};
  std::uint64_t version = 1;
  std::optional<crypto::sha256_digest> previous{};  ///< of the list before; none for version 1
  instant made_at{};
  crypto::p256_public_key identity;      ///< signs the next list
  crypto::p256_public_key recovery;      ///< results are sealed for it too: the printed sheet opens them
  std::vector<listed_device> devices{};  ///< 1 to 20, none twice
};

/// As it travels, with what of it is proved in itself: its form. Whether it may be believed is `follows`.
struct signed_list {
  device_list what;
  std::string text{};  ///< compact JWS
  crypto::sha256_digest sum{};
  jws read{};
};

[[nodiscard]] signed_list sign_list(device_list const& what, crypto::p256_private_key const& by);

/// errc::list_refused unless it is a list of this form.
[[nodiscard]] boost::system::result<signed_list> parse_list(std::string_view text);

/// Whether `next` comes right after `before`, signed by the key that `before` names; with no `before`, whether it is
/// the first list of a home.
[[nodiscard]] bool follows(signed_list const* before, signed_list const& next);

/// Whether `next` begins a chain: signed by the identity key it names itself; the first list of a home, or, with
/// `before`, the one by which a home that lost every device and its sheet begins anew in the place after it. Believe
/// the second only when a person has heard the home's eight words.
[[nodiscard]] bool begins(signed_list const* before, signed_list const& next);

/// What may be believed after reading on from `pinned` (none: from the first list).
struct believed {
  enum class verdict : std::uint8_t {
    good,
    nothing,      ///< the home has no list
    begins_anew,  ///< the home's identity key is another one, and the old one did not say so
    broken        ///< a list that does not follow: somebody on the way is lying, or mistaken
  };
  believed::verdict how = verdict::nothing;
  std::optional<signed_list> newest{};  ///< the last that may be believed; when `begins_anew`, the one that does
};
/// `heard`: the eight words of the home's identity key as a person heard them from the home, "" when nobody did. With
/// them a list that begins anew is good too, and a first one that is not theirs is not.
[[nodiscard]] believed read_on(std::optional<signed_list> const& pinned, std::vector<std::string> const& lists,
                               std::string_view heard);
/// The eight words of a home's identity key.
[[nodiscard]] std::string home_words(device_list const& what);

/// What a device signs with its own key to have results sealed for another one: the lines `carerelay.v1 sealing-key`,
/// home, device, thumbprint of the old key, thumbprint of the new one.
[[nodiscard]] std::string new_key_text(home_id const& home, device_id device, crypto::p256_public_key const& old,
                                       crypto::p256_public_key const& next);

/// The keys to seal for: each device of the list that is not in `revoked`, then the recovery key. Without one live
/// device it is empty: what only a sheet of paper could open is not sent.
[[nodiscard]] std::vector<crypto::p256_public_key> recipients_of(device_list const& what,
                                                                 std::vector<device_id> const& revoked);

}  // namespace carerelay::protocol::seal
