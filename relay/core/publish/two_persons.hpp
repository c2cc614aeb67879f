#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "relay/core/publish/publish.hpp"

/// When one person is not enough: urgent messages and those to every home wait for others to stand for the exact bytes
/// and the exact homes. Decisions; the drafts they give back are stored by whoever asked.
namespace carerelay::core {

struct approval_rules {
  bool two_persons = true;
  std::chrono::milliseconds wait = std::chrono::minutes(30);     ///< for signatures
  std::chrono::milliseconds confirm = std::chrono::minutes(15);  ///< for the second one of what was sent alone
  std::uint64_t all_homes_from = 20;  ///< a snapshot of every live home counts as all homes when it is more than these
  std::uint32_t all_homes_most = 3;   ///< sends to all homes in `all_homes_window`; the next needs a third person
  std::chrono::milliseconds all_homes_window = std::chrono::minutes(10);
};

/// Who asks for something now.
struct asking {
  actor const& who;
  instant now;
  ports::random& random;
  approval_rules const& rules;
};

/// Not published: a draft that waits. `repeats`: it waited already.
struct put_to_wait {
  ports::draft_row draft;
  bool repeats = false;
  std::vector<ports::message_number> supersedes{};  ///< what it would take the place of
};
using submission = std::variant<publication, published_before, put_to_wait>;

/// What becomes of a message that somebody writes: `decide`, and then whether others must stand for it first.
[[nodiscard]] protocol::checked<submission> submit(protocol::draft what, asking const& by, ports::store_reader& store);

/// What `submit` would say of it, whatever its `reference`. Changes nothing.
struct approval_preview {
  std::uint32_t needs = 0;  ///< signatures of other persons; 0: it goes at once
  bool immediate = false, all_homes = false;
  std::vector<ports::message_number> supersedes;
};
[[nodiscard]] protocol::checked<approval_preview> preview_approval(protocol::draft what, asking const& by,
                                                                   ports::store_reader& store);

/// What a person says they looked at.
struct looked_at {
  protocol::digest sum{}, audience_hash{};
  std::uint64_t homes = 0;
};

/// How a draft is after somebody acted on it; store it whatever `answer` says. With a publication, that is to be put
/// too (core::put), and then named in the draft (`published`).
struct draft_verdict {
  ports::draft_row draft;
  protocol::faults refused{};  ///< empty: done
  std::optional<publication> sends{};
};

/// A signature. The last one that was needed publishes. errc::needs_a_person, same_person, draft_closed, draft_differs,
/// audience_changed (the draft has the new figures then, and its signatures are gone), and what `authorize` refuses.
[[nodiscard]] draft_verdict approve(ports::draft_row draft, looked_at const& said, asking const& by,
                                    ports::store_reader& store);

/// Ends it: by an approver, or by its author.
[[nodiscard]] draft_verdict reject(ports::draft_row draft, std::string const& reason, asking const& by);

/// One person sends it alone, for a reason. The message says that it waits for a second person.
[[nodiscard]] draft_verdict send_now(ports::draft_row draft, std::string const& reason, asking const& by,
                                     ports::store_reader& store);

/// The draft after its publication was put.
[[nodiscard]] ports::draft_row published(ports::draft_row draft, ports::message_number number, instant now);

/// The second person, for what was sent alone. `sum`: the message's digest, which is `expected`.
[[nodiscard]] draft_verdict confirm(ports::draft_row draft, ports::message_row const& message,
                                    protocol::digest const& sum, asking const& by, ports::store_reader& store);

/// Whom to tell after the commit that the message is confirmed: every home of its snapshot.
[[nodiscard]] message_confirmed confirmation_of(ports::message_row const& message, ports::store_reader& store,
                                                instant now);

/// What the relay does when a draft's time is over (ports::store_reader::drafts_due): a draft that waits expires; for
/// what was sent alone it sends a notice to the same homes that nobody has confirmed it.
[[nodiscard]] draft_verdict time_is_over(ports::draft_row draft, ports::store_reader& store, instant now,
                                         ports::random& random);

/// Ends the time of drafts that nobody signed, and of what was sent alone and nobody confirmed: the notices are put and
/// told. At most some at a time; called again soon.
void end_drafts(ports::store_writer& store, instant now, ports::random& random, std::vector<event>& told,
                outbox_rules const* ways_out = nullptr);

/// SHA-256 over the ids of the homes in byte order, a newline after each.
[[nodiscard]] protocol::digest hash_of(std::vector<ports::home_number> const& homes, ports::store_reader& store);

/// How the message stands with its second person.
enum class confirmation : std::uint8_t {
  whole,     ///< nobody else was needed, or they signed before it was sent
  awaiting,  ///< sent alone, and there is still time
  confirmed,
  missed  ///< sent alone, and nobody came
};
[[nodiscard]] confirmation confirmation_of(std::optional<ports::draft_row> const& draft) noexcept;
[[nodiscard]] inline bool is_confirmed(confirmation how) noexcept {
  return how == confirmation::whole || how == confirmation::confirmed;
}

}  // namespace carerelay::core
