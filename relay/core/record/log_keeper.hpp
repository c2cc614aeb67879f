#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/ports/kept_text.hpp"
#include "adapters/ports/random.hpp"
#include "adapters/ports/store.hpp"
#include "protocol/evidence/checkpoint.hpp"

/// Who signs the evidence log, and refuses to sign anything that does not go on from what it signed last.
namespace carerelay::core {

using protocol::instant;

/// How `settle` found the log.
enum class log_found : std::uint8_t {
  as_left,          ///< it goes on
  begun,            ///< there was none
  restored,         ///< the register began anew: a new log names the old one
  behind,           ///< the store holds less than was signed, or something else: a new log names what was signed
  key_changed,      ///< a new key signs a new log
  another_register  ///< the last signature was of a log this store never had
};
[[nodiscard]] std::string_view word(log_found value) noexcept;

struct signed_now {
  std::optional<ports::checkpoint_row> checkpoint;  ///< none: nothing new
  bool refused = false;                             ///< the tree does not go on from what was signed: an alarm
};

/// The memory of what was signed last lies outside the store, and is written before a checkpoint is shown to anybody.
class log_keeper {
 public:
  /// `memory` must outlive the keeper.
  log_keeper(protocol::crypto::ed25519_private_key key, ports::kept_text& memory);

  /// Once, when the relay starts, in a transaction: goes on with the log, or begins another where the old one can not
  /// be gone on with.
  log_found settle(ports::store_writer& store, instant now);
  /// Signs what is committed, when it has grown since the last signature and that is `every` ago. In a transaction,
  /// before its first change; the caller stores the checkpoint in it.
  signed_now sign(ports::store_reader& store, instant now, std::chrono::milliseconds every);

 private:
  protocol::crypto::ed25519_private_key key_;
  ports::kept_text& memory_;
  std::optional<protocol::evidence::checkpoint> last_;
  instant last_at_{};
};

/// The key kept in `where`, made when there is none. Throws std::runtime_error when what is kept is no key.
[[nodiscard]] protocol::crypto::ed25519_private_key log_key_in(ports::kept_text& where, ports::random& random);

/// The nodes of one log of a store, for proofs. `store` must outlive it.
[[nodiscard]] protocol::evidence::node_source nodes_of(ports::store_reader& store, ports::log_number log);

}  // namespace carerelay::core
