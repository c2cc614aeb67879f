#include <CLI/CLI.hpp>

#include "relay/cli/program_parts.hpp"

namespace carerelay::cli {

namespace {

using run_device = int (*)(device_options const&, world&);

/// One of the commands on a home's own device; gives its options to add to.
std::pair<CLI::App*, std::shared_ptr<device_options>> add_device(CLI::App& under, char const* name, char const* about,
                                                                 char const* example, run_device run, world& with,
                                                                 chosen& what) {
  auto const how = std::make_shared<device_options>();
  auto& made = command(under, name, about, example);
  made.add_option("--folder", how->folder, "the device's folder, as of listen")->required();
  made.add_option("--ca", how->ca_file, "PEM file of the authority to trust")->envname("CARERELAY_CA");
  made.callback([how, run, &with, &what] { what = [how, run, &with] { return run(*how, with); }; });
  return {&made, how};
}

void add_own(CLI::App& app, world& with, chosen& what) {
  auto& device = *app.add_subcommand("device", "This device of a home: which results are sealed for it.");
  device.require_subcommand(1);
  add_device(device, "words", "Show the eight words of this device, to be read out on the telephone.",
             "carerelay device words --folder ./oak-lodge", device_words, with, what);
  add_device(device, "home-words", "Show the eight words of the home's own key, for senders who ring.",
             "carerelay device home-words --folder ./oak-lodge", device_home_words, with, what);
  auto const [trust, trusted] =
      add_device(device, "trust", "Become a device that results are sealed for, once somebody vouched for it.",
                 "carerelay device trust --folder ./oak-lodge", device_trust, with, what);
  trust->add_flag_callback(
      "--begin-anew", [trusted = trusted] { trusted->words = "begin anew"; },
      "every trusted device and the sheet are lost: give the home a new key");
  auto const [approve, approved] = add_device(
      device, "approve", "Vouch for another device of this home, from a trusted one.",
      "carerelay device approve 4f9a2c1e-... --words \"acorn ...\" --folder ./oak-lodge", device_approve, with, what);
  approve->add_option("DEVICE", approved->device, "id of the other device")->required();
  approve->add_option("--words", approved->words, "the eight words on its screen")->required();
  auto const [recover, recovered] =
      add_device(device, "recover", "Open the home's results with its recovery sheet.",
                 "carerelay device recover --sheet sheet.txt --folder ./new-tablet", device_recover, with, what);
  recover->add_option("--sheet", recovered->sheet, "file with its four lines; - for standard input")->required();
  add_device(device, "rotate", "Give the home new keys, signed by the old, and a new recovery sheet.",
             "carerelay device rotate --folder ./oak-lodge", device_rotate, with, what);
  add_device(device, "renew", "Give this device a new key to open results with; the old one still opens the old ones.",
             "carerelay device renew --folder ./oak-lodge", device_renew, with, what);
  add_device(device, "forget", "Delete the keys this device opened results with before it was renewed.",
             "carerelay device forget --folder ./oak-lodge", device_forget, with, what);
}

using run_devices = int (*)(devices_options const&, world&);

}  // namespace

void add_devices(CLI::App& app, world& with, chosen& what) {
  auto& devices = *app.add_subcommand("devices", "Devices of a home, for administrators.");
  devices.require_subcommand(1);
  auto const add = [&](char const* name, char const* about, char const* example, run_devices run, bool one) {
    auto const how = std::make_shared<devices_options>();
    auto& made = command(devices, name, about, example);
    made.add_option("HOME", how->home, "CQC Location ID or ODS code")->required();
    if (one) made.add_option("DEVICE", how->device, "id of the device")->required();
    add_place(made, how->where);
    add_json(made, how->json);
    made.callback([how, run, &with, &what] { what = [how, run, &with] { return run(*how, with); }; });
    return std::pair(&made, how);
  };
  add("list", "List a home's devices and how far they are trusted.",
      "carerelay devices list 1-1435221697 --server https://relay.example:8443", devices_list, false);
  auto const [confirm, confirmed] =
      add("confirm", "Say that the eight words of a device were read back to you on a number you know.",
          "carerelay devices confirm 1-1435221697 4f9a2c1e-... --words \"acorn ...\"", devices_confirm, true);
  confirm->add_option("--words", confirmed->words, "as you heard them")->required();
  add("revoke", "End a device: its connection is cut, and nothing more is sealed for it.",
      "carerelay devices revoke 1-1435221697 4f9a2c1e-...", devices_revoke, true);
  add_own(app, with, what);
}

}  // namespace carerelay::cli
