#include "protocol/message/message.hpp"
#include "protocol/message/result.hpp"

namespace carerelay::protocol {

std::string_view word(message_kind value) noexcept {
  switch (value) {
    case message_kind::guidance_bulletin: return "guidance_bulletin";
    case message_kind::helpline_notice: return "helpline_notice";
    case message_kind::test_result: return "test_result";
  }
  return {};
}

std::string_view word(msg_type value) noexcept {
  switch (value) {
    case msg_type::alert: return "alert";
    case msg_type::update: return "update";
    case msg_type::cancel: return "cancel";
  }
  return {};
}

std::string_view word(message_status value) noexcept {
  switch (value) {
    case message_status::actual: return "actual";
    case message_status::exercise: return "exercise";
    case message_status::test: return "test";
  }
  return {};
}

std::string_view word(message_scope value) noexcept {
  switch (value) {
    case message_scope::public_: return "public";
    case message_scope::restricted: return "restricted";
    case message_scope::private_: return "private";
  }
  return {};
}

std::string_view word(urgency value) noexcept {
  switch (value) {
    case urgency::immediate: return "immediate";
    case urgency::expected: return "expected";
    case urgency::future: return "future";
  }
  return {};
}

std::string_view word(severity value) noexcept {
  switch (value) {
    case severity::extreme: return "extreme";
    case severity::severe: return "severe";
    case severity::moderate: return "moderate";
    case severity::minor: return "minor";
  }
  return {};
}

std::string_view word(response value) noexcept {
  switch (value) {
    case response::in_progress: return "in_progress";
    case response::actioned: return "actioned";
    case response::not_relevant: return "not_relevant";
    case response::need_help: return "need_help";
  }
  return {};
}

std::string_view word(service_state value) noexcept {
  switch (value) {
    case service_state::open: return "open";
    case service_state::limited: return "limited";
    case service_state::closed: return "closed";
  }
  return {};
}

std::string_view word(report_status value) noexcept {
  switch (value) {
    case report_status::preliminary: return "preliminary";
    case report_status::final: return "final";
    case report_status::amended: return "amended";
    case report_status::corrected: return "corrected";
    case report_status::cancelled: return "cancelled";
    case report_status::entered_in_error: return "entered-in-error";
  }
  return {};
}

std::string_view word(test_outcome value) noexcept {
  switch (value) {
    case test_outcome::positive: return "positive";
    case test_outcome::negative: return "negative";
    case test_outcome::indeterminate: return "indeterminate";
    case test_outcome::void_: return "void";
  }
  return {};
}

}  // namespace carerelay::protocol
