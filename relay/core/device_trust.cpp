#include "relay/core/device_trust.hpp"

#include <algorithm>

#include "protocol/crypto/base64.hpp"
#include "protocol/seal/words.hpp"

namespace carerelay::core {

namespace evidence = protocol::evidence;
namespace seal = protocol::seal;
using protocol::errc;
using protocol::make_error_code;
using protocol::crypto::p256_public_key;

namespace {

constexpr auto clock_slack = std::chrono::minutes(2);

bool is_on(seal::device_list const& list, protocol::device_id id) {
  return std::any_of(list.devices.begin(), list.devices.end(), [&](auto const& one) { return one.id == id; });
}

/// The register's own word about every device on the list.
bool is_of_home(ports::store_reader& store, seal::device_list const& list, ports::home_number home) {
  return std::all_of(list.devices.begin(), list.devices.end(), [&](seal::listed_device const& one) {
    auto const device = store.device(one.id);
    auto const sealing = device ? store.device_seal(device->number) : std::nullopt;
    return sealing && device->home == home && !device->revoked_at && key_of(device->key) == one.key &&
           key_of(sealing->key) == one.sealing;
  });
}

/// Begins a chain: nothing but the telephone call vouches for it, so only the device that was called, and only since.
bool may_begin(ports::store_reader& store, home_caller const& from, seal::device_list const& list,
               std::optional<ports::home_list_row> const& newest) {
  auto const own = store.device_seal(from.device.number);
  bool const is_confirmed = own && own->confirmed_at && (!newest || *own->confirmed_at > newest->stored_at);
  return is_confirmed && list.devices.size() == 1 && list.devices.front().id == from.device.id;
}

bool may_come(ports::store_reader& store, home_caller const& from, seal::signed_list const& next,
              std::optional<ports::home_list_row> const& newest) {
  if (!is_of_home(store, next.what, from.home.number)) return false;
  auto const before = newest ? std::optional(seal::parse_list(newest->text).value()) : std::nullopt;
  bool const is_ours = before ? next.what.home == before->what.home : next.what.home == from.home.record.id;
  if (!is_ours) return false;
  if (before && seal::follows(&*before, next)) return true;
  return seal::begins(before ? &*before : nullptr, next) && may_begin(store, from, next.what, newest);
}

/// What the log says of a new list: the list itself by its hash, a new identity key, and each device that is new on it.
void log_list(ports::store_writer& store, home_caller const& from, seal::signed_list const& next,
              std::optional<ports::home_list_row> const& newest, instant now) {
  auto const about = [&](evidence::event_type type) {
    evidence::event said{type, now};
    said.home = from.home.record.id;
    said.device = from.device.id;
    return said;
  };
  auto const before = newest ? std::optional(seal::parse_list(newest->text).value()) : std::nullopt;
  auto const key = protocol::crypto::to_base64url(next.what.identity.thumbprint());
  if (!before || before->what.identity != next.what.identity) {
    auto said = about(evidence::event_type::identity_key_set);
    said.more = {{"signed_by_the_old", before && seal::follows(&*before, next)}, {"thumbprint", key}};
    store.log_event(said);
  }
  auto said = about(evidence::event_type::device_list_signed);
  said.more = {{"devices", next.what.devices.size()},
               {"list", protocol::crypto::to_base64url(next.sum)},
               {"thumbprint", key},
               {"version", next.what.version}};
  store.log_event(said);
}

void settle_trust(ports::store_writer& store, ports::home_row const& home, handed_list const& what, instant now) {
  for (ports::device_row const& device : store.devices(home.number)) {
    auto row = store.device_seal(device.number);
    if (!row) continue;
    bool const is_sealed = is_on(what.list.what, device.id);
    if (is_sealed && row->trust == ports::device_trust::bulletins) {
      evidence::event said{evidence::event_type::device_trusted, now};
      said.home = home.record.id;
      said.device = device.id;
      store.log_event(said);
    }
    row->trust = is_sealed ? ports::device_trust::sealed : ports::device_trust::bulletins;
    auto const keys =
        std::find_if(what.keys.begin(), what.keys.end(), [&](auto const& k) { return k.first == device.id; });
    if (keys != what.keys.end()) row->keys = keys->second;
    if (!is_sealed) row->keys.clear();
    store.put_device_seal(*row);
  }
}

}  // namespace

p256_public_key key_of(ports::public_point const& point) {
  std::array<std::uint8_t, 65> bytes{0x04};
  std::copy(point.begin(), point.end(), bytes.begin() + 1);
  return p256_public_key::from_point(bytes).value();
}

std::string words_of(protocol::home_id const& home, ports::device_row const& device,
                     std::optional<ports::device_seal_row> const& seal) {
  return seal ? protocol::seal::device_words(home, device.id, key_of(device.key), key_of(seal->key)) : std::string();
}

boost::system::result<void> confirm_device(ports::store_writer& store, ports::home_row const& home,
                                           ports::device_row const& device, std::string_view typed, std::string_view by,
                                           instant now) {
  auto row = store.device_seal(device.number);
  if (!row) return make_error_code(errc::not_found);
  if (device.revoked_at) return make_error_code(errc::device_revoked);
  if (!seal::is_same_words(typed, words_of(home.record.id, device, row))) return make_error_code(errc::words_differ);
  row->confirmed_at = now;
  store.put_device_seal(*row);
  evidence::event said{evidence::event_type::device_confirmed, now, std::string(by)};
  said.home = home.record.id;
  said.device = device.id;
  store.log_event(said);
  return {};
}

boost::system::result<std::uint64_t> take_list(ports::store_writer& store, home_caller const& from,
                                               handed_list const& what, instant now) {
  auto const newest = store.newest_home_list(from.home.number);
  if (newest && newest->text == what.list.text) return newest->version;
  if (!may_come(store, from, what.list, newest)) return make_error_code(errc::list_refused);
  store.add_home_list({from.home.number, what.list.what.version, what.list.text, now});
  log_list(store, from, what.list, newest, now);
  settle_trust(store, from.home, what, now);
  return what.list.what.version;
}

std::vector<protocol::device_id> revoked_devices(ports::store_reader& store, ports::home_number home) {
  std::vector<protocol::device_id> out;
  for (ports::device_row const& device : store.devices(home)) {
    if (device.revoked_at) out.push_back(device.id);
  }
  return out;
}

std::string token_proof_text(protocol::home_id const& home, protocol::device_id device, std::string_view at) {
  return "carerelay.v1 token\n" + home.text() + '\n' + device.text() + '\n' + std::string(at);
}

bool is_token_proof(ports::home_row const& home, ports::device_row const& device, std::string_view at,
                    protocol::crypto::p256_signature const& signature, instant now) {
  auto const when = protocol::parse_instant(at);
  if (!when || device.revoked_at || home.suspended || device.home != home.number) return false;
  if (*when < now - clock_slack || *when > now + clock_slack) return false;
  std::vector<protocol::home_id> ids = home.record.former_ids;  // the device may know its home by an older id
  ids.push_back(home.record.id);
  auto const key = key_of(device.key);
  return std::any_of(ids.begin(), ids.end(), [&](protocol::home_id const& id) {
    return key.verify(token_proof_text(id, device.id, at), signature);
  });
}

}  // namespace carerelay::core
