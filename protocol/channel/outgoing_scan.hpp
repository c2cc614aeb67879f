#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "protocol/channel/disclosure.hpp"

/// The second line behind the table of disclosure: what should not stand in a text that leaves. Whatever it finds stops
/// the post until a person has looked. It finds slips, not what somebody hides on purpose.
namespace carerelay::protocol {

enum class finding_kind : std::uint8_t {
  nhs_number,
  birth_date,
  home_name,         ///< of a home of the register
  person_name,       ///< a title or "resident" with a name behind it
  hidden_character,  ///< what a reader cannot see, or sees in another order
  foreign_link       ///< to a host that is not known to us
};

struct finding {
  finding_kind what{};
  std::string_view where;  ///< "headline", "description", "must_do", "must_not", "instruction", "change_note"

  friend bool operator==(finding const&, finding const&) = default;
};

/// Names of homes, to be found in a text in a time that does not grow with how many there are.
class home_name_index {
 public:
  /// Names of one plain word ("Rosewood") are found only with care, nursing, home, house and the like behind them.
  void add(std::string_view name);
  [[nodiscard]] bool is_in(std::string_view text) const;

 private:
  std::unordered_multimap<std::string, std::vector<std::string>> by_first_;
};

/// Everything found in what this post says, each sort at most once a part. A pointer says nothing that could be found.
/// `known_hosts` are domains that links may lead to, with what is below them.
[[nodiscard]] std::vector<finding> scan(disclosed_post const& post, home_name_index const& homes,
                                        std::vector<std::string> const& known_hosts);

[[nodiscard]] std::string_view word(finding_kind value) noexcept;

}  // namespace carerelay::protocol
