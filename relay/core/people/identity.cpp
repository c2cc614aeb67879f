#include "relay/core/people/identity.hpp"

#include <algorithm>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/crockford.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/limits.hpp"

namespace carerelay::core {

namespace crypto = protocol::crypto;
using protocol::errc;
using protocol::make_error_code;

namespace {

constexpr std::string_view home_prefix = "crh_";
constexpr std::size_t payload_bytes = 4 + 16 + 8;
constexpr std::size_t token_bytes = payload_bytes + 32;

template <class Integer>
void put(Integer value, std::uint8_t* out) noexcept {
  for (std::size_t i = 0; i < sizeof(Integer); ++i) out[i] = static_cast<std::uint8_t>(value >> (8 * i));
}
template <class Integer>
Integer take(std::uint8_t const* in) noexcept {
  Integer value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) value |= static_cast<Integer>(in[i]) << (8 * i);
  return value;
}

/// Counts a wrong try against the open codes of the home named; says whether they are dead now.
errc wrong_code(ports::store_writer& store, std::optional<ports::home_row> const& named, instant now) {
  if (!named) return errc::code_invalid;
  errc answer = errc::code_invalid;
  for (ports::enrolment_code_row code : store.open_codes(named->number, now)) {
    if (code.tries_left > 0) --code.tries_left;
    if (code.tries_left == 0) answer = errc::code_locked;
    store.put_code(code);
  }
  return answer;
}

bool is_usable(ports::enrolment_code_row const& code, instant now) noexcept {
  return !code.used_at && code.expires_at > now;
}

}  // namespace

made_code make_code(ports::home_number home, instant now, ports::random& random, code_rules const& rules) {
  std::array<std::uint8_t, 7> bits{};
  random.fill(bits);
  std::string const code = crypto::make_code(bits);
  ports::enrolment_code_row row;
  row.hashed = crypto::sha256(code);
  row.home = home;
  row.made_at = now;
  row.expires_at = now + rules.life;
  row.tries_left = rules.tries;
  return {crypto::grouped_code(code), row};
}

boost::system::result<enrolled> enrol(ports::store_writer& store, enrolment const& asked, instant now,
                                      ports::random& random) {
  std::optional<ports::home_row> named;
  if (asked.home) {
    named = store.home(*asked.home);
    if (!named) return make_error_code(errc::code_invalid);
  }
  auto const canonical = crypto::parse_code(asked.code);
  std::optional<ports::enrolment_code_row> code;
  if (canonical) code = store.enrolment_code(crypto::sha256(*canonical));
  bool const fits = code && is_usable(*code, now) && (!named || named->number == code->home);
  if (!fits) return make_error_code(wrong_code(store, named, now));
  if (code->tries_left <= 0) return make_error_code(errc::code_locked);
  auto const home = store.home(code->home);
  if (!home) return make_error_code(errc::code_invalid);

  auto const devices = store.devices(code->home);
  auto const live = std::count_if(devices.begin(), devices.end(), [](auto const& d) { return !d.revoked_at; });
  if (static_cast<std::size_t>(live) >= protocol::limits::devices_per_home) return make_error_code(errc::device_limit);

  code->used_at = now;
  store.put_code(*code);
  std::array<std::uint8_t, 16> bytes{};
  random.fill(bytes);
  ports::device_row device;
  device.id = protocol::device_id(protocol::make_v4(bytes));
  device.home = code->home;
  device.key = asked.key;
  device.name = asked.name;
  device.enrolled_at = now;
  device.number = store.add_device(device);
  if (asked.sealing_key) store.put_device_seal({device.number, *asked.sealing_key, {}, {}, {}});
  return enrolled{device, *home};
}

made_token make_member_token(ports::random& random) {
  std::array<std::uint8_t, 32> bytes{};
  random.fill(bytes);
  std::string text = std::string(member_token_prefix) + crypto::to_base64url(bytes);
  return {text, hash_of_token(text)};
}

protocol::digest hash_of_token(std::string_view token) { return crypto::sha256(token); }

void ensure_secrets(ports::store_writer& store, ports::random& random) {
  for (auto const name : {home_token_secret, sign_in_secret, delivery_secret}) {
    if (!store.secret(name).empty()) continue;
    std::array<std::uint8_t, 32> bytes{};
    random.fill(bytes);
    store.put_secret(name, protocol::as_text(bytes));
  }
}

std::string make_home_token(std::string_view secret, ports::home_number home, protocol::device_id device,
                            instant expires) {
  std::array<std::uint8_t, token_bytes> bytes{};
  put<std::uint32_t>(home, bytes.data());
  std::copy(device.bytes().begin(), device.bytes().end(), bytes.begin() + 4);
  put<std::uint64_t>(static_cast<std::uint64_t>(expires.time_since_epoch().count()), bytes.data() + 20);
  protocol::bytes_view const payload(bytes.data(), payload_bytes);
  auto const mac = crypto::hmac_sha256(protocol::as_bytes(secret), payload);
  std::copy(mac.begin(), mac.end(), bytes.begin() + payload_bytes);
  return std::string(home_prefix) + crypto::to_base64url(bytes);
}

std::optional<home_caller> check_home_token(ports::store_reader& store, std::string_view token, instant now) {
  std::array<std::uint8_t, token_bytes> bytes{};
  if (!token.starts_with(home_prefix) || !crypto::from_base64url(token.substr(home_prefix.size()), bytes))
    return std::nullopt;
  std::string const secret = store.secret(home_token_secret);
  protocol::bytes_view const payload(bytes.data(), payload_bytes);
  protocol::bytes_view const mac(bytes.data() + payload_bytes, 32);
  if (secret.empty() ||
      !crypto::is_equal_in_constant_time(crypto::hmac_sha256(protocol::as_bytes(secret), payload), mac))
    return std::nullopt;
  auto const expires = static_cast<std::int64_t>(take<std::uint64_t>(bytes.data() + 20));
  if (now.time_since_epoch().count() >= expires) return std::nullopt;

  protocol::uuid::bytes_type id{};
  std::copy_n(bytes.begin() + 4, id.size(), id.begin());
  auto device = store.device(protocol::device_id(protocol::uuid(id)));
  auto home = store.home(take<std::uint32_t>(bytes.data()));
  if (!device || !home || device->home != home->number || device->revoked_at || home->suspended) return std::nullopt;
  return home_caller{std::move(*home), std::move(*device)};
}

}  // namespace carerelay::core
