#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/csv/reader.hpp"
#include "relay/core/register/register_import.hpp"
#include "relay/core/ways/contacts.hpp"

/// Contacts of homes as a spreadsheet: home, role, label, email, telephone, opted_out, number; a line for each
/// contact, in the order they are tried.
namespace carerelay::core {

inline constexpr protocol::csv::read_limits contacts_limits{
    .bytes = 16 * 1024 * 1024, .rows = 200'000, .columns = 32, .cell_bytes = 2 * 1024};

/// The list of one home.
struct imported_contacts {
  ports::home_row home;
  std::vector<wanted_contact> wanted;
};

/// Every home that the sheet names, with its whole list; homes in the order they first appear. One cell that cannot be
/// right refuses the sheet, and the faults name line and cell. Columns other than `home` may be missing; a column
/// nobody knows is a fault.
[[nodiscard]] boost::system::result<std::vector<imported_contacts>, import_refusal> read_contacts(
    std::string_view csv, ports::store_reader& store);

/// The row of headings, and one row for a contact, as `read_contacts` takes them again.
void append_contacts_heading(std::string& out);
void append_contact(ports::home_row const& home, ports::contact_row const& what, std::string& out);

}  // namespace carerelay::core
