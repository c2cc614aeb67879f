#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "adapters/ports/callback.hpp"
#include "relay/core/people/identity.hpp"
#include "relay/core/people/sessions.hpp"
#include "relay/core/publish/two_persons.hpp"
#include "relay/core/silence/quiet.hpp"
#include "relay/core/stream/push.hpp"
#include "relay/core/ways/chat_said.hpp"
#include "relay/core/ways/outbox.hpp"
#include "relay/http/web_pages.hpp"

namespace carerelay::http {

/// Whose relay this is: what pages show.
struct about_facts {
  std::string service = "Carerelay", organisation, helpline, accessibility, version;
  std::shared_ptr<web_pages::page const> logo;
};

/// What browsers may have logged, from everywhere together: so much a minute, and what came beyond it. Any thread.
class report_budget {
 public:
  /// Whether one more may be logged.
  [[nodiscard]] bool take(protocol::instant now) noexcept {
    auto const minute = std::chrono::floor<std::chrono::minutes>(now.time_since_epoch()).count();
    if (minute_.exchange(minute) != minute) used_ = 0;
    return used_.fetch_add(1) < most;
  }
  static constexpr std::uint32_t most = 20;

 private:
  std::atomic<std::int64_t> minute_{0};
  std::atomic<std::uint32_t> used_{0};
};

/// Settings and live figures that routes go by. Written by the shell, read on any thread.
struct relay_facts {
  core::code_rules codes;  ///< fixed before the first request, as all up to `web` are
  core::sign_in_rules sign_in;
  std::string sign_in_secret;
  core::approval_rules approval;
  about_facts about;
  core::push_rules push;
  std::shared_ptr<web_pages const> web = std::make_shared<web_pages>();
  std::shared_ptr<report_budget> reports = std::make_shared<report_budget>();
  core::outbox_rules outbox;                            ///< the ways out there are; fixed as well
  std::chrono::milliseconds quiet = core::quiet_after;  ///< a channel without news is quiet after that; fixed as well
  /// By channel: who understands what its service calls us for; fixed as well.
  std::map<std::string, std::shared_ptr<ports::callback_reader const>, std::less<>> callbacks;
  std::shared_ptr<core::said_budget> said = std::make_shared<core::said_budget>();  ///< used by the store thread alone
  std::atomic<bool> draining{false};
  std::atomic<bool> storage_full{false};  ///< publishing is refused; receipts are still recorded
  /// Since when the oldest piece of work waits for the store, in milliseconds since 1970; 0: none waits.
  std::atomic<std::int64_t> store_waiting_since{0};
};

}  // namespace carerelay::http
