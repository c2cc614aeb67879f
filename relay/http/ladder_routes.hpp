#pragma once

#include "relay/http/routes.hpp"

/// Private to the room: handlers about homes that stay silent, and about messages for every day.
namespace carerelay::http {

answer get_call_list(request const&, arguments const&, context&);
answer post_call(request const&, arguments const&, context&);
answer list_calls(request const&, arguments const&, context&);
answer get_escalation(request const&, arguments const&, context&);
answer get_paths(request const&, arguments const&, context&);
answer list_check_ins(request const&, arguments const&, context&);
answer post_check_in(request const&, arguments const&, context&);
answer get_check_in(request const&, arguments const&, context&);
answer approve_check_in(request const&, arguments const&, context&);
answer delete_check_in(request const&, arguments const&, context&);

}  // namespace carerelay::http
