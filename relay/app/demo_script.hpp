#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "protocol/json/value.hpp"
#include "protocol/message/receipt.hpp"
#include "relay/app/demo_home.hpp"
#include "relay/cli/door.hpp"
#include "relay/cli/sender.hpp"

/// What the demo publishes and what must come of it. Speaks to the relay as any publisher does, through a door.
namespace carerelay::app {

/// One message of the demo with what every home's receipt must become.
struct demo_message {
  std::string title;  ///< what the terminal calls it
  std::string id;
  bool wants_answer = false;
  bool closed = false;                              ///< superseded or cancelled by a later one
  std::map<std::string, protocol::stage> expected;  ///< by home id
  std::map<std::string, protocol::home_receipt> seen;
  [[nodiscard]] std::size_t outstanding() const;  ///< receipts that are not yet what they must become
  [[nodiscard]] std::size_t beyond() const;       ///< receipts that say more than happened
};

struct demo_cast {
  std::string id, name, area;
  home_plan plan;
};

/// Who speaks to the relay.
struct demo_team {
  cli::door& machine;                 ///< sends results and reads receipts
  cli::door& writer;                  ///< a person who publishes
  std::vector<cli::door*> approvers;  ///< other people, who approve
};

class demo_script {
 public:
  demo_script(demo_team team, std::vector<demo_cast> homes);

  demo_message& publish(std::string title, std::string_view sample,
                        std::map<std::string, std::string> const& blanks = {});
  /// One person sends it alone: homes see it as not yet confirmed.
  demo_message& send_alone(std::string title, std::string_view sample, std::string const& reason);
  /// A second person stands for it, as it is.
  void confirm(demo_message const& what);
  /// Homes that hold it, when all is as it must be.
  [[nodiscard]] static std::size_t reached(demo_message const& what);
  /// Withdraws a message; homes that come later must not get its text any more.
  demo_message& cancel(demo_message& old);
  void replaced(demo_message& old);
  /// Homes of habit `late` are there from now on: what is still in force, and what is published later, is expected of
  /// them too.
  void late_homes_come();

  /// Asks for the receipts of every message that has some outstanding.
  void refresh();
  [[nodiscard]] std::size_t outstanding() const;
  [[nodiscard]] std::size_t outstanding(demo_message const& of) const { return of.outstanding(); }
  [[nodiscard]] protocol::coverage coverage(demo_message const& of);
  [[nodiscard]] std::vector<std::unique_ptr<demo_message>> const& messages() const noexcept { return messages_; }
  /// Messages that waited for other people, and the signatures these gave.
  [[nodiscard]] std::size_t approved() const noexcept { return approved_; }
  [[nodiscard]] std::size_t signatures() const noexcept { return signatures_; }
  /// One line for each receipt that is not what it must be.
  [[nodiscard]] std::string differences() const;

 private:
  demo_message& add(std::string title, protocol::json::value const& published, bool wants_answer);
  void read_receipts(demo_message& of);
  /// What was published; when it waits, the others approve it first, one after the other.
  protocol::json::value published(cli::door& by, cli::door_request const& request);

  demo_team team_;
  cli::door& relay_;
  std::vector<demo_cast> homes_;
  std::map<protocol::home_id, std::string> pinned_;  ///< device lists, as a sender remembers them
  cli::sender sender_;
  std::vector<std::unique_ptr<demo_message>> messages_;
  bool late_are_there_ = false;
  std::size_t approved_ = 0, signatures_ = 0;
};

}  // namespace carerelay::app
