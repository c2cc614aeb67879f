#include <algorithm>

#include "protocol/seal/words.hpp"
#include "relay/cli/commands.hpp"
#include "relay/cli/device_folder.hpp"

/// The trust of a home's own devices, on the device.
namespace carerelay::cli {

namespace seal = protocol::seal;
namespace crypto = protocol::crypto;

namespace {

/// The folder, a door with its token, and where the home stands.
struct at_home {
  device_folder folder;
  std::unique_ptr<door> relay;
  home_standing standing;

  at_home(device_options const& what, world& with) : at_home(load_device(what.folder, with), what.ca_file, with) {}
  at_home(device_folder in, std::string const& ca_file, world& with)
      : folder(std::move(in)),
        relay(device_door(folder, ca_file, with)),
        standing(ask_standing(*relay, folder.device, kept_list(folder, with))) {
    for (auto const& one : live()) {
      if (one.id == folder.device.who.device) settle_sealing(folder, one.sealing, with);
    }
  }

  [[nodiscard]] seal::listed_device own() const {
    auto const& device = folder.device;
    return {device.who.device, device.key.public_key(), device.sealing.public_key()};
  }
  /// The devices of the newest list that are not revoked.
  [[nodiscard]] std::vector<seal::listed_device> live() const {
    std::vector<seal::listed_device> out;
    if (!standing.newest) return out;
    for (auto const& one : standing.newest->what.devices) {
      bool const is_revoked =
          std::find(standing.revoked.begin(), standing.revoked.end(), one.id) != standing.revoked.end();
      if (!is_revoked) out.push_back(one);
    }
    return out;
  }
  void take(seal::signed_list list, world& with) {
    keep_list(folder, list, with);
    standing.newest = std::move(list);
  }
};

void print_sheet(seal::recovery_seed const& seed, home_device const& device, world& with) {
  with.out << "\nRECOVERY SHEET of home " << device.who.home.text()
           << "\n\nWrite it down or print it now; it is not shown again and is kept nowhere. Whoever has it reads the\n"
              "home's results. With it they can be opened when every device is lost:\n"
              "  carerelay device recover --sheet FILE\n\n"
           << seal::sheet_text(seed) << '\n';
}

/// The home's identity key, which a trusted device holds or can fetch.
crypto::p256_private_key identity_of(at_home& home, world& with) {
  auto& device = home.folder.device;
  bool const is_current =
      device.identity && home.standing.newest && device.identity->public_key() == home.standing.newest->what.identity;
  if (is_current) return *device.identity;
  auto const fetched = home.standing.is_listed(device.who.device) ? fetch_identity(*home.relay, device) : std::nullopt;
  if (!fetched || fetched->public_key() != home.standing.newest->what.identity)
    throw refusal(
        "this device does not hold the home's key: make it a trusted one first, with `carerelay device trust`");
  keep_identity(home.folder, *fetched, with);
  return *fetched;
}

int found(at_home& home, world& with) {
  auto& device = home.folder.device;
  auto const seed = seal::make_seed();
  auto list = [&] {
    try {
      return found_home(*home.relay, device, home.standing, seed, with.clock.now());
    } catch (refusal const&) {
      throw refusal(
          "nobody has confirmed this device yet. Ring your relay's administrator and read these words out:\n\n  " +
          words_of(device) + "\n\n  device " + device.who.device.text() +
          "\n\nWhen they are confirmed, run this again.");
    }
  }();
  keep_identity(home.folder, *device.identity, with);
  home.take(std::move(list), with);
  with.out << "Results can now be sealed for this device. The home's own words, for senders who ring: "
           << seal::home_words(home.standing.newest->what) << '\n';
  print_sheet(seed, device, with);
  return done;
}

/// Signs a list of `devices`, without a change of keys, and hands it in.
void sign_next(at_home& home, std::vector<seal::listed_device> devices, crypto::p256_private_key const& identity,
               world& with) {
  list_wish const wish{std::move(devices), identity.public_key(), home.standing.newest->what.recovery};
  auto list = next_list(home.standing, home.folder.device, wish, identity, with.clock.now());
  hand_in(*home.relay, home.folder.device, list, identity, wish.devices);
  home.take(std::move(list), with);
}

seal::listed_device find_device(at_home& home, std::string const& id) {
  door_request ask;
  ask.path = "/v1/homes/" + percent_encoded(home.folder.device.who.home.text());
  auto const answer = expect_json(home.relay->ask(ask));
  for (auto const& one : list_of(answer, "devices")) {
    auto const device = protocol::device_id::parse(text_of(one, "id"));
    auto const* const key = one.find("public_key");
    auto const* const sealing = one.find("sealing_key");
    if (text_of(one, "id") != id || !device || !key || !sealing || !text_of(one, "revoked_at").empty()) continue;
    return {*device, crypto::p256_public_key::from_jwk(*key).value(),
            crypto::p256_public_key::from_jwk(*sealing).value()};
  }
  throw refusal("this home has no live device " + id + " that results could be sealed for");
}

}  // namespace

void refresh_trust(device_folder in, std::string const& ca_file, world& with) {
  at_home home(std::move(in), ca_file, with);
  if (!home.standing.is_listed(home.folder.device.who.device)) return;
  keep_list(home.folder, *home.standing.newest, with);
  auto const identity = identity_of(home, with);
  auto live = home.live();
  bool const is_shorter = live.size() < home.standing.newest->what.devices.size();
  if (is_shorter && !live.empty()) sign_next(home, std::move(live), identity, with);
}

int device_words(device_options const& what, world& with) {
  auto const folder = load_device(what.folder, with);
  with.out << "device " << folder.device.who.device.text() << " of home " << folder.device.who.home.text() << '\n'
           << words_of(folder.device) << '\n';
  return done;
}

int device_home_words(device_options const& what, world& with) {
  at_home const home(what, with);
  if (!home.standing.newest) throw refusal("this home has no trusted device yet");
  with.out << seal::home_words(home.standing.newest->what) << '\n';
  return done;
}

int device_trust(device_options const& what, world& with) {
  at_home home(what, with);
  auto const& device = home.folder.device;
  if (home.standing.newest) keep_list(home.folder, *home.standing.newest, with);
  if (home.standing.is_listed(device.who.device)) {
    auto const identity = identity_of(home, with);
    auto const live = home.live();
    if (live.size() < home.standing.newest->what.devices.size()) sign_next(home, live, identity, with);
    with.out << "Results are sealed for this device and " << live.size() - 1 << " more of this home.\n";
    return done;
  }
  if (home.live().empty() || !what.words.empty()) return found(home, with);
  throw refusal("results of this home are sealed for other devices. On one of them run\n  carerelay device approve " +
                device.who.device.text() + " --words \"" + words_of(device) +
                "\"\nor, when all of them are lost, here:  carerelay device recover --sheet FILE");
}

int device_approve(device_options const& what, world& with) {
  at_home home(what, with);
  auto const identity = identity_of(home, with);
  auto const other = find_device(home, what.device);
  auto const words = seal::device_words(home.folder.device.who.home, other.id, other.key, other.sealing);
  if (!seal::is_same_words(what.words, words))
    throw refusal("these are not the words of that device: read them from its own screen (carerelay device words)");
  auto devices = home.live();
  std::erase_if(devices, [&](auto const& one) { return one.id == other.id; });
  devices.push_back(other);
  sign_next(home, std::move(devices), identity, with);
  with.out << "Approved. Results are sealed for it from now on; on it, run: carerelay device trust\n";
  return done;
}

int device_recover(device_options const& what, world& with) {
  at_home home(what, with);
  auto const seed = seal::parse_sheet(with.read_file(what.sheet));
  if (!seed)
    throw refusal(seed.error() == protocol::errc::out_of_range
                      ? "a line of the sheet does not agree with its last character: look again"
                      : "a sheet has four lines of nine characters");
  if (!home.standing.newest) throw refusal("nothing was ever sealed for this home");
  auto const& home_id = home.standing.newest->what.home;
  auto const keys = seal::keys_of(*seed, home_id);
  // First told, then used: whoever looks after the home should know that the sheet left its drawer.
  tell_recovery(*home.relay, home.folder.device, home_id, keys.identity, with.clock.now());
  keep_recovered(home.folder, keys.recovery, with);
  with.out << "What was sealed while this sheet was the home's can be read here: carerelay listen\n";
  if (keys.identity.public_key() != home.standing.newest->what.identity) {
    with.out << "The home's key has changed since the sheet was made: for new results this device must be approved by "
                "another one.\n";
    return done;
  }
  keep_identity(home.folder, keys.identity, with);
  auto devices = home.live();
  std::erase_if(devices, [&](auto const& one) { return one.id == home.folder.device.who.device; });
  devices.push_back(home.own());
  sign_next(home, std::move(devices), keys.identity, with);
  with.out << "New results are sealed for this device too. Have lost devices revoked, then make a new sheet: carerelay "
              "device rotate\n";
  return done;
}

int device_rotate(device_options const& what, world& with) {
  at_home home(what, with);
  auto const old = identity_of(home, with);
  auto const seed = seal::make_seed();
  auto const keys = seal::keys_of(seed, home.standing.newest->what.home);
  list_wish const wish{home.live(), keys.identity.public_key(), keys.recovery.public_key()};
  auto list = next_list(home.standing, home.folder.device, wish, old, with.clock.now());
  hand_in(*home.relay, home.folder.device, list, keys.identity, wish.devices);
  keep_identity(home.folder, keys.identity, with);
  home.take(std::move(list), with);
  with.out
      << "The home has new keys, signed by the old. The old sheet opens what was sealed until now, the new one what "
         "is sealed from now on: keep both.\n";
  print_sheet(seed, home.folder.device, with);
  return done;
}

int device_renew(device_options const& what, world& with) {
  at_home home(what, with);
  auto const identity = identity_of(home, with);
  auto const next = next_sealing(home.folder, with);
  list_wish wish{home.live(), identity.public_key(), home.standing.newest->what.recovery};
  auto const own = std::find_if(wish.devices.begin(), wish.devices.end(),
                                [&](auto const& one) { return one.id == home.folder.device.who.device; });
  if (own == wish.devices.end()) throw refusal("results are not sealed for this device: make it a trusted one first");
  own->sealing = next.public_key();
  auto list = next_list(home.standing, home.folder.device, wish, identity, with.clock.now());
  hand_in(*home.relay, home.folder.device, list, identity, wish.devices, next.public_key());
  home.take(std::move(list), with);
  settle_sealing(home.folder, next.public_key(), with);
  with.out
      << "Results are sealed for this device's new key from now on. The key before is kept and opens what was sealed "
         "for it, until you run: carerelay device forget\n";
  return done;
}

int device_forget(device_options const& what, world& with) {
  auto folder = load_device(what.folder, with);
  int const gone = forget_sealing(folder);
  with.out << (gone == 0 ? "This device holds no earlier key.\n"
                         : "Forgotten: results sealed for this device's earlier keys no longer open on it.\n");
  return done;
}

}  // namespace carerelay::cli
