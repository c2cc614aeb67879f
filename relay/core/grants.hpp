#pragma once

#include <boost/system/result.hpp>

#include <span>

#include "adapters/ports/store_types.hpp"

namespace carerelay::core {

/// What somebody asks to send, and to where.
struct wish {
  protocol::message_kind kind{};
  protocol::urgency urgency{};
  std::span<protocol::area_code const> areas;  ///< of the homes it would reach, and those it names
};

/// The one rule of who may send what where, asked at publish for the whole audience and again for each entry that is
/// sent later. errc::unauthenticated for a revoked account, kind_not_granted, role_not_granted (more urgent than
/// granted), area_not_granted. Being an administrator grants nothing here. Pure; no allocation.
[[nodiscard]] boost::system::result<void> authorize(ports::publisher_row const& who, wish const& what) noexcept;

/// Whether the grant covers that area.
[[nodiscard]] bool covers(ports::grant const& given, protocol::area_code const& area) noexcept;

}  // namespace carerelay::core
