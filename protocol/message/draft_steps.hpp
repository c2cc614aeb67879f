#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace carerelay::protocol {

struct draft_step {
  std::string text;      ///< plain
  std::size_t line = 0;  ///< within the text it was taken from, from 0
};

struct draft_steps {
  std::vector<draft_step> must_do, must_not;
};

/// Takes what stands under the headings `## Do` and `## Do not` out of a text of a person's writing, when it is one
/// list of one-line items each: anything richer stays in the text as it is. `body` has LF line ends.
[[nodiscard]] draft_steps take_steps(std::string& body);

}  // namespace carerelay::protocol
