#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/json/value.hpp"
#include "protocol/message/receipt.hpp"

/// What a terminal shows: plain text that also reads well in a log.
namespace carerelay::cli {

/// Columns as wide as their longest cell, two spaces between; an empty table is its heading.
class table {
 public:
  explicit table(std::vector<std::string> heading);
  void add(std::vector<std::string> row);
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/// A bar of `width` cells, of which done/all are full: ████▌░░░. Empty when there is nothing to count.
[[nodiscard]] std::string bar(std::uint64_t done, std::uint64_t all, std::size_t width);

/// "40 of 72 homes reached" and a bar for each borough, lowest first. A count that may not be shown is "<5".
[[nodiscard]] std::string picture(protocol::coverage const& what);

/// "email", or "email to the deputy (contact 2)": of an object that says by which channel, and to whom of a home.
[[nodiscard]] std::string channel_and_role(protocol::json::value const& of);

/// As many columns as a terminal uses for the text: code points, which is right for names of English places.
[[nodiscard]] std::size_t columns(std::string_view text) noexcept;

}  // namespace carerelay::cli
