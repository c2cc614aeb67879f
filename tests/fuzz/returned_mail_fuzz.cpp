#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapters/email/returned_mail.hpp"

/// Anybody can send mail to the address that failures come back to.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static carerelay::email::delivery_tokens const tokens({{std::uint8_t{0}, "key"}}, 0);
  auto const came = carerelay::email::read_returned({reinterpret_cast<char const*>(data), size}, tokens);
  // Without our key nothing can be about a delivery of ours, save the names that the corpus holds.
  if (came.row && *came.row != 42) std::abort();
  if (came.detail.size() > 11) std::abort();
  return 0;
}
