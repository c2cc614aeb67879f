#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/evidence/checkpoint.hpp"
#include "protocol/json/value.hpp"

/// A piece of evidence, checked with nothing else at hand: no relay, no network, no clock (docs/evidence.md).
namespace carerelay::protocol::evidence {

inline constexpr std::string_view bundle_format = "carerelay-evidence/1";
inline constexpr std::size_t most_bundle_bytes = 512 * 1024 * 1024;  ///< ten thousand homes with all they did
inline constexpr std::size_t most_logs = 64;  ///< of one bundle: pages put together name one again

/// One thing that was looked at.
struct finding {
  bool holds = false;
  std::string what;     ///< a sentence
  std::string meaning;  ///< of a failure: what it means for whoever relies on the bundle
};

/// What happened, as the evidence tells it, in the order of the log.
struct told {
  std::uint64_t index = 0;
  std::string sentence;
};

struct verdict {
  std::vector<finding> findings;
  std::vector<told> story;
  std::vector<log_key> keys;      ///< that signed: to be compared with what the relay's operator has published
  std::size_t witness_homes = 0;  ///< homes, other than those the evidence is about, that had verified the tree
  [[nodiscard]] bool holds() const noexcept;
};

/// Checks everything in the bundle. `trusted`, when given, is the only key that may have signed.
[[nodiscard]] verdict verify_bundle(std::string_view bundle, std::optional<log_key> const& trusted = std::nullopt);

/// The verdict as a page of plain English.
[[nodiscard]] std::string to_page(verdict const& what);

/// The lines a device signs for an answer, from texts as they stand in the log (frames.hpp says which). `tree` adds
/// three: origin, size and root of the tree that the device had verified.
struct signed_answer {
  std::string_view message{}, digest{}, home{}, device{}, response{}, key{}, at{};
  std::uint64_t seq = 0;
  std::string_view origin{}, root{};  ///< "" when the device named no tree
  std::uint64_t size = 0;
};
[[nodiscard]] std::string signing_text(signed_answer const& what);

}  // namespace carerelay::protocol::evidence
