#pragma once

#include <map>
#include <string>
#include <vector>

#include "relay/core/record/event.hpp"
#include "relay/core/ways/outbox.hpp"

/// What becomes of what people say to us in a chat. Nothing of it is kept but the act it was.
namespace carerelay::core {

/// How often somebody whom nobody knows is answered, and how often codes may be tried. Lives in the shell's memory.
class said_budget {
 public:
  /// Whether a person without a home may be answered now: once in ten minutes, and 20 of them a minute.
  [[nodiscard]] bool may_answer(std::string const& who, instant now);
  /// Whether a code may be tried: 5 wrong ones an hour from one person, 100 from all.
  [[nodiscard]] bool may_try(std::string const& who, instant now);
  void tried_wrong(std::string const& who, instant now);

 private:
  struct slot {
    instant answered_at{};
    instant tries_since{};
    int wrong = 0;
  };
  [[nodiscard]] slot& of(std::string const& who, instant now);

  std::map<std::string, slot> people_;  ///< at most 1,000: who asked longest ago is forgotten first
  instant minute_{}, hour_{};
  int answered_ = 0, wrong_ = 0;
};

struct said_note {
  std::string event;  ///< chat_acknowledged, chat_bound, chat_unbound, chat_code_wrong
  std::string about;  ///< a home's id, or ""
};

struct said_answer {
  std::string reply;                ///< to be sent to whoever said it, alone; "" says nothing
  std::vector<said_note> notes;     ///< for the log: never what was said, nor by whom
  std::vector<event> after_commit;  ///< for those who watch
  bool wants_stop = false;          ///< said `stop`: nothing more is to be sent to this person by this channel
};

/// Inside a transaction. `what.who` is looked up among those bound to `rules.account`; without an account nobody is
/// heard. The same `what.key` again records nothing and is not answered again.
/// With `what.row` (a button whose token is ours) `ack` and `stop` are about that delivery and nobody need be bound.
/// `ack REF [HOME]` of somebody bound is an answer of the home, `in_progress`, by the channel and the binding's role.
[[nodiscard]] said_answer take_said(ports::store_writer& store, channel_rules const& rules,
                                    ports::came_back const& what, instant now, ports::random& random,
                                    said_budget& budget);

}  // namespace carerelay::core
