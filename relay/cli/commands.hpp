#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "relay/cli/world.hpp"

/// The subcommands, each a function of its options. `program.cpp` reads the command line into these.
namespace carerelay::cli {

/// Which relay: a running one, or the store of a stopped one.
struct place {
  std::string server;      ///< "https://relay.example:8443"
  std::string ca_file;     ///< "" for the system's authorities
  std::string token_file;  ///< else the environment's CARERELAY_TOKEN
  std::string store;       ///< path; excludes the others
};
/// Throws std::runtime_error with a sentence when the options do not name one place.
[[nodiscard]] std::unique_ptr<door> open_door(place const& where, world& with);

struct serve_options {
  std::string config_file;
  std::vector<config::named_value> flags;
  bool print_settings = false;
};
int serve(serve_options const& how, world& with);
int check_config(serve_options const& how, world& with);
/// Without a relay: signs in, and sends a harmless mail when `to` is given.
int channels_test(serve_options const& how, std::string const& name, std::string const& to, world& with);
int channels_group(serve_options const& how, std::string const& title, std::string const& room, world& with);
struct channel_options {
  place where;
  std::string channel, message, home, state, address, reason;
  bool json = false;
};
int channels_list(channel_options const& what, world& with);
int channels_set(channel_options const& what, world& with);
int channels_show(channel_options const& what, world& with);
int channels_forget(channel_options const& what, world& with);
int message_release(channel_options const& what, world& with);
/// Posts of a message: all, or one room's with its text.
int posts_show(channel_options const& what, world& with);
int posts_done(channel_options const& what, world& with);

struct import_options {
  place where;
  std::string file;
  bool dry_run = false, json = false;
};
int homes_import(import_options const& what, world& with);

struct contacts_options {
  place where;
  std::string home, number, file;
  bool dry_run = false, json = false;
};
int contacts_import(contacts_options const& what, world& with);
int contacts_export(contacts_options const& what, world& with);
int contacts_list(contacts_options const& what, world& with);
int contacts_erase(contacts_options const& what, world& with);

struct list_options {
  place where;
  std::string area;
  bool json = false;
};
int homes_list(list_options const& what, world& with);

struct enrol_options {
  place where;
  std::string home;
  bool json = false;
};
int enrol(enrol_options const& what, world& with);

struct chat_options {
  place where;
  std::string home, identity, role;
  int contact = 0;
  bool json = false;
};
int homes_chat_code(chat_options const& what, world& with);
int homes_chat(chat_options const& what, world& with);
int homes_chat_end(chat_options const& what, world& with);

struct publisher_options {
  place where;
  std::string id, name, urgency = "expected";
  std::vector<std::string> kinds, areas, channels;
  int daily_quota = -1;
  std::string expires;
  bool administrator = false, json = false;
};
int publishers_add(publisher_options const& what, world& with);
int publishers_list(publisher_options const& what, world& with);
int publishers_revoke(publisher_options const& what, world& with);
int publishers_change(publisher_options const& what, world& with);

struct member_options {
  place where;
  std::string team, id, name, issuer, subject;
  std::vector<std::string> roles;
  bool person = false, token = false, json = false;
  // A grant of its own; nothing of it given: all of the team's.
  std::vector<std::string> kinds, areas;
  std::string urgency, expires;
  int daily_quota = -1;
  std::string key_file;  ///< of its public signing key; "" takes the one away
};
int members_add(member_options const& what, world& with);
int members_list(member_options const& what, world& with);
int members_revoke(member_options const& what, world& with);
int members_token(member_options const& what, world& with);
int members_signing_key(member_options const& what, world& with);

struct draft_options {
  place where;
  std::string draft;  ///< of confirm: the message
  std::string reason;
  bool json = false;
};
int drafts_list(draft_options const& what, world& with);
int draft_show(draft_options const& what, world& with);
int draft_approve(draft_options const& what, world& with);
int draft_reject(draft_options const& what, world& with);
int draft_send_now(draft_options const& what, world& with);
int message_confirm(draft_options const& what, world& with);

struct sign_in_options {
  place where;
  std::string member, email, session;
  bool json = false;
};
int sign_in_link(sign_in_options const& what, world& with);
int invite(sign_in_options const& what, world& with);
int sessions_list(sign_in_options const& what, world& with);
int sessions_end(sign_in_options const& what, world& with);

struct publish_options {
  place where;
  std::string file;
  std::string sender_folder;  ///< whose key signs and seals a test result
  std::string home_words;     ///< of a home that begins anew, as a person heard them
  bool preview = false, json = false;
};
int publish(publish_options const& what, world& with);

struct sender_key_options {
  std::string sender_folder;
};
int show_sender_key(sender_key_options const& what, world& with);

struct receipts_options {
  place where;
  std::string message;
  bool csv = false, json = false, watch = false;
};
int receipts(receipts_options const& what, world& with);
int coverage(receipts_options const& what, world& with);

struct backup_options {
  place where;
  bool json = false;
};
int backup(backup_options const& what, world& with);

struct evidence_options {
  place where;
  std::string message, home, file = "-";
};
int evidence(evidence_options const& what, world& with);

struct erase_options {
  place where;
  std::string index, log, reason;
  bool json = false;
};
int erase(erase_options const& what, world& with);

struct verify_options {
  std::string file, key;
  place where;
  bool log = false;  ///< the whole log of `where`
};
int verify(verify_options const& what, world& with);

struct listen_options {
  std::string folder, server, ca_file, code, device_name = "carerelay listen";
  bool json = false;
};
int listen(listen_options const& what, world& with);

// Devices, as an administrator sees them
struct devices_options {
  place where;
  std::string home, device, words;
  bool json = false;
};
int devices_list(devices_options const& what, world& with);
int devices_confirm(devices_options const& what, world& with);
int devices_revoke(devices_options const& what, world& with);

// The trust of a home's own devices, on the device
struct device_options {
  std::string folder, ca_file, device, words;  ///< the last two of another device, to approve it
  std::string sheet;                           ///< file with what the recovery sheet says, - for standard input
  bool json = false;
};
int device_words(device_options const& what, world& with);
int device_home_words(device_options const& what, world& with);
int device_trust(device_options const& what, world& with);
int device_approve(device_options const& what, world& with);
int device_recover(device_options const& what, world& with);
int device_rotate(device_options const& what, world& with);
int device_renew(device_options const& what, world& with);
int device_forget(device_options const& what, world& with);

}  // namespace carerelay::cli
