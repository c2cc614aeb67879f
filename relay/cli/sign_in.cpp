#include "protocol/json/writer.hpp"
#include "relay/cli/commands.hpp"
#include "relay/cli/table.hpp"

namespace carerelay::cli {

namespace {

int show_done(std::string const& body, bool json, std::string const& words, world& with) {
  if (json)
    with.out << (body.empty() ? "{}" : body) << '\n';
  else
    with.out << words << '\n';
  return done;
}

}  // namespace

int sign_in_link(sign_in_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.method = "POST";
  request.path = "/v1/members/" + percent_encoded(what.member) + "/sign-in-links";
  auto const body = expect_ok(where->ask(request));
  ports::http_answer const got{200, "application/json", body};
  auto const made = expect_json(got);
  return show_done(body, what.json,
                   "Give this to " + what.member + " alone. It signs in once, until " + text_of(made, "expires_at") +
                       ":\n" + text_of(made, "url"),
                   with);
}

int invite(sign_in_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.method = "PUT";
  request.path = "/v1/members/" + percent_encoded(what.member) + "/invitation";
  protocol::json::writer(request.body).begin_object().member("email", what.email).end_object();
  auto const body = expect_ok(where->ask(request));
  return show_done(
      body, what.json,
      "Whoever signs in with the verified address " + what.email + " for the first time is " + what.member + ".", with);
}

int sessions_list(sign_in_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.path = "/v1/sessions";
  if (what.json) {
    with.out << expect_ok(where->ask(request)) << '\n';
    return done;
  }
  table rows({"Id", "Member", "By", "Since", "Last used", "Ends"});
  for_all(*where, request, "sessions", [&](protocol::json::value const& one) {
    rows.add({text_of(one, "id"), text_of(one, "member"), text_of(one, "how"), text_of(one, "made_at"),
              text_of(one, "used_at"), text_of(one, "ends_at")});
  });
  with.out << rows.text();
  return done;
}

int sessions_end(sign_in_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.method = "DELETE";
  request.path = "/v1/sessions/" + percent_encoded(what.session);
  auto const body = expect_ok(where->ask(request));
  return show_done(body, what.json, "Session " + what.session + " has ended; its connections are closed.", with);
}

}  // namespace carerelay::cli
