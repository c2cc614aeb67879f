#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/evidence/event.hpp"
#include "protocol/evidence/verify.hpp"

/// Private to verify's sources: a bundle taken apart, with everything checked that needs no other part of it.
namespace carerelay::protocol::evidence {

/// An event of the log whose text is bound to its leaf.
struct proven_event {
  std::uint64_t index = 0;
  json::value what;  ///< an object

  [[nodiscard]] std::string_view text(std::string_view name) const noexcept;
  [[nodiscard]] std::uint64_t number(std::string_view name) const noexcept;
  [[nodiscard]] bool is(std::string_view type) const noexcept { return text("type") == type; }
};

struct proven_log {
  log_key key;
  checkpoint head;
  std::vector<proven_event> events;  ///< in order of index
  json::array const* witnesses = nullptr;

  /// The newest event of that type about the device before `index`; null when there is none.
  [[nodiscard]] proven_event const* last_of(std::string_view type, std::string_view device, std::uint64_t index) const;
};

/// Collects findings. A second failure of the same kind is counted rather than told, so that a page stays a page.
class findings {
 public:
  explicit findings(verdict& out) : out_(out) {}
  void good(std::string what) { out_.findings.push_back({true, std::move(what), {}}); }
  /// Gives false, for `return fails(…)`.
  bool fails(std::string what, std::string meaning) {
    out_.findings.push_back({false, std::move(what), std::move(meaning)});
    return false;
  }

 private:
  verdict& out_;
};

[[nodiscard]] std::string_view string_in(json::value const& from, std::string_view name) noexcept;
[[nodiscard]] json::array const* list_in(json::value const& from, std::string_view name) noexcept;
/// A whole number of at least 0.
[[nodiscard]] std::optional<std::uint64_t> number_in(json::value const& from, std::string_view name) noexcept;
[[nodiscard]] bool hashes_in(json::value const& from, std::string_view name, std::vector<hash>& out);

/// Reads one log of a bundle and checks key, checkpoint, and every leaf. False after a failure that leaves nothing to
/// go on with.
bool read_log(json::value const& from, std::optional<log_key> const& trusted, proven_log& out, findings& told);

/// Whether `device`'s key in the log signed this. `index` is where the answer stands.
enum class device_signature : std::uint8_t { right, wrong, no_key, revoked };
[[nodiscard]] device_signature check_device(proven_log const& log, signed_answer const& what,
                                            std::string_view signature, std::uint64_t index);

}  // namespace carerelay::protocol::evidence
