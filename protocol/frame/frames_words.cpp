#include "protocol/frame/frames.hpp"

namespace carerelay::protocol {

std::string_view word(close_code value) noexcept {
  switch (value) {
    case close_code::bad_frame: return "bad_frame";
    case close_code::unsupported_version: return "unsupported_version";
    case close_code::suspended: return "suspended";
    case close_code::revoked: return "revoked";
    case close_code::replaced: return "replaced";
    case close_code::overloaded: return "overloaded";
    case close_code::slow: return "slow";
    case close_code::rate: return "rate";
    case close_code::no_pong: return "no_pong";
    case close_code::no_hello: return "no_hello";
    case close_code::drain: return "drain";
    case close_code::rebalance: return "rebalance";
    case close_code::authenticate_again: return "authenticate_again";
  }
  return {};
}

std::string_view word(resume_verdict value) noexcept {
  switch (value) {
    case resume_verdict::ok: return "ok";
    case resume_verdict::truncated: return "truncated";
    case resume_verdict::reset: return "reset";
    case resume_verdict::ahead: return "ahead";
  }
  return {};
}

std::string_view word(skip_reason value) noexcept {
  switch (value) {
    case skip_reason::superseded: return "superseded";
    case skip_reason::cancelled: return "cancelled";
    case skip_reason::expired: return "expired";
    case skip_reason::withdrawn: return "withdrawn";
  }
  return {};
}

}  // namespace carerelay::protocol
