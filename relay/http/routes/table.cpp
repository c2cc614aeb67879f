#include "relay/http/routes/table.hpp"

#include "protocol/limits.hpp"
#include "relay/core/register/register_import.hpp"
#include "relay/core/ways/contacts_csv.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

namespace limits = protocol::limits;

std::vector<route> const& routes() {
  constexpr std::size_t small = 64 * 1024;
  static std::vector<route> const table{
      {method::post, "/v1/messages", needs::writes, limits::draft_bytes, post_message},
      {method::get, "/v1/messages", needs::reads, 0, list_messages},
      {method::post, "/v1/messages/preview", needs::reads, limits::draft_bytes, preview_message},
      {method::get, "/v1/messages/{message}", needs::reads, 0, get_message},
      {method::get, "/v1/messages/{message}/receipts", needs::reads, 0, get_receipts},
      {method::get, "/v1/messages/{message}/coverage", needs::reads, 0, get_coverage},
      {method::post, "/v1/messages/{message}/cancel", needs::writes, small, cancel_message},
      {method::post, "/v1/messages/{message}/confirm", needs::writes, small, confirm_message},
      {method::get, "/v1/drafts", needs::reads, 0, list_drafts},
      {method::get, "/v1/drafts/{draft}", needs::reads, 0, get_draft},
      {method::post, "/v1/drafts/{draft}/approve", needs::writes, small, approve_draft},
      {method::post, "/v1/drafts/{draft}/reject", needs::writes, small, reject_draft},
      {method::post, "/v1/drafts/{draft}/send-now", needs::writes, small, send_draft_now},
      {method::post, "/v1/messages/{message}/release", needs::writes, small, release_message},
      {method::get, "/v1/messages/{message}/channels/{home}", needs::reads, 0, get_ways},
      {method::post, "/v1/previews", needs::reads, limits::draft_bytes, post_preview},
      {method::get, "/v1/messages/{message}/posts", needs::reads, 0, list_posts},
      {method::get, "/v1/messages/{message}/posts/{channel}", needs::reads, 0, get_post},
      {method::post, "/v1/messages/{message}/posts/{channel}", needs::writes, small, report_post},
      {method::get, "/v1/messages/{message}/call-list", needs::reads, 0, get_call_list},
      {method::post, "/v1/messages/{message}/call-list/{home}", needs::writes, small, post_call},
      {method::get, "/v1/messages/{message}/escalation", needs::reads, 0, get_escalation},
      {method::get, "/v1/call-list", needs::reads, 0, list_calls},
      {method::get, "/v1/check-ins", needs::reads, 0, list_check_ins},
      {method::post, "/v1/check-ins", needs::writes, small, post_check_in},
      {method::get, "/v1/check-ins/{check_in}", needs::reads, 0, get_check_in},
      {method::get, "/v1/check-ins/{check_in}/answers", needs::reads, 0, get_check_in_answers},
      {method::post, "/v1/check-ins/{check_in}/approve", needs::writes, small, approve_check_in},
      {method::delete_, "/v1/check-ins/{check_in}", needs::writes, 0, delete_check_in},
      {method::get, "/v1/homes/{home}/paths", needs::reads, 0, get_paths},
      {method::get, "/v1/channels", needs::reads, 0, list_channels},
      {method::get, "/v1/channels/held", needs::reads, 0, list_held},
      {method::get, "/v1/channels/unmatched", needs::reads, 0, list_unmatched},
      {method::post, "/v1/channels/forget", needs::writes, small, forget_address},
      {method::put, "/v1/channels/{channel}/state", needs::writes, small, put_channel_state},
      {method::post, "/v1/channels/{channel}/callback", needs::reads, 3 * 1024 * 1024, post_callback},
      {method::get, "/v1/channels/{channel}/callback", needs::reads, 0, get_callback},
      {method::get, "/v1/homes", needs::reads, 0, list_homes},
      {method::post, "/v1/homes", needs::writes, small, post_home},
      {method::post, "/v1/homes/import", needs::writes, core::register_limits.bytes, import_homes},
      {method::get, "/v1/homes/{home}", needs::reads, 0, get_home},
      {method::get, "/v1/homes/{home}/contacts", needs::reads, 0, get_contacts},
      {method::put, "/v1/homes/{home}/contacts", needs::writes, small, put_contacts},
      {method::delete_, "/v1/homes/{home}/contacts/{contact}", needs::writes, 0, delete_contact},
      {method::get, "/v1/contacts", needs::reads, 0, export_contacts},
      {method::post, "/v1/contacts/import", needs::writes, core::contacts_limits.bytes, import_contacts},
      {method::post, "/v1/homes/{home}/codes", needs::writes, small, post_code},
      {method::get, "/v1/homes/{home}/chat", needs::reads, 0, get_chat},
      {method::post, "/v1/homes/{home}/chat-codes", needs::writes, small, post_chat_code},
      {method::delete_, "/v1/homes/{home}/chat/{identity}", needs::writes, 0, delete_chat},
      {method::put, "/v1/homes/{home}/suspension", needs::writes, small, suspend_home},
      {method::delete_, "/v1/homes/{home}/suspension", needs::writes, 0, resume_home},
      {method::delete_, "/v1/homes/{home}/devices/{device}", needs::writes, 0, revoke_device},
      {method::post, "/v1/homes/{home}/devices/{device}/confirm", needs::writes, small, confirm_device},
      {method::get, "/v1/homes/{home}/device-lists", needs::reads, 0, get_device_lists},
      {method::post, "/v1/homes/{home}/device-lists", needs::writes, 128 * 1024, post_device_list},
      {method::post, "/v1/homes/{home}/recovery-used", needs::writes, small, post_recovery_used},
      {method::post, "/v1/devices", needs::writes, small, post_device},
      {method::get, "/v1/devices/self", needs::reads, 0, get_own_device},
      {method::post, "/v1/devices/{device}/token", needs::reads, small, post_device_token},
      {method::get, "/v1/inbox", needs::reads, 0, get_inbox},
      {method::get, "/v1/guidance/current", needs::reads, 0, get_current},
      {method::put, "/v1/resources/{sha256}", needs::writes, limits::resource_bytes, put_resource},
      {method::get, "/v1/resources/{sha256}", needs::reads, 0, get_resource},
      {method::get, "/v1/publishers", needs::reads, 0, list_publishers},
      {method::post, "/v1/publishers", needs::writes, small, post_publisher},
      {method::put, "/v1/publishers/{publisher}", needs::writes, small, put_publisher},
      {method::delete_, "/v1/publishers/{publisher}", needs::writes, 0, revoke_publisher},
      {method::get, "/sign-in", needs::reads, 0, get_sign_in_page},
      {method::get, "/sign-in/link", needs::nothing, 0, get_link_page},
      {method::post, "/sign-in/link", needs::writes, small, post_link},
      {method::get, "/v1/sign-in", needs::reads, 0, get_sign_in},
      {method::get, "/v1/sign-in/callback", needs::reads, 0, get_sign_in_callback},
      {method::post, "/v1/sign-in/back-channel-logout", needs::reads, small, post_back_channel_logout},
      {method::get, "/v1/session", needs::reads, 0, get_session},
      {method::delete_, "/v1/session", needs::writes, 0, delete_session},
      {method::get, "/v1/sessions", needs::reads, 0, list_sessions},
      {method::delete_, "/v1/sessions/{session}", needs::writes, 0, end_other_session},
      {method::post, "/v1/members/{member}/sign-in-links", needs::writes, small, post_sign_in_link},
      {method::put, "/v1/members/{member}/invitation", needs::writes, small, put_invitation},
      {method::get, "/v1/publishers/{publisher}/members", needs::reads, 0, list_members},
      {method::post, "/v1/publishers/{publisher}/members", needs::writes, small, post_member},
      {method::put, "/v1/publishers/{publisher}/members/{member}", needs::writes, small, put_member},
      {method::delete_, "/v1/publishers/{publisher}/members/{member}", needs::writes, 0, revoke_member},
      {method::post, "/v1/publishers/{publisher}/members/{member}/token", needs::writes, small, post_member_token},
      {method::put, "/v1/publishers/{publisher}/members/{member}/signing-key", needs::writes, small, put_signing_key},
      {method::delete_, "/v1/publishers/{publisher}/members/{member}/signing-key", needs::writes, 0,
       delete_signing_key},
      {method::post, "/v1/backups", needs::reads, small, post_backup},
      {method::get, "/v1/log/checkpoint", needs::reads, 0, get_checkpoint},
      {method::get, "/v1/log/proof/inclusion", needs::reads, 0, get_inclusion},
      {method::get, "/v1/log/proof/consistency", needs::reads, 0, get_consistency},
      {method::get, "/v1/log/entries", needs::reads, 0, get_entries},
      {method::post, "/v1/log/entries/{index}/erase", needs::writes, small, erase_entry},
      {method::get, "/v1/messages/{message}/evidence", needs::reads, 0, get_evidence},
      {method::get, "/v1/openapi.json", needs::nothing, 0, get_openapi},
      {method::get, "/v1/asyncapi.json", needs::nothing, 0, get_asyncapi},
      {method::get, "/v1/homes/{home}/messages", needs::reads, 0, get_home_messages},
      {method::get, "/v1/areas", needs::reads, 0, list_areas},
      {method::get, "/v1/record", needs::reads, 0, get_record},
      {method::put, "/v1/homes/{home}/devices/{device}/name", needs::writes, small, rename_device},
      {method::get, "/v1/push/key", needs::nothing, 0, get_push_key},
      {method::put, "/v1/devices/self/push", needs::writes, small, put_push},
      {method::delete_, "/v1/devices/self/push", needs::writes, 0, delete_push},
      {method::post, "/v1/devices/self/test-alert", needs::reads, small, post_test_alert},
      {method::get, "/v1/about", needs::nothing, 0, get_about},
      {method::get, "/v1/about/logo", needs::nothing, 0, get_logo},
      {method::post, "/v1/reports", needs::nothing, 16 * 1024, post_report},
  };
  return table;
}

