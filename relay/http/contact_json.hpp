#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocol/json/writer.hpp"
#include "relay/core/register/register_import.hpp"
#include "relay/core/ways/contacts.hpp"
#include "relay/http/callers.hpp"

/// Private to the routes: a home's contacts as JSON, and who may change what is a home's own.
namespace carerelay::http {

/// An administrator, or a device of the home itself: what a home may do without ringing anybody.
struct keeper {
  ports::home_row home;
  std::optional<protocol::device_id> device;  ///< none: an administrator
  std::string member;                         ///< the administrator; "" for a device
};
[[nodiscard]] or_answer<keeper> kept(request const& asked, std::vector<std::string> const& at, context const& with);

/// Adds `contacts` to an object the caller has begun; only number, role and label of each unless `in_full`.
void write_contacts(protocol::json::writer& json, std::vector<ports::contact_row> const& list, bool in_full);

/// Every fault of a sheet with its cell, so that a page can point at it.
[[nodiscard]] answer refused(core::import_refusal const& why);

}  // namespace carerelay::http
