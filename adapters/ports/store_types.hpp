#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/ports/draft_rows.hpp"
#include "adapters/ports/member_rows.hpp"
#include "adapters/ports/sign_in_rows.hpp"
#include "protocol/evidence/event.hpp"
#include "protocol/message/message.hpp"
#include "protocol/message/receipt.hpp"
#include "protocol/register/home.hpp"

/// The rows of the store port: plain values. Numbers are the store's own dense keys, from 1, never reused;
/// they stay inside the relay and never travel.
namespace carerelay::ports {

using home_number = std::uint32_t;
using device_number = std::uint32_t;
using message_number = std::uint32_t;
using protocol::instant;

struct home_row {
  home_number number = 0;
  protocol::home_record record;
  bool suspended = false;
};

struct area_row {
  protocol::area_code area;
  std::string name;
  std::uint64_t live_homes = 0;
};

struct device_row {
  device_number number = 0;  ///< given by the store
  protocol::device_id id;
  home_number home = 0;
  public_point key{};
  std::string name;
  instant enrolled_at{};
  std::optional<instant> revoked_at;
  std::uint64_t stored_up_to = 0;  ///< cursor
};

struct enrolment_code_row {
  protocol::digest hashed{};  ///< SHA-256 of the canonical code: the code itself is shown once and never kept
  home_number home = 0;
  instant made_at{}, expires_at{};
  int tries_left = 5;
  std::optional<instant> used_at;
};

struct new_message {
  protocol::message const* what = nullptr;  ///< for the columns
  std::string const* json = nullptr;        ///< canonical
  protocol::digest draft_sum{};
  protocol::member_id author{};  ///< who published it; empty: the relay itself
  bool all_homes = false;        ///< counts among the sends to every home
};

/// What never changes of a stored message. Shared: the store keeps a bounded cache of them, so that ten
/// thousand homes resuming share one body.
struct message_row {
  protocol::shared_message body;  ///< number, id, digest, JSON
  protocol::message_kind kind{};
  protocol::msg_type type{};
  protocol::message_status status{};
  protocol::message_scope scope{};
  protocol::urgency urgency{};
  protocol::publisher_id sender;
  std::string topic, reference, headline;
  instant sent{}, effective{};
  std::optional<instant> expires;
  protocol::digest draft_sum{};
  std::uint64_t targeted = 0;
};

/// A message as it stands now.
struct message_view {
  std::shared_ptr<message_row const> row;
  protocol::closure closed = protocol::closure::open;
  message_number closed_by = 0;
};

struct inbox_bounds {
  std::uint64_t first = 1;  ///< 1 as long as nothing was pruned
  std::uint64_t last = 0;   ///< 0 when empty
};

struct inbox_row {
  std::uint64_t seq = 0;
  message_view message;
  protocol::receipt_state state;
};

struct receipt_row {
  home_number home = 0;
  protocol::home_receipt what;
};

struct published_row {
  message_number number = 0;
  std::vector<std::uint64_t> seqs;  ///< beside `targets`
};

struct delivered_mark {
  home_number home = 0;
  device_number device = 0;
  message_number message = 0;
  std::uint64_t seq = 0;
  instant when{};
};

struct receipt_event {
  protocol::event_id id;
  protocol::receipt_act act{};
  device_number device = 0;
  std::string channel = "stream";
  instant recorded_at{};           ///< relay's clock
  std::optional<instant> said_at;  ///< the device's word
  std::string said_at_text;
  std::optional<protocol::response> answer;
  std::string role, name, note;
  std::optional<std::array<std::uint8_t, 64>> signature;
  std::optional<protocol::evidence::witnessed> checkpoint;  ///< the tree the device had verified when it signed
  bool late = false;
};

}  // namespace carerelay::ports
