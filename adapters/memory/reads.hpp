#pragma once

#include "adapters/memory/tables.hpp"

/// Each question of the port, asked of the tables.
namespace carerelay::memory::reads {

using protocol::instant;
template <class T>
using list = std::vector<T>;

std::optional<ports::home_row> home(tables const& in, protocol::home_id const& id);
std::optional<ports::home_row> home(tables const& in, home_number number);
list<ports::home_row> homes(tables const& in, std::string_view after, std::size_t limit,
                            std::optional<protocol::area_code> const& area);
list<home_number> resolve(tables const& in, protocol::audience const& who);
list<ports::area_row> areas(tables const& in);

std::optional<ports::device_row> device(tables const& in, protocol::device_id id);
list<ports::device_row> devices(tables const& in, home_number home);
std::optional<ports::enrolment_code_row> enrolment_code(tables const& in, protocol::digest const& hashed);
list<ports::enrolment_code_row> open_codes(tables const& in, home_number home, instant now);
std::optional<ports::publisher_row> publisher(tables const& in, protocol::publisher_id const& id);
std::optional<ports::publisher_row> publisher_by_token(tables const& in, protocol::digest const& hashed);
list<ports::publisher_row> publishers(tables const& in);
std::string secret(tables const& in, std::string_view name);

std::optional<ports::message_view> message(tables const& in, protocol::message_id id);
std::optional<ports::message_view> message(tables const& in, message_number number);
std::optional<ports::message_view> message_by_reference(tables const& in,
                                                        protocol::publisher_id const& sender,
                                                        std::string_view reference);
list<ports::message_view> messages(tables const& in, message_number before, std::size_t limit,
                                   std::optional<protocol::publisher_id> const& sender);
list<ports::message_view> open_messages(tables const& in, protocol::message_kind kind,
                                        std::string_view topic);
std::shared_ptr<std::string const> resource(tables const& in, protocol::digest const& sha256);

ports::inbox_bounds bounds(tables const& in, home_number home);
list<ports::inbox_row> inbox(tables const& in, home_number home, std::uint64_t after, std::size_t limit);
list<ports::inbox_row> in_force(tables const& in, home_number home, instant now, std::size_t limit);
std::optional<ports::inbox_row> inbox_entry(tables const& in, home_number home, std::uint64_t seq);

std::optional<ports::receipt_row> receipt(tables const& in, message_number message, home_number home);
list<ports::receipt_row> receipts(tables const& in, message_number message, home_number after,
                                  std::size_t limit);
list<home_number> audience(tables const& in, message_number message);
protocol::coverage coverage(tables const& in, message_number message);
list<ports::receipt_event> events(tables const& in, message_number message, home_number home);
std::optional<instant> oldest_undelivered(tables const& in, instant now);

}  // namespace carerelay::memory::reads
