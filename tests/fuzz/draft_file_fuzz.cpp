#include <string_view>

#include "protocol/message/draft_file.hpp"
#include "tests/fuzz/oracle.hpp"

using namespace carerelay::protocol;
using carerelay::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const got = read_draft_file(text);
  if (!got) {
    require(!got.error().empty(), "a refusal names a fault");
    for (file_fault const& one : got.error()) require(!one.what.detail.empty(), "a fault says what was expected");
    return 0;
  }
  auto const posted = parse_draft(got->json);
  require(posted.has_value() && *posted == got->content, "what is posted is what was read");
  return 0;
}
