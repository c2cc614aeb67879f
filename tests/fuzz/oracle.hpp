#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

/// What the fuzzers share. A fuzzer that only waits for a crash misses what is accepted and must not be, so each
/// states what must hold of every answer.
namespace carerelay::fuzz {

inline std::string_view text_of(std::uint8_t const* data, std::size_t size) {
  return {reinterpret_cast<char const*>(data), size};
}

/// Ends the process when `holds` is false, which libFuzzer and ctest both take for a finding.
inline void require(bool holds, char const* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

}  // namespace carerelay::fuzz
