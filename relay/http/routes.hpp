#pragma once

#include "relay/http/route.hpp"

/// Private to the room: the handlers that routes.cpp puts into its table. Each checks who asks before anything else.
namespace carerelay::http {

using arguments = std::vector<std::string>;

answer post_message(request const&, arguments const&, context&);
answer list_messages(request const&, arguments const&, context&);
answer get_message(request const&, arguments const&, context&);
answer cancel_message(request const&, arguments const&, context&);
answer preview_message(request const&, arguments const&, context&);
answer list_held(request const&, arguments const&, context&);
answer list_unmatched(request const&, arguments const&, context&);
answer forget_address(request const&, arguments const&, context&);
answer post_preview(request const&, arguments const&, context&);
answer get_receipts(request const&, arguments const&, context&);
answer get_coverage(request const&, arguments const&, context&);
answer list_homes(request const&, arguments const&, context&);
answer post_home(request const&, arguments const&, context&);
answer get_home(request const&, arguments const&, context&);
answer post_callback(request const&, arguments const&, context&);
answer get_callback(request const&, arguments const&, context&);
answer get_contacts(request const&, arguments const&, context&);
answer put_contacts(request const&, arguments const&, context&);
answer delete_contact(request const&, arguments const&, context&);
answer export_contacts(request const&, arguments const&, context&);
answer import_contacts(request const&, arguments const&, context&);
answer import_homes(request const&, arguments const&, context&);
answer post_code(request const&, arguments const&, context&);
answer get_chat(request const&, arguments const&, context&);
answer post_chat_code(request const&, arguments const&, context&);
answer delete_chat(request const&, arguments const&, context&);
answer suspend_home(request const&, arguments const&, context&);
answer resume_home(request const&, arguments const&, context&);
answer revoke_device(request const&, arguments const&, context&);
answer post_device(request const&, arguments const&, context&);
answer confirm_device(request const&, arguments const&, context&);
answer post_device_token(request const&, arguments const&, context&);
answer get_own_device(request const&, arguments const&, context&);
answer get_device_lists(request const&, arguments const&, context&);
answer post_device_list(request const&, arguments const&, context&);
answer post_recovery_used(request const&, arguments const&, context&);
answer get_inbox(request const&, arguments const&, context&);
answer get_current(request const&, arguments const&, context&);
answer put_resource(request const&, arguments const&, context&);
answer get_resource(request const&, arguments const&, context&);
answer confirm_message(request const&, arguments const&, context&);
answer release_message(request const&, arguments const&, context&);
answer get_ways(request const&, arguments const&, context&);
answer list_posts(request const&, arguments const&, context&);
answer get_post(request const&, arguments const&, context&);
answer report_post(request const&, arguments const&, context&);
answer list_channels(request const&, arguments const&, context&);
answer put_channel_state(request const&, arguments const&, context&);
answer list_drafts(request const&, arguments const&, context&);
answer get_draft(request const&, arguments const&, context&);
answer approve_draft(request const&, arguments const&, context&);
answer reject_draft(request const&, arguments const&, context&);
answer send_draft_now(request const&, arguments const&, context&);
answer list_members(request const&, arguments const&, context&);
answer post_member(request const&, arguments const&, context&);
answer put_member(request const&, arguments const&, context&);
answer revoke_member(request const&, arguments const&, context&);
answer post_member_token(request const&, arguments const&, context&);
answer put_signing_key(request const&, arguments const&, context&);
answer delete_signing_key(request const&, arguments const&, context&);
answer put_publisher(request const&, arguments const&, context&);
answer list_publishers(request const&, arguments const&, context&);
answer post_publisher(request const&, arguments const&, context&);
answer revoke_publisher(request const&, arguments const&, context&);
answer get_sign_in_page(request const&, arguments const&, context&);
answer get_sign_in(request const&, arguments const&, context&);
answer get_sign_in_callback(request const&, arguments const&, context&);
answer post_back_channel_logout(request const&, arguments const&, context&);
answer get_link_page(request const&, arguments const&, context&);
answer post_link(request const&, arguments const&, context&);
answer get_session(request const&, arguments const&, context&);
answer delete_session(request const&, arguments const&, context&);
answer list_sessions(request const&, arguments const&, context&);
answer end_other_session(request const&, arguments const&, context&);
answer post_sign_in_link(request const&, arguments const&, context&);
answer put_invitation(request const&, arguments const&, context&);
answer post_backup(request const&, arguments const&, context&);
answer get_checkpoint(request const&, arguments const&, context&);
answer get_inclusion(request const&, arguments const&, context&);
answer get_consistency(request const&, arguments const&, context&);
answer get_entries(request const&, arguments const&, context&);
answer erase_entry(request const&, arguments const&, context&);
answer get_evidence(request const&, arguments const&, context&);
answer get_openapi(request const&, arguments const&, context&);
answer get_asyncapi(request const&, arguments const&, context&);
answer get_about(request const&, arguments const&, context&);
answer get_logo(request const&, arguments const&, context&);
answer post_report(request const&, arguments const&, context&);
answer get_home_messages(request const&, arguments const&, context&);
answer list_areas(request const&, arguments const&, context&);
answer get_record(request const&, arguments const&, context&);
answer rename_device(request const&, arguments const&, context&);
answer get_push_key(request const&, arguments const&, context&);
answer put_push(request const&, arguments const&, context&);
answer delete_push(request const&, arguments const&, context&);
answer post_test_alert(request const&, arguments const&, context&);
answer get_web(request const&, arguments const&, context&);

}  // namespace carerelay::http
