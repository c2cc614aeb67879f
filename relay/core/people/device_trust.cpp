#include "relay/core/people/device_trust.hpp"

#include <algorithm>

#include "protocol/crypto/base64.hpp"
#include "protocol/seal/recovery.hpp"
#include "protocol/seal/words.hpp"
#include "relay/core/record/security_events.hpp"

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

/// Whether the device that hands the list in has signed, with the key it signs everything with, for the sealing key
/// that the list names instead of `old`.
bool is_new_key_of_own(home_caller const& from, handed_list const& what, seal::listed_device const& one,
                       p256_public_key const& old) {
  if (!what.new_key || one.id != from.device.id || one.sealing == one.key) return false;
  return one.key.verify(seal::new_key_text(what.list.what.home, one.id, old, one.sealing), *what.new_key);
}

/// The register's own word about every device on the list.
bool is_of_home(ports::store_reader& store, home_caller const& from, handed_list const& what) {
  auto const& list = what.list.what;
  return std::all_of(list.devices.begin(), list.devices.end(), [&](seal::listed_device const& one) {
    auto const device = store.device(one.id);
    auto const sealing = device ? store.device_seal(device->number) : std::nullopt;
    if (!sealing || device->home != from.home.number || device->revoked_at || key_of(device->key) != one.key)
      return false;
    auto const known = key_of(sealing->key);
    return one.sealing == known || is_new_key_of_own(from, what, one, known);
  });
}

/// Begins a chain: nothing but the telephone call vouches for it, so only the device that was called, and only since.
bool may_begin(ports::store_reader& store, home_caller const& from, seal::device_list const& list,
               std::optional<ports::home_list_row> const& newest) {
  auto const own = store.device_seal(from.device.number);
  bool const is_confirmed = own && own->confirmed_at && (!newest || *own->confirmed_at > newest->stored_at);
  return is_confirmed && list.devices.size() == 1 && list.devices.front().id == from.device.id;
}

std::optional<seal::signed_list> parsed(std::optional<ports::home_list_row> const& row) {
  return row ? std::optional(seal::parse_list(row->text).value()) : std::nullopt;
}

bool may_come(ports::store_reader& store, home_caller const& from, handed_list const& what,
              std::optional<ports::home_list_row> const& newest) {
  auto const& next = what.list;
  if (!is_of_home(store, from, what)) return false;
  auto const before = parsed(newest);
  if (!before && next.what.home != from.home.record.id) return false;  // each later one says the same as the first
  // A new key is for a device that results are sealed for already.
  if (what.new_key) return before && is_on(before->what, from.device.id) && seal::follows(&*before, next);
  if (before && seal::follows(&*before, next)) return true;
  return seal::begins(before ? &*before : nullptr, next) && may_begin(store, from, next.what, newest);
}

/// What the log says of a new list: the list itself by its hash, a new identity key, and each device that is new on it.
void log_list(ports::store_writer& store, home_caller const& from, seal::signed_list const& next,
              std::optional<seal::signed_list> const& before, instant now, std::vector<event>& told) {
  auto const about = [&](evidence::event_type type) {
    evidence::event said{type, now};
    said.home = from.home.record.id;
    said.device = from.device.id;
    return said;
  };
  auto const key = protocol::crypto::to_base64url(next.what.identity.thumbprint());
  if (!before || before->what.identity != next.what.identity) {
    auto said = about(evidence::event_type::identity_key_set);
    bool const is_signed_by_the_old = before && seal::follows(&*before, next);
    said.more = {{"signed_by_the_old", is_signed_by_the_old}, {"thumbprint", key}};
    note(store, said, before && !is_signed_by_the_old, told);  // a home that begins anew: somebody should look
  }
  auto said = about(evidence::event_type::device_list_signed);
  said.more = {{"devices", next.what.devices.size()},
               {"list", protocol::crypto::to_base64url(next.sum)},
               {"thumbprint", key},
               {"version", next.what.version}};
  store.log_event(said);
}

/// From now on results are sealed for the new key; the home's key that waited, locked for the old one, was fetched.
void take_new_key(ports::store_writer& store, home_caller const& from, handed_list const& what, instant now) {
  auto row = store.device_seal(from.device.number).value();
  auto const& devices = what.list.what.devices;
  auto const own =
      std::find_if(devices.begin(), devices.end(), [&](auto const& one) { return one.id == from.device.id; });
  evidence::event said{evidence::event_type::sealing_key_changed, now};
  said.home = what.list.what.home;  // as it is signed
  said.device = from.device.id;
  said.more = {{"before", protocol::crypto::to_base64url(key_of(row.key).thumbprint())},
               {"signature", protocol::crypto::to_base64url(*what.new_key)},
               {"thumbprint", protocol::crypto::to_base64url(own->sealing.thumbprint())}};
  store.log_event(said);
  std::copy(own->sealing.point().begin() + 1, own->sealing.point().end(), row.key.begin());
  row.keys.clear();
  store.put_device_seal(row);
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
                                               handed_list const& what, instant now, std::vector<event>& told) {
  auto const newest = store.newest_home_list(from.home.number);
  if (newest && newest->text == what.list.text) return newest->version;
  if (!may_come(store, from, what, newest)) return make_error_code(errc::list_refused);
  store.add_home_list({from.home.number, what.list.what.version, what.list.text, now});
  log_list(store, from, what.list, parsed(newest), now, told);
  auto const own = store.device_seal(from.device.number);
  auto const& devices = what.list.what.devices;
  bool const has_new_key = what.new_key && std::any_of(devices.begin(), devices.end(), [&](auto const& one) {
                             return one.id == from.device.id && one.sealing != key_of(own->key);
                           });
  if (has_new_key) take_new_key(store, from, what, now);
  settle_trust(store, from.home, what, now);
  return what.list.what.version;
}

boost::system::result<void> note_recovery(ports::store_writer& store, home_caller const& from,
                                          std::string_view statement, instant now, std::vector<event>& told) {
  auto const read = seal::parse_recovery(statement);
  bool const is_now = read && read->what.at >= now - clock_slack && read->what.at <= now + clock_slack;
  if (!is_now || read->what.device != from.device.id) return make_error_code(errc::signature_invalid);
  std::uint64_t after = 0;
  bool is_ours = false, is_current = false;
  for (;;) {
    auto const rows = store.home_lists(from.home.number, after, 100);
    if (rows.empty()) break;
    for (auto const& row : rows) {
      auto const list = seal::parse_list(row.text).value();
      is_current = list.what.home == read->what.home && seal::is_signed_by(read->read, list.what.identity);
      is_ours = is_ours || is_current;
    }
    after = rows.back().version;
  }
  if (!is_ours) return make_error_code(errc::signature_invalid);
  evidence::event said{evidence::event_type::recovery_used, now};
  said.home = from.home.record.id;
  said.device = from.device.id;
  said.more = {{"of_the_newest_sheet", is_current}, {"statement", statement}};
  note(store, said, true, told);
  return {};
}

awaited awaited_by(ports::store_reader& store, ports::device_row const& device,
                   std::optional<ports::device_seal_row> const& seal) {
  if (!seal || device.revoked_at || seal->trust == ports::device_trust::sealed) return awaited::nothing;
  if (seal->confirmed_at) return awaited::list;
  auto const devices = store.devices(device.home);
  bool const may_be_vouched_for = std::any_of(devices.begin(), devices.end(), [&](ports::device_row const& one) {
    auto const other = one.revoked_at ? std::nullopt : store.device_seal(one.number);
    return other && other->trust == ports::device_trust::sealed;
  });
  return may_be_vouched_for ? awaited::list : awaited::words;
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
