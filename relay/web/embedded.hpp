#pragma once

#include <span>
#include <string_view>

/// The built pages, as they were when the program was built.
namespace carerelay::web {

struct embedded_file {
  std::string_view path;  ///< "inbox/index.html", within dist
  std::span<unsigned char const> bytes;
};

/// In the order of their paths; none when there was no dist.
[[nodiscard]] std::span<embedded_file const> embedded_files() noexcept;
/// SHA-256 in hex over all of them (relay/web/embed.py); "" when there are none.
[[nodiscard]] std::string_view embedded_hash() noexcept;

}  // namespace carerelay::web