namespace {

/// One segment of a path or pattern, taken off the front.
std::string_view take_segment(std::string_view& rest) noexcept {
  rest.remove_prefix(1);
  auto const segment = rest.substr(0, rest.find('/'));
  rest.remove_prefix(segment.size());
  return segment;
}

std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
  std::vector<std::string> arguments;
  while (!pattern.empty() && !path.empty()) {
    if (path.front() != '/') return std::nullopt;
    auto const expected = take_segment(pattern);
    auto const given = take_segment(path);
    if (expected.starts_with('{')) {
      if (given.empty()) return std::nullopt;
      arguments.emplace_back(given);
    } else if (expected != given) {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return arguments;
}

}  // namespace

found find(method how, std::string_view path) {
  if (how == method::head) how = method::get;
  found out;
  for (route const& one : routes()) {
    auto arguments = match(one.pattern, path);
    if (!arguments) continue;
    out.path_known = true;
    // A pattern without a place for an id wins: /messages/preview is not a message.
    if (one.method != how || (out.what && !arguments->empty())) continue;
    out.what = &one;
    out.arguments = std::move(*arguments);
  }
  // Whatever the interface does not have may be a page.
  static constexpr route pages{method::get, "/", needs::nothing, 0, get_web};
  bool const is_ours = path.starts_with("/v1/") || path.starts_with("/sign-in/");
  if (!out.path_known && how == method::get && !is_ours) out.what = &pages;
  return out;
}

}  // namespace carerelay::http
