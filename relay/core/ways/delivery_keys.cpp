#include "relay/core/ways/delivery_keys.hpp"

#include <array>
#include <charconv>
#include <stdexcept>
#include <vector>

#include "protocol/crypto/hex.hpp"
#include "relay/core/people/identity.hpp"

namespace carerelay::core {

namespace {

constexpr std::string_view kept_as = "delivery_keys";

/// A line of what is kept: `3 1795270313000 00ff…`, the newest last.
struct kept_key {
  std::uint8_t id = 0;
  protocol::instant made{};
  std::string hex;
};

std::string_view take_word(std::string_view& rest, char end) {
  auto const word = rest.substr(0, rest.find(end));
  rest.remove_prefix(std::min(rest.size(), word.size() + 1));
  return word;
}

template <class Number>
Number number_in(std::string_view text) {
  Number out{};
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size())
    throw std::runtime_error("the keys of deliveries do not read");
  return out;
}

std::vector<kept_key> read(std::string_view text) {
  std::vector<kept_key> out;
  while (!text.empty()) {
    auto line = take_word(text, '\n');
    kept_key one;
    one.id = number_in<std::uint8_t>(take_word(line, ' '));
    one.made = protocol::instant(std::chrono::milliseconds(number_in<std::int64_t>(take_word(line, ' '))));
    one.hex = line;
    if (one.id > 15 || one.hex.size() < 32) throw std::runtime_error("the keys of deliveries do not read");
    out.push_back(std::move(one));
  }
  return out;
}

std::string written(std::vector<kept_key> const& keys) {
  std::string out;
  for (auto const& one : keys)
    out += std::to_string(one.id) + ' ' + std::to_string(one.made.time_since_epoch().count()) + ' ' + one.hex + '\n';
  return out;
}

kept_key made_now(std::uint8_t id, ports::random& random, protocol::instant now) {
  std::array<std::uint8_t, 32> bytes{};
  random.fill(bytes);
  return {id, now, protocol::crypto::to_hex(bytes)};
}

}  // namespace

std::string keep_delivery_keys(ports::store_writer& store, ports::random& random, protocol::instant now) {
  auto const before = store.secret(kept_as);
  auto keys = read(before);
  std::erase_if(keys, [&](kept_key const& one) { return now - one.made > delivery_key_is_believed; });
  if (keys.empty()) {
    // A store from when there was one key for ever: what was signed with it is believed.
    auto const old = store.secret(delivery_secret);
    if (before.empty() && !old.empty()) {
      keys.push_back({0, now, protocol::crypto::to_hex(protocol::as_bytes(old))});
    } else {
      keys.push_back(made_now(0, random, now));
    }
  } else if (now - keys.back().made > delivery_key_signs) {
    keys.push_back(made_now(static_cast<std::uint8_t>((keys.back().id + 1) % 16), random, now));
  }
  auto text = written(keys);
  if (text != before) store.put_secret(kept_as, text);
  return text;
}

delivery_keys keys_in(std::string_view kept) {
  delivery_keys out;
  for (auto const& one : read(kept)) {
    auto const bytes = protocol::crypto::from_hex(one.hex);
    if (!bytes) throw std::runtime_error("the keys of deliveries do not read");
    out.keys[one.id] = protocol::as_text(*bytes);
    out.current = one.id;
  }
  if (out.keys.empty()) throw std::runtime_error("there are no keys of deliveries");
  return out;
}

}  // namespace carerelay::core
