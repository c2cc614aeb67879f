#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "protocol/json/reader.hpp"

namespace carerelay::protocol::json {

/// What the parser tells as it goes through a text. Inside the room only: users want reader.hpp.
/// `raw` is the JSON of the value in the text. `text` of strings and names is unescaped and lies in the text
/// when `is_stable`, else it is gone after the call.
class events {
 public:
  virtual void scalar(kind what, std::string_view raw, std::int64_t integer) = 0;
  virtual void string(std::string_view text, bool is_stable) = 0;
  virtual void name(std::string_view text, bool is_stable) = 0;
  virtual void begin(kind object_or_array) = 0;
  virtual void end(kind object_or_array, std::string_view raw) = 0;

 protected:
  ~events() = default;
};

/// Goes through the whole text under all rules of reader.hpp. What was told before an error must be thrown
/// away.
[[nodiscard]] std::optional<read_error> parse(std::string_view text, std::size_t most_bytes, events& to);

}  // namespace carerelay::protocol::json
