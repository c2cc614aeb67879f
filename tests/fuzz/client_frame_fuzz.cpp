#include <string>
#include <string_view>

#include "protocol/frame/frames.hpp"
#include "tests/fuzz/oracle.hpp"

using namespace carerelay::protocol;
using carerelay::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const got = parse_client_frame(text);
  if (!got) {
    require(!got.error().empty(), "a refusal names a fault");
    return 0;
  }
  std::string json, again;
  encode(*got, json);
  auto const back = parse_client_frame(json);
  require(back.has_value(), "an accepted frame is accepted again");
  encode(*back, again);
  require(again == json, "an accepted frame says the same again");
  if (auto const* answer = std::get_if<respond_frame>(&*got)) {
    require(answer->at_text.find('\n') == std::string::npos, "no line can be slipped into what is signed");
  }
  return 0;
}
