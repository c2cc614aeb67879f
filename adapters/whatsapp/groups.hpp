#pragma once

#include <string>
#include <vector>

#include "adapters/whatsapp/whatsapp_channel.hpp"

/// Groups of our own (Groups API): only a number with an Official Business Account has them, of at most eight people,
/// and nobody can be put into one: people follow its invite link.
namespace carerelay::whatsapp {

struct own_group {
  std::string id, subject;
};

struct group_answer {
  ports::verdict how;                 ///< `accepted` when it worked
  std::vector<own_group> groups{};    ///< of `list`
  std::string link{};                 ///< of `invite_link`
  std::vector<std::string> people{};  ///< of `people`, as `came_back::who`: by id and by number
};

class groups {
 public:
  groups(ports::web_sender& web, whatsapp_settings const& settings, std::function<protocol::instant()> now)
      : web_(web), settings_(settings), now_(std::move(now)) {}
  /// Asks for one. It is there some seconds later: see `list`.
  [[nodiscard]] group_answer make(std::string const& subject);
  /// The newest 1,024.
  [[nodiscard]] group_answer list();
  [[nodiscard]] group_answer invite_link(std::string const& id);
  [[nodiscard]] group_answer people(std::string const& id);

 private:
  [[nodiscard]] group_answer ask(std::string method, std::string const& path, std::string body, std::string& answer);

  ports::web_sender& web_;
  whatsapp_settings const& settings_;
  std::function<protocol::instant()> now_;
};

}  // namespace carerelay::whatsapp
