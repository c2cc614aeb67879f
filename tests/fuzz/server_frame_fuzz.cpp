#include <string>
#include <string_view>

#include "protocol/frame/frames.hpp"
#include "tests/fuzz/oracle.hpp"

using namespace carerelay::protocol;
using carerelay::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const text(reinterpret_cast<char const*>(data), size);
  auto const got = parse_server_frame(text);
  if (!got) {
    require(!got.error().empty(), "a refusal names a fault");
    return 0;
  }
  if (auto const* deliver = std::get_if<deliver_frame>(&*got)) {
    require(deliver->message.data() >= text.data() &&
                deliver->message.data() + deliver->message.size() <= text.data() + text.size(),
            "the message is a view into the frame");
    return 0;
  }
  std::visit(
      [](auto const& frame) {
        if constexpr (std::is_constructible_v<server_frame, decltype(frame)>) {
          std::string json;
          encode(server_frame(frame), json);
          require(parse_server_frame(json).has_value(), "an accepted frame is accepted again");
        }
      },
      *got);
  return 0;
}
