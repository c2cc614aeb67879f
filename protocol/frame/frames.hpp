#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/evidence/event.hpp"
#include "protocol/fault.hpp"
#include "protocol/ids.hpp"
#include "protocol/instant.hpp"
#include "protocol/message/message.hpp"
#include "protocol/message/receipt.hpp"

/// The stream `carerelay.v1`: one JSON object per text frame, member `type` first (docs/protocol.md).
namespace carerelay::protocol {

inline constexpr std::string_view subprotocol = "carerelay.v1";
inline constexpr std::string_view stream_path = "/v1/stream";

using signature = std::array<std::uint8_t, 64>;  ///< ECDSA P-256 with SHA-256, r‖s

struct resume_point {
  std::string epoch{};    ///< "" for a device that holds nothing yet
  std::uint64_t seq = 0;  ///< the highest seq it holds durably, contiguous from its first
};

// What clients say
struct hello_frame {
  home_id home{};
  device_id device{};
  carerelay::protocol::signature signature{};
  resume_point resume{};
  std::uint32_t window = 64;
  std::string client{};  ///< "inbox/1.0", at most 40 characters
};
struct stored_frame {
  std::uint64_t up_to = 0;
};
struct read_frame {
  std::uint64_t seq = 0;
  std::optional<instant> at{};
};
struct respond_frame {
  std::uint64_t seq = 0;
  carerelay::protocol::response response{};
  std::string role{}, name{}, note{};  ///< role required, at most 40; name 80; note 1,000 characters
  event_id key{};
  instant at{};
  std::string at_text{};                      ///< `at` as the client wrote it: what it signed
  std::optional<evidence::witnessed> tree{};  ///< of the evidence log, as far as this device has verified it
  carerelay::protocol::signature signature{};
};
struct pong_frame {};
struct token_frame {};  ///< asks for a short token for the home's own HTTP calls
struct watch_frame {
  message_id message{};
};
struct unwatch_frame {
  message_id message{};
};
/// Asks for the newest checkpoint, and for the proof that it goes on from what this device has verified.
struct log_frame {
  std::string origin{};    ///< "" for a device that has verified nothing yet
  std::uint64_t size = 0;  ///< 0 likewise
};
struct unknown_frame {
  std::string type{};
};  ///< answered with a non-fatal error

using client_frame = std::variant<hello_frame, stored_frame, read_frame, respond_frame, pong_frame, token_frame,
                                  watch_frame, unwatch_frame, log_frame, unknown_frame>;

/// Reads one client frame without building a tree. Hostile input of any kind is a fault, never more.
[[nodiscard]] checked<client_frame> parse_client_frame(std::string_view json);

// What the relay says
enum class resume_verdict : std::uint8_t { ok, truncated, reset, ahead };
enum class skip_reason : std::uint8_t { superseded, cancelled, expired, withdrawn };

struct challenge_frame {
  std::string nonce{};
  instant time{};
};
struct welcome_frame {
  std::string epoch{};
  std::uint64_t first = 1, last = 0;
  resume_verdict resume = resume_verdict::ok;
  std::uint32_t heartbeat_ms = 25'000, window = 64;
  std::uint64_t log = 0;  ///< size of the newest checkpoint; 0: not said
};
struct publisher_welcome_frame {
  publisher_id publisher{};
  std::uint32_t heartbeat_ms = 25'000;
};
/// Keeps `seq` without gaps when an entry is not worth sending any more: it stays readable in history.
struct skip_frame {
  std::uint64_t seq = 0;
  message_id message{};
  skip_reason reason{};
  std::optional<message_id> by{};
};
/// A second person has confirmed what was sent to this home as not yet confirmed. May be said again.
struct confirmed_frame {
  std::uint64_t seq = 0;
  message_id message{};
  instant at{};
};
struct recorded_up_to_frame {
  std::uint64_t up_to = 0;
};
struct recorded_frame {
  std::uint64_t seq = 0;
  carerelay::protocol::stage state{};
  event_id receipt{};
};
struct ping_frame {
  std::uint64_t last = 0;
  std::uint64_t recorded = 0;  ///< as recorded_up_to_frame says it; 0: nothing new
  std::uint64_t log = 0;       ///< size of the newest checkpoint; 0: not said
};
struct checkpoint_frame {
  std::string note{};      ///< "" when nothing is signed yet
  std::string key{};       ///< the log's verifier key
  std::uint64_t from = 0;  ///< the tree the proof begins with; 0: another log, or none asked about
  std::vector<evidence::hash> proof{};
};
struct goaway_frame {
  std::uint32_t retry_ms_least = 0, retry_ms_most = 0;
};
struct token_answer_frame {
  std::string token{};
  instant expires{};
};
struct error_frame {
  errc code{};
  bool temporary = false;
  std::string detail{};
  std::optional<std::uint64_t> seq{};
};
struct watching_frame {
  message_id message{};
};
struct coverage_frame {
  message_id message{};
  carerelay::protocol::coverage coverage{};
};
struct receipts_frame {
  message_id message{};
  std::vector<home_receipt> receipts{};
};  ///< those that changed

using server_frame =
    std::variant<challenge_frame, welcome_frame, publisher_welcome_frame, skip_frame, recorded_up_to_frame,
                 recorded_frame, ping_frame, goaway_frame, token_answer_frame, error_frame, watching_frame,
                 coverage_frame, receipts_frame, checkpoint_frame, confirmed_frame>;

/// Appends the frame's JSON to `out`.
void encode(server_frame const& frame, std::string& out);
inline constexpr std::size_t deliver_head_bytes = 64;
/// What comes before and after the shared message in a deliver frame:
/// `{"type":"deliver","seq":413,"message":` and `}`. Writes into `out` (at least `deliver_head_bytes`), gives the
/// length. No allocation.
[[nodiscard]] std::size_t encode_deliver_head(std::uint64_t seq, char* out) noexcept;
inline constexpr std::string_view deliver_tail = "}";

// The other direction, for agents, simulated homes and tests
struct deliver_frame {
  std::uint64_t seq = 0;
  std::string_view message{};
};  ///< the message's JSON as received
using heard_frame =
    std::variant<challenge_frame, welcome_frame, publisher_welcome_frame, deliver_frame, skip_frame,
                 recorded_up_to_frame, recorded_frame, ping_frame, goaway_frame, token_answer_frame, error_frame,
                 watching_frame, coverage_frame, receipts_frame, checkpoint_frame, confirmed_frame, unknown_frame>;
/// Views into `json`, which must outlive the answer.
[[nodiscard]] checked<heard_frame> parse_server_frame(std::string_view json);
void encode(client_frame const& frame, std::string& out);

/// The lines a device signs, joined by a single newline.
[[nodiscard]] std::string hello_signing_text(std::string_view host, std::string_view nonce, home_id const& home,
                                             device_id device);
[[nodiscard]] std::string respond_signing_text(message_id message, digest const& sum, home_id const& home,
                                               device_id device, respond_frame const& act);

/// Every goodbye has a name, and the hundreds tell the peer what to do next: 40 stop, 41 back off with full
/// jitter, 42 reconnect within the window given, 43 authenticate again.
enum class close_code : std::uint16_t {
  bad_frame = 4000,
  unsupported_version = 4001,
  suspended = 4002,
  revoked = 4003,
  replaced = 4004,
  overloaded = 4100,
  slow = 4101,
  rate = 4102,
  no_pong = 4103,
  no_hello = 4104,
  drain = 4200,
  rebalance = 4201,
  authenticate_again = 4300
};
[[nodiscard]] std::string_view word(close_code value) noexcept;
[[nodiscard]] std::string_view word(resume_verdict value) noexcept;
[[nodiscard]] std::string_view word(skip_reason value) noexcept;

}  // namespace carerelay::protocol
