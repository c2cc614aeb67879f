#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carerelay::protocol::front_matter {

/// One value between the `---` lines, before anybody asks what it means.
struct node {
  enum class shape : std::uint8_t { text, list, map } form = shape::text;
  std::size_t line = 0;  ///< from 1
  std::string text{};
  std::vector<node> items{};
  std::vector<std::pair<std::string, node>> members{};
};

struct problem {
  std::size_t line = 0;
  std::string detail{};
};

struct document {
  node top{};  ///< a map
  std::size_t body_line = 0;
  std::string_view body{};  ///< the rest of the text given
};

/// Takes apart a small and strict part of YAML: `key: value`, `key: [a, b]`, `key:` with an indented block of
/// `- item` or `key: value` lines or, after `|`, of text; quotes round a value are taken off; lines that begin
/// with # are skipped. No anchors, no types, no tabs, at most 6 deep. `text` has LF line ends and must outlive
/// the answer. What cannot be read is added to `wrong`.
[[nodiscard]] document read(std::string_view text, std::vector<problem>& wrong);

}  // namespace carerelay::protocol::front_matter
