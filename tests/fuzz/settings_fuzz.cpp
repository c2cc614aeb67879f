// Any bytes as a settings file: refused or taken, and what is taken prints as a file that is taken again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "config/describe.hpp"

using namespace carerelay::config;

namespace {

void check_taken(loaded const& first) {
  for (auto const& e : schema()) {
    if (!objection(e, e.get(first.values)).empty()) std::abort();
  }
  auto const again = load({"printed.toml", print(first), {}, {}});
  if (!again) std::abort();
  for (auto const& e : schema()) {
    if (e.get(again->values) != e.get(first.values)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const text(reinterpret_cast<char const*>(data), size);
  if (auto const from_file = load({"fuzz.toml", text, {}, {}})) {
    check_taken(*from_file);
  } else if (from_file.error().empty()) {
    std::abort();
  }
  // The same bytes as a flag and a variable of every kind.
  auto const cut = text.substr(0, 200);
  (void)load({"", "", {{"CARERELAY_" + cut, cut}}, {{cut, cut}, {"stream.window", cut}, {"listen.hosts", cut}}});
  if (auto const from_flag = load({"", "", {}, {{"store.path", cut}, {"listen.origins", cut}}}))
    check_taken(*from_flag);
  return 0;
}
