#include "protocol/seal/device_list.hpp"

#include <algorithm>
#include <array>

#include "protocol/crypto/base64.hpp"
#include "protocol/json/object_reader.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/limits.hpp"
#include "protocol/seal/members.hpp"
#include "protocol/seal/words.hpp"

namespace carerelay::protocol::seal {
namespace {

using json::object_reader;
using json::presence;

constexpr auto required = presence::required;

std::string payload_of(device_list const& what) {
  std::string out;
  json::writer json(out);
  json.begin_object().begin_array("devices");
  for (auto const& one : what.devices) {
    json.begin_object().member("device", one.id.text()).raw_member("key", one.key.jwk());
    json.raw_member("sealing_key", one.sealing.jwk()).end_object();
  }
  json.end_array().member("home", what.home.text()).raw_member("identity", what.identity.jwk());
  json.member("made_at", to_text(what.made_at));
  if (what.previous) json.member("previous", crypto::to_base64url(*what.previous));
  json.raw_member("recovery", what.recovery.jwk()).member("version", what.version).end_object();
  return out;
}

std::optional<crypto::sha256_digest> to_digest(std::string_view text) {
  crypto::sha256_digest out{};
  return crypto::from_base64url(text, out) ? std::optional(out) : std::nullopt;
}

std::optional<crypto::p256_public_key> key_at(json::value const& from, std::string_view name) {
  auto const* const found = from.find(name);
  auto const key = found ? crypto::p256_public_key::from_jwk(*found) : make_error_code(errc::required);
  return key ? std::optional(*key) : std::nullopt;
}

bool read_devices(json::value const& tree, std::vector<listed_device>& out) {
  constexpr std::array<std::string_view, 3> known{"device", "key", "sealing_key"};
  if (!tree.is(json::kind::array) || tree.items().size() > limits::devices_per_home) return false;
  for (auto const& item : tree.items()) {
    if (!has_only(item, known)) return false;
    faults wrong;
    object_reader from(item, "", wrong);
    auto const id = from.parsed("device", required, device_id::parse, "a UUID");
    auto const key = key_at(item, "key");
    auto const sealing = key_at(item, "sealing_key");
    if (!id || !key || !sealing) return false;
    bool const is_there = std::any_of(out.begin(), out.end(), [&](listed_device const& one) {
      return one.id == *id || one.key == *key || one.sealing == *sealing;
    });
    if (is_there) return false;
    out.push_back({*id, *key, *sealing});
  }
  return !out.empty();
}

std::optional<device_list> read_list(std::string_view payload) {
  constexpr std::array<std::string_view, 7> known{"devices",  "home",     "identity", "made_at",
                                                  "previous", "recovery", "version"};
  auto const tree = json::read(payload, list_bytes);
  if (!tree || !has_only(*tree, known)) return std::nullopt;
  auto const identity = key_at(*tree, "identity");
  auto const recovery = key_at(*tree, "recovery");
  auto const* const devices = tree->find("devices");
  if (!identity || !recovery || !devices) return std::nullopt;
  faults wrong;
  object_reader from(*tree, "", wrong);
  device_list out{{}, 1, {}, {}, *identity, *recovery, {}};
  out.home = from.parsed("home", required, home_id::parse, home_tag::expected).value_or(home_id{});
  out.version = static_cast<std::uint64_t>(from.integer("version", required, 1, 1'000'000).value_or(0));
  out.made_at = from.parsed("made_at", required, parse_instant, "a moment").value_or(instant{});
  out.previous = from.parsed("previous", presence::optional, to_digest, "a SHA-256");
  bool const is_whole =
      wrong.empty() && out.previous.has_value() == (out.version > 1) && read_devices(*devices, out.devices);
  return is_whole ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

signed_list sign_list(device_list const& what, crypto::p256_private_key const& by) {
  return parse_list(sign(by, list_type, payload_of(what))).value();
}

boost::system::result<signed_list> parse_list(std::string_view text) {
  auto read = parse_jws(text, list_type, list_bytes);
  if (!read) return make_error_code(errc::list_refused);
  auto what = read_list(read->payload);
  if (!what) return make_error_code(errc::list_refused);
  return signed_list{std::move(*what), std::string(text), crypto::sha256(text), std::move(*read)};
}

namespace {

bool is_in_place(signed_list const* before, device_list const& next) {
  if (!before) return next.version == 1;
  return next.home == before->what.home && next.version == before->what.version + 1 && next.previous == before->sum &&
         next.made_at >= before->what.made_at;
}

}  // namespace

bool follows(signed_list const* before, signed_list const& next) {
  if (!before) return begins(nullptr, next);
  return is_in_place(before, next.what) && is_signed_by(next.read, before->what.identity);
}

bool begins(signed_list const* before, signed_list const& next) {
  return is_in_place(before, next.what) && is_signed_by(next.read, next.what.identity);
}

std::string home_words(device_list const& what) { return key_words("home " + what.home.text(), what.identity); }

believed read_on(std::optional<signed_list> const& pinned, std::vector<std::string> const& lists,
                 std::string_view heard) {
  using verdict = believed::verdict;
  believed out{pinned ? verdict::good : verdict::nothing, pinned};
  for (auto const& text : lists) {
    auto next = parse_list(text);
    if (!next) return {verdict::broken, out.newest};
    auto const* const before = out.newest ? &*out.newest : nullptr;
    bool const is_heard = !heard.empty() && is_same_words(heard, home_words(next->what));
    bool const is_first = !before && begins(nullptr, *next) && (heard.empty() || is_heard);
    bool const is_next = before && follows(before, *next);
    bool const is_anew = before && !is_next && begins(before, *next);
    if (is_anew && !is_heard) return {verdict::begins_anew, std::move(*next)};
    if (!is_first && !is_next && !is_anew) return {verdict::broken, out.newest};
    out = {verdict::good, std::move(*next)};
  }
  return out;
}

std::string new_key_text(home_id const& home, device_id device, crypto::p256_public_key const& old,
                         crypto::p256_public_key const& next) {
  return "carerelay.v1 sealing-key\n" + home.text() + '\n' + device.text() + '\n' +
         crypto::to_base64url(old.thumbprint()) + '\n' + crypto::to_base64url(next.thumbprint());
}

std::vector<crypto::p256_public_key> recipients_of(device_list const& what, std::vector<device_id> const& revoked) {
  std::vector<crypto::p256_public_key> out;
  for (auto const& one : what.devices) {
    if (std::find(revoked.begin(), revoked.end(), one.id) == revoked.end()) out.push_back(one.sealing);
  }
  if (!out.empty()) out.push_back(what.recovery);
  return out;
}

}  // namespace carerelay::protocol::seal
