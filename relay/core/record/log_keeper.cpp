#include "relay/core/record/log_keeper.hpp"

#include <algorithm>
#include <stdexcept>

namespace carerelay::core {

namespace evidence = protocol::evidence;

namespace {

std::optional<evidence::checkpoint> remembered(ports::kept_text& memory) {
  auto const text = memory.load();
  if (text.empty()) return std::nullopt;
  auto const note = evidence::parse_note(text);
  auto const what =
      note ? evidence::parse_checkpoint(note->text) : boost::system::result<evidence::checkpoint>(note.error());
  if (!what) throw std::runtime_error("The file beside the store that holds the last checkpoint does not read.");
  return *what;
}

/// Whether the tree goes on from what was signed.
bool holds(ports::store_reader& store, ports::log_number log, evidence::checkpoint const& what) {
  return what.size <= store.log_size(log) && evidence::root_of(what.size, nodes_of(store, log)) == what.root;
}

}  // namespace

std::string_view word(log_found value) noexcept {
  switch (value) {
    case log_found::as_left: return "as_left";
    case log_found::begun: return "begun";
    case log_found::restored: return "restored";
    case log_found::behind: return "behind";
    case log_found::key_changed: return "key_changed";
    case log_found::another_register: return "another_register";
  }
  return {};
}

evidence::node_source nodes_of(ports::store_reader& store, ports::log_number log) {
  return [&store, log](unsigned height, std::uint64_t at) { return store.log_node(log, height, at); };
}

protocol::crypto::ed25519_private_key log_key_in(ports::kept_text& where, ports::random& random) {
  auto const text = where.load();
  if (!text.empty()) {
    auto const key = protocol::crypto::ed25519_private_key::from_pem(text);
    if (!key) throw std::runtime_error("The evidence log's key does not read: an Ed25519 key in PEM is expected.");
    return *key;
  }
  protocol::crypto::ed25519_private_key::seed_type seed{};
  random.fill(seed);
  auto key = protocol::crypto::ed25519_private_key::from_seed(seed);
  where.save(key.pem());
  return key;
}

log_keeper::log_keeper(protocol::crypto::ed25519_private_key key, ports::kept_text& memory)
    : key_(std::move(key)), memory_(memory), last_(remembered(memory)) {}

log_found log_keeper::settle(ports::store_writer& store, instant now) {
  auto const known = [&]() -> std::optional<ports::log_end> {
    return last_ ? std::optional(ports::log_end{last_->origin, last_->size, last_->root}) : std::nullopt;
  };
  auto const logs = store.logs();
  if (logs.empty()) {
    store.start_log(known(), last_ ? "the store is new, and another log was signed here before" : "new", now);
    return last_ ? log_found::another_register : log_found::begun;
  }
  auto const& log = logs.back();
  auto const was =
      std::find_if(logs.begin(), logs.end(), [&](auto const& each) { return last_ && each.origin == last_->origin; });
  if (last_ && was != logs.end() && !holds(store, was->number, *last_)) {
    store.start_log(known(), "the store holds less than was signed, or something else: was it restored?", now);
    return log_found::behind;
  }
  if (last_ && was == logs.end()) {
    store.start_log(known(), "the log that was signed last is not in this store: was it restored?", now);
    return log_found::another_register;
  }
  if (log.epoch != store.epoch()) {
    store.start_log(std::nullopt, "the register was restored from a backup", now);
    return log_found::restored;
  }
  auto const row = store.checkpoint(log.number);
  if (row && row->key != evidence::log_key{log.origin, key_.public_key()}.text()) {
    store.start_log(std::nullopt, "a new key", now);
    return log_found::key_changed;
  }
  return log_found::as_left;
}

signed_now log_keeper::sign(ports::store_reader& store, instant now, std::chrono::milliseconds every) {
  signed_now out;
  if (last_at_ != instant{} && now < last_at_ + every && now >= last_at_) return out;
  auto const logs = store.logs();
  if (logs.empty()) return out;
  auto const& log = logs.back();
  auto const size = store.log_size(log.number);
  bool const goes_on = last_ && last_->origin == log.origin;
  auto const row = store.checkpoint(log.number);
  if (size == 0 || (goes_on && size == last_->size && row && row->size == size)) return out;
  if (goes_on && !holds(store, log.number, *last_)) {
    out.refused = true;
    return out;
  }
  evidence::checkpoint const what{log.origin, size, evidence::root_of(size, nodes_of(store, log.number))};
  auto note = evidence::sign_note(evidence::to_text(what), log.origin, key_);
  memory_.save(note);
  last_ = what;
  last_at_ = now;
  out.checkpoint = ports::checkpoint_row{
      log.number, size, what.root, now, std::move(note), evidence::log_key{log.origin, key_.public_key()}.text()};
  return out;
}

}  // namespace carerelay::core
