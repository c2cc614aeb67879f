#include "relay/core/stream/acts.hpp"

#include <algorithm>

#include "protocol/bytes.hpp"
#include "protocol/crypto/hash.hpp"

namespace carerelay::core {

using protocol::errc;
using protocol::make_error_code;

namespace {

/// The same for every time one device says that one message was read.
protocol::event_id id_of_read(protocol::message_id message, ports::device_number device) {
  std::array<std::uint8_t, 4> number{};
  for (std::size_t i = 0; i < 4; ++i) number[i] = static_cast<std::uint8_t>(device >> (8 * i));
  auto const sum = protocol::crypto::sha256({protocol::as_bytes("carerelay read"), message.bytes(), number});
  protocol::uuid::bytes_type bytes{};
  std::copy_n(sum.begin(), bytes.size(), bytes.begin());
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x80);  // RFC 9562 section 5.8: our own kind
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  return protocol::event_id(protocol::uuid(bytes));
}

/// Whether two events with one id say the same. The signature may differ (ECDSA is not deterministic) and so may the
/// relay's clock.
bool say_the_same(ports::receipt_event const& a, ports::receipt_event const& b) {
  return a.act == b.act && a.device == b.device && a.answer == b.answer && a.role == b.role && a.name == b.name &&
         a.note == b.note && (a.act == protocol::receipt_act::read || a.said_at == b.said_at);
}

}  // namespace

boost::system::result<recorded_act> apply_act(ports::store_writer& store, ports::home_number home, std::uint64_t seq,
                                              ports::receipt_event event) {
  auto const entry = store.inbox_entry(home, seq);
  if (!entry) return make_error_code(errc::seq_unknown);
  protocol::encoded_message const& message = *entry->message.row->body;
  if (event.id.is_nil()) event.id = id_of_read(message.id, event.device);
  for (ports::receipt_event const& before : store.events(message.number, home)) {
    if (before.id == event.id && !say_the_same(before, event)) return make_error_code(errc::signature_replayed);
  }
  recorded_act done{store.record_act(message.number, home, event), event.id, message.number};
  if (done.what.what == protocol::move::refused) return make_error_code(errc::illegal_move);
  return done;
}

}  // namespace carerelay::core
